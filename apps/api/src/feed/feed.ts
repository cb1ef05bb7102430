import type { FeedEvent, TaskProgress } from '@englog/domain';
import type { KeptEvents } from './kept-events';

/** `id` is opaque to clients and ordered within one feed: what `Last-Event-ID` carries. */
export interface FeedItem {
  id: string;
  event: FeedEvent;
}

export type FeedFilter = { taskId: string } | { userId: string };

export type WakeMessage =
  /** Ready tasks were added to these lanes somewhere. */
  | { kind: 'ready'; lanes: number[] }
  /** Attempts ended somewhere: what a concurrency limit held may run now, in whichever lane. */
  | { kind: 'limits_freed' }
  /** A running attempt is to be aborted by whichever replica holds its worker's stream. */
  | { kind: 'cancel'; taskId: string; attempt: number }
  /** An attempt ended through another replica than the one that dispatched it: its slot is free. */
  | { kind: 'ended'; taskId: string; attempt: number }
  /** A worker's session moved to another replica, or was replaced: the holder ends its stream. */
  | { kind: 'session_moved'; sessionId: string; replicaId: string };

/**
 * Live events and cross-replica wake-ups. PostgreSQL is the truth: everything here may be lost (I8), so publishing never
 * blocks, never throws and is never awaited, and every listener polls as a fallback.
 */
export interface Feed {
  publish(event: FeedEvent): void;
  /**
   * Replays what is kept after `afterId`, then goes live without a gap or a repeat. `afterId` undefined starts live.
   * When `afterId` is older than what is kept, the first item it can still give follows. Ends when the signal aborts.
   */
  subscribe(filter: FeedFilter, afterId: string | undefined, signal: AbortSignal): AsyncIterable<FeedItem>;
  /** The last that an attempt's worker said, here or at another replica, as far as it is still kept here. */
  progressOf(taskId: string, attempt: number): TaskProgress | null;
  /** To every replica but this one. */
  wake(message: WakeMessage): void;
  onWake(listener: (message: WakeMessage) => void): () => void;
  /** How many events are kept for replay, at Redis or else in this process. @throws EnglogError `unavailable` with Redis away */
  kept(which: KeptEvents): Promise<number>;
  /**
   * Forgets them, here and on every replica; answers how many. Redis drops whole entries, so that events of others which
   * went there in the same moment are replayed no more either.
   */
  forget(which: KeptEvents): Promise<number>;
  /** `local`: in this process only, by configuration. `degraded`: Redis is configured and away. */
  health(): 'local' | 'connected' | 'degraded';
  start(): Promise<void>;
  stop(): Promise<void>;
}
