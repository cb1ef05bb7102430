import type { HandlerContext } from './handler';

/** What live followers read: joined since the last restart it is the result's content, in the end. */
export interface LiveText {
  sentence(text: string): void;
  /** What was shown is thrown away. */
  restart(): void;
  /** Shows what the content has and was not shown yet. */
  finish(content: string): void;
}

export const createLiveText = (context: Pick<HandlerContext, 'chunk'>): LiveText => {
  let shown = '';
  const show = (text: string): void => {
    if (text === '') return;
    context.chunk(text);
    shown += text;
  };
  const restart = (): void => {
    if (shown === '') return;
    context.chunk('', { restart: true });
    shown = '';
  };
  return {
    sentence: (text) => show(shown === '' ? text : ` ${text}`),
    restart,
    finish(content) {
      if (!content.startsWith(shown)) restart();
      show(content.slice(shown.length));
    },
  };
};
