/**
 * The feed across replicas, on one Redis stream and one channel. Owns three connections, each in its own session:
 *
 * - write: appends batches of events, publishes wake messages, reads history
 * - tail: reads the stream into `Followers`, this replica's own events included, so that all replicas see one order
 * - wake: listens on the channel
 *
 * Invariants: an event is delivered here either by the tail or, when it could not be appended, at once by hand, never both;
 * ids only grow; publish and wake never wait. With Redis away, events reach this replica's followers alone.
 */
import { randomUUID } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { FeedEvent, TaskProgress } from '@englog/domain';
import type { EventId } from './event-id';
import { outsideRedis, parseId, compareIds, formatId } from './event-id';
import { appendBatch, goThroughKept, keepWithin, lastGivenId, readHistory, readTail } from './event-stream';
import type { EventBatch, StreamAccess, StreamEntry } from './event-stream';
import { charactersOf } from './event-size';
import type { Feed, FeedFilter, FeedItem, WakeMessage } from './feed';
import { Followers, matches } from './followers';
import type { Following } from './followers';
import type { KeptEvents } from './kept-events';
import { Outgoing } from './outgoing';
import { keepAlive, keepSession, within } from './redis-session';
import type { RedisAccess, RedisClient } from './redis-session';

export interface RedisFeedOptions extends RedisAccess {
  /** Stream entries kept at Redis, about; each carries one event or more. */
  entriesKept: number;
  /** What the stream may take at Redis, about. */
  bytesKept: number;
  /** Events kept in this process. */
  eventsKept: number;
  queueCapacity: number;
}

const wakeChannel = 'englog:wake';
const pingEveryMs = 5000;
const maxWaiting = 20_000;
const maxBatch = 200;
/** In characters. A read of the stream takes many batches at once. */
const maxBatchWeight = 256 * 1024;
const maxWaitingWeight = 16 * 1024 * 1024;

/** Between feeds alone: what one has forgotten, the others forget. */
type FeedMessage = WakeMessage | { kind: 'forget'; which: KeptEvents };

type Purpose = 'write' | 'tail' | 'wake';

export class RedisFeed implements Feed {
  readonly #options: RedisFeedOptions;
  readonly #replica = randomUUID();
  readonly #followers: Followers;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(message: WakeMessage) => void>();
  readonly #ready = new Map<Purpose, RedisClient>();
  readonly #events: Outgoing<FeedEvent>;
  readonly #wakes: Outgoing<FeedMessage>;
  /** Batches delivered by hand whose append may have arrived all the same. */
  readonly #deliveredByHand = new Set<number>();
  #batches = 0;
  /** Characters appended since the stream was weighed; the first batch weighs what an earlier start left. */
  #unweighed = Number.POSITIVE_INFINITY;
  #position: string | null = null;
  #sessions: Promise<unknown> | null = null;
  #onAllReady: () => void = () => undefined;

  constructor(options: RedisFeedOptions) {
    this.#options = options;
    const { eventsKept, queueCapacity, log } = options;
    this.#followers = new Followers({ eventsKept, queueCapacity, floor: [Date.now(), 0, 0] });
    const onDropped = (what: string) => (count: number) => log.warn({ why: 'full', count }, `${what} were dropped`);
    const bounds = { maxWaiting, maxBatch, maxBatchWeight, maxWaitingWeight };
    this.#events = new Outgoing({
      ...bounds,
      weightOf: charactersOf,
      send: (events) => this.#append(events),
      onDropped: onDropped('live events'),
    });
    this.#wakes = new Outgoing({
      ...bounds,
      weightOf: () => 0,
      send: (messages) => this.#tell(messages),
      onDropped: onDropped('wake messages'),
    });
  }

  publish(event: FeedEvent): void {
    this.#events.add(event);
  }

  progressOf(taskId: string, attempt: number): TaskProgress | null {
    return this.#followers.progressOf(taskId, attempt);
  }

  wake(message: WakeMessage): void {
    if (this.#ready.has('write')) this.#wakes.add(message);
  }

  onWake(listener: (message: WakeMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  kept(which: KeptEvents): Promise<number> {
    return this.#goThrough(which, false);
  }

  async forget(which: KeptEvents): Promise<number> {
    const forgotten = await this.#goThrough(which, true);
    this.#followers.forget(which);
    this.#wakes.add({ kind: 'forget', which });
    return forgotten;
  }

  health(): 'connected' | 'degraded' {
    return this.#ready.size === 3 ? 'connected' : 'degraded';
  }

  subscribe(filter: FeedFilter, afterId: string | undefined, signal: AbortSignal): AsyncIterable<FeedItem> {
    const after = parseId(afterId);
    return this.#follow(filter, after, this.#followers.follow(filter, after, signal), signal);
  }

  /** Resolves when connected, or after the command timeout without: Redis is not needed to start. */
  async start(): Promise<void> {
    const allReady = new Promise<void>((resolve) => (this.#onAllReady = resolve));
    const keep = (purpose: Purpose, session: (client: RedisClient, signal: AbortSignal) => Promise<void>) =>
      keepSession({ access: this.#options, purpose, signal: this.#stopping.signal, session });
    this.#sessions = Promise.all([
      keep('write', (client, signal) => this.#idleSession('write', client, signal)),
      keep('tail', (client, signal) => this.#tailSession(client, signal)),
      keep('wake', (client, signal) => this.#wakeSession(client, signal)),
    ]);
    await within(2 * this.#options.commandTimeoutMs, allReady).catch(() => undefined);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#events.close(), this.#wakes.close()]);
    this.#stopping.abort();
    await this.#sessions;
    this.#followers.close();
  }

  #setReady(purpose: Purpose, client: RedisClient, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#ready.set(purpose, client);
    signal.addEventListener('abort', () => this.#ready.delete(purpose), { once: true });
    if (this.#ready.size === 3) this.#onAllReady();
  }

  async #idleSession(purpose: Purpose, client: RedisClient, signal: AbortSignal): Promise<void> {
    this.#setReady(purpose, client, signal);
    await keepAlive(client, pingEveryMs, this.#options.commandTimeoutMs, signal);
  }

  async #wakeSession(client: RedisClient, signal: AbortSignal): Promise<void> {
    await within(
      this.#options.commandTimeoutMs,
      client.subscribe(wakeChannel, (text) => this.#onWakeText(text)),
    );
    await this.#idleSession('wake', client, signal);
  }

  async #tailSession(client: RedisClient, signal: AbortSignal): Promise<void> {
    const access = { client, timeoutMs: this.#options.commandTimeoutMs };
    const [ms, seq] = await lastGivenId(access);
    const [lastMs, lastSeq] = this.#followers.last;
    // The first time, history stays at Redis. Later, go on where it broke off; unless Redis came back with less than that.
    if (this.#position === null || ms < lastMs || (ms === lastMs && seq < lastSeq)) {
      this.#position = `${ms}-${seq}`;
      this.#followers.restart([ms, seq, outsideRedis - 1]);
    }
    this.#setReady('tail', client, signal);
    while (!signal.aborted) {
      const { entries, position } = await readTail(access, this.#position);
      this.#position = position;
      for (const entry of entries) this.#deliver(entry);
    }
  }

  #deliver({ ms, seq, from, number, events }: StreamEntry): void {
    if (from === this.#replica && this.#deliveredByHand.delete(number)) return;
    events.forEach((event, index) => this.#followers.deliver([ms, seq, index], event));
  }

  async #append(events: FeedEvent[]): Promise<void> {
    const client = this.#ready.get('write');
    this.#batches += 1;
    const batch: EventBatch = { from: this.#replica, number: this.#batches, events };
    if (client !== undefined) {
      try {
        const { commandTimeoutMs: timeoutMs, entriesKept } = this.#options;
        const access = { client, timeoutMs };
        this.#unweighed += await appendBatch(access, batch, entriesKept);
        return await this.#weigh(access);
      } catch {
        // Its answer may be lost though the batch is not: the tail will know it.
        this.#rememberByHand(batch.number);
        if (client.isOpen) client.destroy();
      }
    }
    for (const event of events) this.#followers.deliver(this.#nextOutside(), event);
  }

  /** Now and then: it costs Redis a pass over the stream. Never rejects. */
  async #weigh(access: StreamAccess): Promise<void> {
    const { bytesKept, log } = this.#options;
    if (this.#unweighed < bytesKept / 8) return;
    this.#unweighed = 0;
    await keepWithin(access, bytesKept).catch((err: unknown) =>
      log.warn({ err }, 'the stream of live events could not be kept small'),
    );
  }

  #rememberByHand(number: number): void {
    this.#deliveredByHand.add(number);
    const [oldest] = this.#deliveredByHand;
    if (this.#deliveredByHand.size > 1000 && oldest !== undefined) this.#deliveredByHand.delete(oldest);
  }

  #nextOutside(): EventId {
    const [ms, seq, index] = this.#followers.last;
    return [ms, seq, Math.max(index + 1, outsideRedis)];
  }

  async #goThrough(which: KeptEvents, drop: boolean): Promise<number> {
    const client = this.#ready.get('write');
    try {
      if (client === undefined) throw new Error('not connected');
      return await goThroughKept({ client, timeoutMs: this.#options.commandTimeoutMs }, which, drop);
    } catch (cause) {
      throw new EnglogError('unavailable', 'Redis cannot be asked for the events it keeps', { cause });
    }
  }

  async #tell(messages: FeedMessage[]): Promise<void> {
    const text = JSON.stringify({ from: this.#replica, messages });
    const client = this.#ready.get('write');
    // Lost with the connection, as it may be: every listener polls as well.
    if (client) await within(this.#options.commandTimeoutMs, client.publish(wakeChannel, text)).catch(() => undefined);
  }

  #onWakeText(text: string): void {
    try {
      const { from, messages } = JSON.parse(text) as { from: string; messages: FeedMessage[] };
      if (from === this.#replica) return;
      for (const message of messages) {
        if (message.kind === 'forget') this.#followers.forget(message.which);
        else for (const listener of this.#listeners) listener(message);
      }
    } catch (err) {
      this.#options.log.warn({ err }, 'a wake message could not be used');
    }
  }

  async *#follow(
    filter: FeedFilter,
    after: EventId | null,
    following: Following,
    signal: AbortSignal,
  ): AsyncGenerator<FeedItem> {
    const { kept, live, floor, leave } = following;
    try {
      if (after !== null && compareIds(after, floor) < 0) yield* this.#history(filter, after, floor);
      for (const item of kept) {
        if (signal.aborted) return;
        yield item;
      }
      yield* live;
    } finally {
      leave();
    }
  }

  /** What Redis still has between the two; nothing more when it goes away meanwhile. */
  async *#history(filter: FeedFilter, after: EventId, until: EventId): AsyncGenerator<FeedItem> {
    const client = this.#ready.get('write');
    if (client === undefined) return;
    const items = readHistory({ client, timeoutMs: this.#options.commandTimeoutMs }, after, until);
    try {
      for await (const { id, event } of items) if (matches(filter, event)) yield { id: formatId(id), event };
    } catch (err) {
      this.#options.log.warn({ err }, 'live events could not be replayed in full');
    }
  }
}
