import type { FeedEvent } from '@englog/domain';

/** The characters of an event that may be many: those that a worker or a user wrote. What else it holds is short. */
export const charactersOf = (event: FeedEvent): number => {
  switch (event.kind) {
    case 'chunk':
      return event.text.length;
    case 'progress':
      return event.message.length;
    case 'state':
      return event.error?.message.length ?? 0;
    case 'alert':
      return event.title.length + event.body.length;
  }
};
