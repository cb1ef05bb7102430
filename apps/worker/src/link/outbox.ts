import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnglogError } from '@englog/domain';
import { ShortLivedMap } from '@englog/runtime';
import type { Logger } from 'pino';
import { keyOf } from '../attempt';
import type { AttemptRef, AttemptReport } from '../attempt';
import { lockFolder } from './folder-lock';
import type { FolderLock } from './folder-lock';
import { OutboxDisk } from './outbox-disk';
import type { Kept } from './outbox-disk';
import { OutboxLog } from './outbox-log';
import type { DecodedLog } from './outbox-log';

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

/** What a report without a result takes, about. */
const reportBytes = 200;

/**
 * Reports from the moment an attempt ends until the API has committed them (I3).
 *
 * Durability rule: a report is sent at once and kept in memory; it goes to disk when it has not been acknowledged within
 * `persistAfterMs` (20 ms), at once while the link is not up (`setUrgent`), and on `flush` at shutdown. So a healthy hop
 * costs no disk write, an API outage loses nothing, and a worker killed inside those 20 ms loses at most reports whose
 * attempts the API still holds and will requeue.
 *
 * Bounded: `full` is true beyond `maxReports` or `maxBytes`; the worker then takes no tasks. What already runs still fits:
 * the excess is at most one report a slot. A disk that fails keeps reports in memory, is told, and is tried again.
 */
export class Outbox {
  readonly #maxReports: number;
  readonly #maxBytes: number;
  readonly #lock: FolderLock;
  readonly #disk: OutboxDisk;
  readonly #kept: ShortLivedMap<string, Kept>;
  #bytes: number;
  #closed = false;
  #emptyWaiters: (() => void)[] = [];

  private constructor(
    options: Required<OutboxOptions>,
    file: OutboxLog,
    lock: FolderLock,
    kept: ShortLivedMap<string, Kept>,
  ) {
    const { codec, log, maxReports, maxBytes, persistAfterMs } = options;
    this.#maxReports = maxReports;
    this.#maxBytes = maxBytes;
    this.#lock = lock;
    this.#kept = kept;
    this.#bytes = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    this.#disk = new OutboxDisk({
      file,
      encode: codec.encode,
      kept: () => this.#kept.values(),
      keptBytes: () => this.#bytes,
      onDisk: kept.size,
      persistAfterMs,
      log,
    });
  }

  /** Reports of an earlier process are there from the start. @throws EnglogError when another process holds the folder, or it cannot be made */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const all = { maxReports: 10_000, maxBytes: 64 * 1024 * 1024, persistAfterMs: 20, ...options };
    await makeFolder(all.dir);
    const lock = await lockFolder(all.dir);
    try {
      const { log: file, held } = await OutboxLog.open(join(all.dir, 'outbox.log'));
      const outbox = new Outbox(all, file, lock, restore(held, all));
      if (file.bytes > 0) await outbox.#disk.renew();
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
    return this.#kept.size >= this.#maxReports || this.#bytes >= this.#maxBytes;
  }

  /** Reports that a killed process would lose now. */
  get unwritten(): number {
    return this.#disk.unwritten;
  }

  get diskFailing(): boolean {
    return this.#disk.failing;
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
    const bytes = reportBytes + (report.end.kind === 'completed' ? report.end.resultJson.length : 0);
    const kept: Kept = { report, key, bytes, addedAt: performance.now(), place: 'memory' };
    this.#kept.set(key, kept);
    this.#bytes += bytes;
    this.#disk.add(kept);
  }

  /** The API has it, or wants it no more. */
  acknowledge(ref: AttemptRef): void {
    const key = keyOf(ref);
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    this.#disk.remove(kept);
    if (this.#kept.size === 0) for (const done of this.#emptyWaiters.splice(0)) done();
  }

  /** While the link is not up nothing will be acknowledged soon: reports go to disk at once. */
  setUrgent(urgent: boolean): void {
    this.#disk.setUrgent(urgent);
  }

  /** Everything kept is on disk when it resolves; rejects when the disk refuses. */
  flush(): Promise<void> {
    return this.#disk.flush();
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
    this.#closed = true;
    await this.#disk.close();
    await this.#lock.release();
  }
}

const makeFolder = async (dir: string): Promise<void> => {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    const why = `data_dir (ENGLOG_DATA_DIR): ${dir} cannot be made: ${(cause as Error).message}`;
    throw new EnglogError('invalid_argument', why, { cause });
  }
};

/** What an earlier process left. Damage is told and costs what it covers; it stops nothing. */
const restore = ({ records, skippedBytes }: DecodedLog, { log, codec }: OutboxOptions): ShortLivedMap<string, Kept> => {
  const bodies = new Map<string, Uint8Array>();
  for (const record of records) {
    if (record.kind === 'put') bodies.set(record.key, record.body);
    else bodies.delete(record.key);
  }
  const kept = new ShortLivedMap<string, Kept>();
  let unreadable = 0;
  for (const [key, body] of bodies) {
    try {
      const report = codec.decode(body);
      kept.set(key, { report, key, bytes: reportBytes + body.length, addedAt: 0, place: 'disk' });
    } catch {
      unreadable += 1;
    }
  }
  if (skippedBytes + unreadable > 0) log.warn({ skippedBytes, unreadable }, 'the outbox was damaged; the rest is kept');
  if (kept.size > 0) log.info({ reports: kept.size }, 'reports of an earlier process are to be sent');
  return kept;
};
