import { isTerminal, parseInput, userEventsQuery } from '@englog/domain';
import type { Feed } from '../../feed/feed';
import type { TaskReads } from '../../store/records';
import { sendNothing } from '../answer';
import { requireActFor } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf } from '../endpoint';
import { findOwnTask } from '../tasks/permissions';
import type { EventFrame } from './event-frame';
import { lastSeenOf, toFrame } from './event-frame';
import { followTask } from './follow-task';
import { openSse } from './sse-stream';
import type { StreamLimit } from './stream-limit';

export interface EventOptions {
  feed: Feed;
  tasks: TaskReads;
  streams: StreamLimit;
}

const pollMs = 2_000;
const graceMs = 500;

/** Sends frames until they end, the client goes, or the server drains. */
const pump = async (call: Call, frames: AsyncIterable<EventFrame>): Promise<void> => {
  const stream = openSse(call.response);
  if (call.request.method === 'HEAD') return stream.end('done');
  try {
    for await (const frame of frames) if (!(await stream.send(frame))) break;
  } catch (err) {
    // The answer has begun: it can only be broken off, and the client resumes.
    call.log.warn({ reqId: call.reqId, err }, 'live stream broken off');
    call.response.destroy();
  } finally {
    stream.end(call.signal().reason === 'shutdown' ? 'draining' : 'done');
  }
};

const userFrames = async function* (feed: Feed, userId: string, call: Call): AsyncGenerator<EventFrame> {
  const { after } = lastSeenOf(call.request.headers['last-event-id']);
  for await (const { id, event } of feed.subscribe({ userId }, after, call.signal())) yield toFrame(id, event, false);
};

const taskEvents = async (call: Call, options: EventOptions): Promise<void> => {
  const task = await findOwnTask(options.tasks, call.principal, paramOf(call, 'task_id'));
  const lastSeen = lastSeenOf(call.request.headers['last-event-id']);
  // 204 is how a server tells an EventSource not to come back.
  if (lastSeen.ended && isTerminal(task.status)) return sendNothing(call.response);
  const leave = options.streams.enter(call.principal.userId);
  try {
    await pump(call, followTask({ ...options, task, lastSeen, signal: call.signal(), pollMs, graceMs }));
  } finally {
    leave();
  }
};

const userEvents = async (call: Call, { feed, streams }: EventOptions): Promise<void> => {
  const { user_id: userId = call.principal.userId } = parseInput(userEventsQuery, call.request.query);
  requireActFor(call.principal, userId);
  const leave = streams.enter(call.principal.userId);
  try {
    await pump(call, userFrames(feed, userId, call));
  } finally {
    leave();
  }
};

export const eventEndpoints = (options: EventOptions): UserEndpoint[] => {
  const shared = { method: 'get', access: 'user', tag: 'events', resumes: true } as const;
  const mediaTypes = ['text/event-stream'];
  return [
    {
      ...shared,
      path: '/v1/tasks/:task_id/events',
      summary: 'A task’s state, progress and text as they come (server-sent events)',
      description:
        'The current state first; `state`, `progress` and `chunk` events follow, the terminal state last, then the stream ends. Resumes after Last-Event-ID. A long text comes in several `chunk` events. The text begins anew with an `attempt`, and with a `chunk` that says `restart`: joined from there, it is the result’s `content`.',
      answers: {
        200: { description: 'Live events', mediaTypes },
        204: { description: 'Last-Event-ID was the last event' },
      },
      handle: (call) => taskEvents(call, options),
    },
    {
      ...shared,
      path: '/v1/events',
      summary: 'Everything about one’s tasks, and alerts, as it comes (server-sent events)',
      query: userEventsQuery,
      answers: { 200: { description: 'Live events', mediaTypes } },
      handle: (call) => userEvents(call, options),
    },
  ];
};
