/**
 * One direction of a proxied connection. Frozen, it stops reading, so the sender's buffers fill as on a dead network;
 * what it holds back itself is bounded.
 */
import type { Socket } from 'node:net';

export interface LaneSettings {
  frozen: boolean;
  delayMs: number;
  /** At most so many bytes at once. */
  maxBytes: number;
}

/** Bytes to pass on, or (undefined) the sender's end. */
type Piece = { dueAt: number; bytes: Buffer | undefined };

const maxHeldBytes = 1024 * 1024;

export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #held: Piece[] = [];
  #heldBytes = 0;
  #settings: LaneSettings = { frozen: false, delayMs: 0, maxBytes: Infinity };
  #budget = { bytes: Infinity, spent: () => undefined as void };
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    from.on('data', (bytes: Buffer) => this.#hold(bytes));
    from.on('end', () => this.#hold(undefined));
    to.on('drain', () => this.#pump());
  }

  set(settings: LaneSettings): void {
    this.#settings = settings;
    this.#pump();
  }

  /** Passes so many bytes more, then calls `spent`. */
  limit(bytes: number, spent: () => void): void {
    this.#budget = { bytes, spent };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  #hold(bytes: Buffer | undefined): void {
    this.#held.push({ dueAt: performance.now() + this.#settings.delayMs, bytes });
    this.#heldBytes += bytes?.length ?? 0;
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#mayPass()) {
      const waitMs = this.#passNext();
      if (waitMs === undefined) continue;
      this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
      break;
    }
    if (this.#settings.frozen || this.#heldBytes > maxHeldBytes) this.#from.pause();
    else if (!this.#closed) this.#from.resume();
  }

  #mayPass(): boolean {
    const { frozen } = this.#settings;
    return !frozen && !this.#closed && this.#budget.bytes > 0 && !this.#to.writableNeedDrain && this.#held.length > 0;
  }

  /** Passes the first piece, or as much of it as may go; answers how long to wait before the next, if at all. */
  #passNext(): number | undefined {
    const piece = this.#held[0]!;
    const waitMs = piece.dueAt - performance.now();
    if (waitMs > 0) return waitMs;
    if (!piece.bytes) {
      this.#held.shift();
      this.#to.end();
      return undefined;
    }
    this.#passBytes(piece, piece.bytes);
    // Pieces written in one turn of the event loop would reach the reader as one.
    return this.#settings.maxBytes === Infinity ? undefined : 1;
  }

  #passBytes(piece: Piece, bytes: Buffer): void {
    const size = Math.min(bytes.length, this.#settings.maxBytes, this.#budget.bytes);
    if (size === bytes.length) this.#held.shift();
    else piece.bytes = bytes.subarray(size);
    this.#heldBytes -= size;
    this.#budget.bytes -= size;
    const { bytes: left, spent } = this.#budget;
    this.#to.write(bytes.subarray(0, size), () => left <= 0 && spent());
  }
}
