import { EnglogError } from '@englog/domain';
import { LRUCache } from 'lru-cache';

/**
 * The bodies of large answers: made a few at a time, once for all who ask meanwhile, kept for the next, and lent to who
 * sends them. None of it grows without bound: so many are made at once, so many requests wait, each for so long, and
 * while readers hold more than so many bytes no further body is made. Of the waiting and of the bytes one user has half at
 * most, so that one whose clients read slowly, or are many, does not keep the others out.
 */
export interface ResultBodiesOptions {
  atOnce: number;
  maxWaiting: number;
  maxWaitMs: number;
  maxLentBytes: number;
  maxCachedBytes: number;
}

/** What makes a body; null when there is none of that form. The signal aborts when nobody waits for it any more. */
export type MakeBody = (signal: AbortSignal) => Promise<Uint8Array | null>;

export interface Asked {
  /** Under one key there is one body for ever. */
  key: string;
  userId: string;
  make: MakeBody;
}

export interface Lent {
  body: Uint8Array | null;
  /** To be called when the body is sent, or will not be. */
  release(): void;
}

interface Making extends Omit<Asked, 'userId'> {
  /** Null until it is begun. */
  begun: AbortController | null;
  waiters: Set<Waiter>;
}
interface Waiter {
  userId: string;
  resolve: (lent: Lent) => void;
  reject: (error: unknown) => void;
}

const busy = () =>
  new EnglogError('resource_exhausted', 'Too many large results are being read at once', { retryAfterMs: 2_000 });

/** Something counted by user, and in all. */
class Tally {
  readonly #byUser = new Map<string, number>();
  total = 0;

  of(userId: string): number {
    return this.#byUser.get(userId) ?? 0;
  }

  add(userId: string, count: number): void {
    const now = this.of(userId) + count;
    if (now === 0) this.#byUser.delete(userId);
    else this.#byUser.set(userId, now);
    this.total += count;
  }

  isFull(userId: string, max: number): boolean {
    return this.total >= max || this.of(userId) >= max / 2;
  }
}

export class ResultBodies {
  readonly #options: ResultBodiesOptions;
  readonly #cache: LRUCache<string, { body: Uint8Array | null }>;
  /** In the order they were asked for. */
  readonly #makings = new Map<string, Making>();
  /** How many readers hold each. */
  readonly #readers = new Map<Uint8Array, number>();
  #lentBytes = 0;
  /** Bytes, counted anew for each reader. */
  readonly #held = new Tally();
  readonly #waiting = new Tally();
  #running = 0;

  constructor(options: ResultBodiesOptions) {
    this.#options = options;
    this.#cache = new LRUCache({
      maxSize: options.maxCachedBytes,
      sizeCalculation: ({ body }) => (body?.length ?? 0) + 1,
    });
  }

  /**
   * Rejects with the signal's reason when that aborts first.
   * @throws EnglogError `resource_exhausted` when too many wait, or this one has waited too long
   */
  async lend(asked: Asked, signal: AbortSignal): Promise<Lent> {
    const { key, userId } = asked;
    signal.throwIfAborted();
    const cached = this.#cache.get(key);
    if (cached !== undefined) return this.#lend(cached.body, userId);
    if (this.#waiting.isFull(userId, this.#options.maxWaiting)) throw busy();
    let making = this.#makings.get(key);
    if (making === undefined)
      this.#makings.set(key, (making = { key, make: asked.make, begun: null, waiters: new Set() }));
    const lent = this.#wait(making, userId, signal);
    this.#begin();
    return lent;
  }

  #wait(making: Making, userId: string, signal: AbortSignal): Promise<Lent> {
    return new Promise<Lent>((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        making.waiters.delete(waiter);
        this.#waiting.add(userId, -1);
      };
      const leave = (error: unknown) => {
        waiter.reject(error);
        if (making.waiters.size === 0) this.#abandon(making);
      };
      const onAbort = () => leave(signal.reason);
      const waiter: Waiter = {
        userId,
        resolve: (lent) => (done(), resolve(lent)),
        reject: (error) => (done(), reject(error as Error)),
      };
      const timer = setTimeout(() => leave(busy()), this.#options.maxWaitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      making.waiters.add(waiter);
      this.#waiting.add(userId, 1);
    });
  }

  /** Its place, once begun, is free only when it has really ended. */
  #abandon(making: Making): void {
    this.#forget(making);
    making.begun?.abort('cancelled');
  }

  #forget(making: Making): void {
    if (this.#makings.get(making.key) === making) this.#makings.delete(making.key);
  }

  #begin(): void {
    const { atOnce, maxLentBytes } = this.#options;
    const holdsTooMuch = ({ userId }: Waiter): boolean => this.#held.of(userId) >= maxLentBytes / 2;
    for (const making of this.#makings.values()) {
      if (this.#running >= atOnce || this.#lentBytes >= maxLentBytes) return;
      if (making.begun !== null || [...making.waiters].every(holdsTooMuch)) continue;
      making.begun = new AbortController();
      void this.#run(making, making.begun.signal);
    }
  }

  async #run(making: Making, signal: AbortSignal): Promise<void> {
    this.#running += 1;
    try {
      const body = await making.make(signal);
      this.#cache.set(making.key, { body });
      for (const waiter of [...making.waiters]) waiter.resolve(this.#lend(body, waiter.userId));
    } catch (error) {
      for (const waiter of [...making.waiters]) waiter.reject(error);
    }
    this.#forget(making);
    this.#running -= 1;
    this.#begin();
  }

  #lend(body: Uint8Array | null, userId: string): Lent {
    if (body === null) return { body, release: () => undefined };
    const readers = this.#readers.get(body) ?? 0;
    if (readers === 0) this.#lentBytes += body.length;
    this.#readers.set(body, readers + 1);
    this.#held.add(userId, body.length);
    let released = false;
    return {
      body,
      release: () => {
        if (released) return;
        released = true;
        this.#held.add(userId, -body.length);
        const left = (this.#readers.get(body) ?? 1) - 1;
        if (left > 0) this.#readers.set(body, left);
        else {
          this.#readers.delete(body);
          this.#lentBytes -= body.length;
        }
        this.#begin();
      },
    };
  }
}
