import { ShortLivedMap } from '@englog/runtime';
import type { Logger } from 'pino';
import type { AttemptReport } from '../attempt';
import { createGradedLog, whyOf } from '../graded';
import type { GradedLog } from '../graded';
import type { LogRecord, OutboxLog } from './outbox-log';

/** A report in the outbox. `writing` and `disk` need a removal record once it is acknowledged. */
export interface Kept {
  report: AttemptReport;
  key: string;
  bytes: number;
  addedAt: number;
  place: 'memory' | 'writing' | 'disk';
}

export interface OutboxDiskOptions {
  file: OutboxLog;
  encode(report: AttemptReport): Uint8Array;
  /** Everything kept now, oldest first. */
  kept(): Iterable<Kept>;
  keptBytes(): number;
  /** How many of them the file holds already. */
  onDisk: number;
  persistAfterMs: number;
  log: Logger;
}

const compactAboveBytes = 1024 * 1024;
const retryMs = 500;

/**
 * Brings reports to the outbox's file and takes them out again: when they are due, many with one write and one fsync.
 *
 * Invariants: one write at a time, since each has its offset; a report is in `#unwritten` or has been written, never
 * both; `#onDisk` counts the reports in the file whose removal is not, so that an empty one can be cut to nothing.
 */
export class OutboxDisk {
  readonly #options: OutboxDiskOptions;
  readonly #trouble: GradedLog;
  /** In the order they came. */
  readonly #unwritten = new ShortLivedMap<Kept, true>();
  #removed: string[] = [];
  #onDisk: number;
  #urgent = true;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(options: OutboxDiskOptions) {
    this.#options = options;
    this.#onDisk = options.onDisk;
    this.#trouble = createGradedLog(options.log, 'reports cannot be written to disk; they are kept in memory');
  }

  get unwritten(): number {
    return this.#unwritten.size;
  }

  get failing(): boolean {
    return this.#trouble.count > 0;
  }

  add(kept: Kept): void {
    this.#unwritten.set(kept, true);
    this.#schedule();
  }

  remove(kept: Kept): void {
    this.#unwritten.delete(kept);
    if (kept.place === 'memory') return;
    this.#removed.push(kept.key);
    this.#schedule();
  }

  /** Urgent: what comes is written at once. Otherwise it is given `persistAfterMs` to become needless. */
  setUrgent(urgent: boolean): void {
    if (this.#urgent === urgent) return;
    this.#urgent = urgent;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule();
  }

  /** Resolves when everything kept is in the file; rejects when the disk refuses. */
  async flush(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    while (this.#unwritten.size > 0) await this.#write(Infinity);
  }

  /** Writes what it can, then closes the file. Tells what the disk refused to the last. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    let err: unknown;
    try {
      await this.flush();
      if (this.#removed.length > 0) await this.#write(0);
    } catch (error) {
      err = error;
    }
    // One that was due by itself has waited for the other.
    while (this.#writing) await this.#writing.catch(() => undefined);
    const reports = this.#unwritten.size;
    if (reports > 0) this.#options.log.error({ err, reports }, 'reports lost: the disk refused them at shutdown');
    await this.#options.file.close();
  }

  /** Writes the file anew with what is kept; a failure is told, leaves the old one and is tried again. */
  async renew(): Promise<void> {
    await this.#compact().catch((error: unknown) => this.#trouble.tell(whyOf(error)));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#writing || this.#closed) return;
    if (!this.failing && this.#unwritten.size === 0 && this.#removed.length === 0) return;
    this.#timer = setTimeout(() => this.#due(), this.#waitMs());
  }

  /** Removals alone can wait: without them a restart only sends again what the API will call a duplicate. */
  #waitMs(): number {
    if (this.failing) return retryMs;
    if (this.#urgent) return 0;
    const { persistAfterMs } = this.#options;
    return this.#unwritten.size > 0 ? persistAfterMs : 10 * persistAfterMs;
  }

  #due(): void {
    this.#timer = null;
    const addedBefore = this.#urgent ? Infinity : performance.now() - this.#options.persistAfterMs / 2;
    this.#write(addedBefore).then(
      () => this.#schedule(),
      () => this.#schedule(),
    );
  }

  /** Puts what came before that time, and all removals, on disk. */
  async #write(addedBefore: number): Promise<void> {
    while (this.#writing) await this.#writing.catch(() => undefined);
    const batch: Kept[] = [];
    for (const kept of this.#unwritten.keys()) {
      if (kept.addedAt > addedBefore) break;
      batch.push(kept);
    }
    const removed = this.#removed;
    if (!this.failing && batch.length === 0 && removed.length === 0) return;
    this.#removed = [];
    for (const kept of batch) {
      kept.place = 'writing';
      this.#unwritten.delete(kept);
    }
    this.#writing = this.#put(batch, removed).finally(() => {
      this.#writing = null;
      this.#schedule();
    });
    await this.#writing;
  }

  async #put(batch: Kept[], removed: string[]): Promise<void> {
    try {
      // After a failure the file may be torn or its volume another one: write all that is kept anew.
      if (this.failing) await this.#compact();
      else if (batch.length === 0 && this.#onDisk === removed.length) await this.#options.file.clear();
      else await this.#append(batch, removed);
    } catch (error) {
      this.#takeBack(batch, removed);
      this.#trouble.tell(whyOf(error), { reports: batch.length });
      throw error;
    }
    for (const kept of batch) kept.place = 'disk';
    this.#onDisk += batch.length - removed.length;
    this.#trouble.over('the disk takes reports again');
  }

  async #append(batch: Kept[], removed: string[]): Promise<void> {
    const { file, keptBytes } = this.#options;
    const removals = removed.map((key): LogRecord => ({ kind: 'removed', key }));
    await file.append([...removals, ...this.#puts(batch)], { sync: batch.length > 0 });
    if (file.bytes > Math.max(compactAboveBytes, 4 * keptBytes())) await this.#compact();
  }

  /** A failed write: what it held is unwritten again, ahead of what came since, less what was acknowledged meanwhile. */
  #takeBack(batch: Kept[], removed: string[]): void {
    const since = [...this.#unwritten.keys()];
    const gone = new Set(this.#removed);
    this.#unwritten.clear();
    for (const kept of batch) {
      kept.place = 'memory';
      if (!gone.delete(kept.key)) this.#unwritten.set(kept, true);
    }
    for (const kept of since) this.#unwritten.set(kept, true);
    this.#removed = [...removed, ...gone];
  }

  async #compact(): Promise<void> {
    const written = [...this.#options.kept()].filter(({ place }) => place !== 'memory');
    const records = this.#puts(written);
    // Writing nothing would say nothing of the disk.
    if (this.failing && records.length === 0) records.push({ kind: 'removed', key: '' });
    await this.#options.file.rewrite(records);
  }

  #puts(kept: Kept[]): LogRecord[] {
    return kept.map(({ report, key }) => ({ kind: 'put', key, body: this.#options.encode(report) }));
  }
}
