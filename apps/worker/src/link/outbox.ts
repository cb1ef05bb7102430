import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { keyOf } from '../attempt';
import type { AttemptRef, AttemptReport } from '../attempt';
import { createGradedLog, whyOf } from '../graded';
import type { GradedLog } from '../graded';
import { lockFolder } from './folder-lock';
import type { FolderLock } from './folder-lock';
import { OutboxLog } from './outbox-log';
import type { LogRecord } from './outbox-log';

export interface OutboxOptions {
  /** Held by one process at a time. */
  dir: string;
  codec: { encode(report: AttemptReport): Uint8Array; decode(bytes: Uint8Array): AttemptReport };
  log: Logger;
  maxReports?: number;
  maxBytes?: number;
  /** How long a report may stay in memory alone while the link is up. */
  persistAfterMs?: number;
}

interface Kept {
  report: AttemptReport;
  key: string;
  bytes: number;
  addedAt: number;
  /** `writing` and `disk` need a removal record once acknowledged. */
  place: 'memory' | 'writing' | 'disk';
}

const compactAboveBytes = 1024 * 1024;
const retryDiskMs = 500;

/**
 * Reports from the moment an attempt ends until the API has committed them (I3).
 *
 * Durability rule: a report is sent at once and kept in memory; it goes to disk when it has not been acknowledged within
 * `persistAfterMs` (20 ms), at once while the link is not up (`setUrgent`), and on `flush` at shutdown. So a healthy hop
 * costs no disk write, an API outage loses nothing, and a worker killed inside those 20 ms loses at most reports whose
 * attempts the API still holds and will requeue. One write and one fsync serve all reports due at that moment.
 *
 * Bounded: `full` is true beyond `maxReports` or `maxBytes`; the worker then takes no tasks. What already runs still fits:
 * the excess is at most one report a slot. A disk that fails keeps reports in memory, is told, and is tried again.
 */
export class Outbox {
  readonly #options: Required<OutboxOptions>;
  readonly #log: OutboxLog;
  readonly #lock: FolderLock;
  readonly #diskTrouble: GradedLog;
  readonly #kept = new Map<string, Kept>();
  /** In the order they came; those still in memory alone. */
  readonly #unwritten = new Set<Kept>();
  #removed: string[] = [];
  #onDisk = 0;
  #bytes = 0;
  #urgent = true;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #emptyWaiters: (() => void)[] = [];

  private constructor(options: Required<OutboxOptions>, log: OutboxLog, lock: FolderLock) {
    this.#options = options;
    this.#log = log;
    this.#lock = lock;
    this.#diskTrouble = createGradedLog(options.log, 'reports cannot be written to disk; they are kept in memory');
  }

  /** Reports of an earlier process are there from the start. @throws EnglogError when another process holds the folder */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const all = { maxReports: 10_000, maxBytes: 64 * 1024 * 1024, persistAfterMs: 20, ...options };
    await mkdir(all.dir, { recursive: true });
    const lock = await lockFolder(all.dir);
    try {
      const { log, held } = await OutboxLog.open(join(all.dir, 'outbox.log'));
      const outbox = new Outbox(all, log, lock);
      await outbox.#restore(held.records, held.skippedBytes);
      return outbox;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get size(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get full(): boolean {
    return this.#kept.size >= this.#options.maxReports || this.#bytes >= this.#options.maxBytes;
  }

  /** Reports that a killed process would lose now. */
  get unwritten(): number {
    return this.#unwritten.size;
  }

  get diskFailing(): boolean {
    return this.#diskTrouble.count > 0;
  }

  has(ref: AttemptRef): boolean {
    return this.#kept.has(keyOf(ref));
  }

  /** Oldest first. */
  reports(): AttemptReport[] {
    return [...this.#kept.values()].map(({ report }) => report);
  }

  refs(): AttemptRef[] {
    return [...this.#kept.values()].map(({ report: { taskId, attempt } }) => ({ taskId, attempt }));
  }

  add(report: AttemptReport): void {
    const key = keyOf(report);
    if (this.#closed || this.#kept.has(key)) return;
    const bytes = 200 + (report.end.kind === 'completed' ? report.end.resultJson.length : 0);
    const kept: Kept = { report, key, bytes, addedAt: performance.now(), place: 'memory' };
    this.#kept.set(key, kept);
    this.#bytes += bytes;
    this.#unwritten.add(kept);
    this.#schedule();
  }

  /** The API has it, or wants it no more. */
  acknowledge(ref: AttemptRef): void {
    const key = keyOf(ref);
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    this.#unwritten.delete(kept);
    if (kept.place !== 'memory') {
      this.#removed.push(key);
      this.#schedule();
    }
    if (this.#kept.size === 0) for (const done of this.#emptyWaiters.splice(0)) done();
  }

  /** While the link is not up nothing will be acknowledged soon: reports go to disk at once. */
  setUrgent(urgent: boolean): void {
    if (this.#urgent === urgent) return;
    this.#urgent = urgent;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule();
  }

  /** Everything kept is on disk when it resolves; rejects when the disk refuses. */
  async flush(): Promise<void> {
    while (this.#unwritten.size > 0) {
      await this.#writing?.catch(() => undefined);
      if (this.#unwritten.size > 0) await this.#write(Infinity);
    }
  }

  /** True when nothing is kept; false when the signal aborts first. */
  empty(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve(this.#kept.size === 0);
      };
      if (this.#kept.size === 0 || signal.aborted) return done();
      signal.addEventListener('abort', done, { once: true });
      this.#emptyWaiters.push(done);
    });
  }

  /** Writes what is kept, then lets go of the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.flush();
      if (this.#removed.length > 0) await this.#write(0);
    } catch (error) {
      this.#options.log.error(
        { err: error, reports: this.#unwritten.size },
        'reports lost: disk refused them at shutdown',
      );
    }
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing?.catch(() => undefined);
    await this.#log.close();
    await this.#lock.release();
  }

  async #restore(records: LogRecord[], skippedBytes: number): Promise<void> {
    const { log, codec } = this.#options;
    const bodies = new Map<string, Uint8Array>();
    for (const record of records) {
      if (record.kind === 'put') bodies.set(record.key, record.body);
      else bodies.delete(record.key);
    }
    let unreadable = 0;
    for (const [key, body] of bodies) {
      try {
        const report = codec.decode(body);
        this.#kept.set(key, { report, key, bytes: body.length, addedAt: 0, place: 'disk' });
        this.#bytes += body.length;
      } catch {
        unreadable += 1;
      }
    }
    this.#onDisk = this.#kept.size;
    if (skippedBytes + unreadable > 0)
      log.warn({ skippedBytes, unreadable }, 'the outbox was damaged; the rest is kept');
    if (this.#kept.size > 0) log.info({ reports: this.#kept.size }, 'reports of an earlier process are to be sent');
    if (this.#log.bytes > 0) await this.#compact().catch((error: unknown) => this.#diskTrouble.tell(whyOf(error)));
  }

  #schedule(): void {
    if (this.#timer || this.#writing || this.#closed) return;
    if (this.#unwritten.size === 0 && this.#removed.length === 0) return;
    const { persistAfterMs } = this.#options;
    const quiet = this.diskFailing ? retryDiskMs : this.#unwritten.size === 0 ? 10 * persistAfterMs : persistAfterMs;
    this.#timer = setTimeout(() => this.#due(), this.#urgent && !this.diskFailing ? 0 : quiet);
  }

  #due(): void {
    this.#timer = null;
    const before = this.#urgent ? Infinity : performance.now() - this.#options.persistAfterMs / 2;
    this.#write(before).then(
      () => this.#schedule(),
      () => this.#schedule(),
    );
  }

  /** Puts what came before that time, and all removals, on disk. One at a time. */
  #write(addedBefore: number): Promise<void> {
    const batch: Kept[] = [];
    for (const kept of this.#unwritten) {
      if (kept.addedAt > addedBefore) break;
      batch.push(kept);
    }
    const removed = this.#removed;
    if (batch.length === 0 && removed.length === 0) return Promise.resolve();
    this.#removed = [];
    for (const kept of batch) {
      kept.place = 'writing';
      this.#unwritten.delete(kept);
    }
    const writing = this.#put(batch, removed).finally(() => (this.#writing = null));
    this.#writing = writing;
    return writing;
  }

  async #put(batch: Kept[], removed: string[]): Promise<void> {
    try {
      if (batch.length === 0 && this.#onDisk === removed.length) await this.#log.clear();
      // After a failure the file may be torn or its volume another one: write all that is kept anew.
      else if (this.diskFailing) await this.#compact();
      else await this.#append(batch, removed);
    } catch (error) {
      this.#takeBack(batch, removed);
      this.#diskTrouble.tell(whyOf(error), { reports: batch.length });
      throw error;
    }
    for (const kept of batch) kept.place = 'disk';
    this.#onDisk += batch.length - removed.length;
    this.#diskTrouble.over('the disk takes reports again');
  }

  async #append(batch: Kept[], removed: string[]): Promise<void> {
    const puts = batch.map(({ report, key }): LogRecord => ({
      kind: 'put',
      key,
      body: this.#options.codec.encode(report),
    }));
    const removals = removed.map((key): LogRecord => ({ kind: 'removed', key }));
    await this.#log.append([...removals, ...puts], { sync: puts.length > 0 });
    if (this.#log.bytes > Math.max(compactAboveBytes, 4 * this.#bytes)) await this.#compact();
  }

  #takeBack(batch: Kept[], removed: string[]): void {
    this.#removed = [...removed, ...this.#removed];
    const later = [...this.#unwritten];
    this.#unwritten.clear();
    for (const kept of batch) {
      kept.place = 'memory';
      if (this.#kept.get(kept.key) === kept) this.#unwritten.add(kept);
      else this.#removed = this.#removed.filter((key) => key !== kept.key);
    }
    for (const kept of later) this.#unwritten.add(kept);
  }

  async #compact(): Promise<void> {
    const records = [...this.#kept.values()]
      .filter(({ place }) => place !== 'memory')
      .map(({ report, key }): LogRecord => ({ kind: 'put', key, body: this.#options.codec.encode(report) }));
    await this.#log.rewrite(records);
  }
}
