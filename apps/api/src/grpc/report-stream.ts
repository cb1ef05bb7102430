import { setTimeout as sleep } from 'node:timers/promises';
import type * as proto from '@englog/proto-gen';
import { EnglogError } from '@englog/domain';
import { AsyncQueue } from '@englog/runtime';
import type { Logger } from 'pino';
import { steadyNow } from '../dispatch/clock';
import type { Disposition, Reports } from '../dispatch/reports';
import type { WorkerGate } from '../dispatch/worker-gate';
import type { WorkerSession } from '../dispatch/worker-session';
import { fromProgress, readResult, toReceipt } from './wire';

/** Results one worker may have waiting for their commit or their receipt; then its stream is not read until some are through. */
const maxPending = 1000;
const retryMs = 500;
/** Receipts are small. */
const together = { maxItems: 500, weightOf: () => 1, maxWeight: 500 };

export interface ReportStreamOptions {
  gate: WorkerGate;
  reports: Reports;
  /** As it was when the stream began. */
  session: WorkerSession;
  incoming: AsyncIterable<proto.WorkerReport>;
  signal: AbortSignal;
  log: Logger;
}

/** What a worker says of its attempts, and a receipt for each result once it is committed. One reader a stream. */
export async function* reportStream(
  options: ReportStreamOptions,
): AsyncGenerator<proto.ReportReceipt, void, undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const receipts = new AsyncQueue<proto.ReportReceipt>({ capacity: maxPending + 1, signal });
  const reader = new Reader({ ...options, signal }, receipts);
  const reading = reader.read();
  try {
    for await (const [first, ...more] of receipts.batches(together)) {
      reader.taken();
      if (first !== undefined) yield more.length === 0 ? first : { ...first, more };
    }
    await reading;
  } finally {
    // After an error what comes in ends with the call, and the reader with it: it is not waited for here.
    over.abort();
    reader.taken();
  }
}

class Reader {
  readonly #options: ReportStreamOptions;
  readonly #receipts: AsyncQueue<proto.ReportReceipt>;
  /** Results whose commit is under way. */
  #committing = 0;
  #wake: () => void = () => undefined;

  constructor(options: ReportStreamOptions, receipts: AsyncQueue<proto.ReportReceipt>) {
    this.#options = options;
    this.#receipts = receipts;
  }

  /** Never rejects: the stream's end is told through the receipts. */
  async read(): Promise<void> {
    try {
      for await (const report of this.#options.incoming) {
        for (const each of [report, ...report.more]) {
          if (!this.#hasRoom()) await this.#until(() => this.#hasRoom());
          this.#take(each);
        }
      }
      await this.#until(() => this.#committing === 0);
      this.#receipts.close();
    } catch (error) {
      this.#receipts.close(error);
    }
    await this.#until(() => this.#committing === 0);
  }

  /** Call when receipts were taken. */
  taken(): void {
    this.#wake();
  }

  get #session(): WorkerSession {
    return this.#options.gate.current(this.#options.session);
  }

  #hasRoom(): boolean {
    return this.#committing + this.#receipts.size < maxPending || this.#receipts.isClosed;
  }

  /** For the one reader. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #take({ sequence, kind }: proto.WorkerReport): void {
    const { reports } = this.#options;
    const session = this.#session;
    switch (kind?.$case) {
      case 'pingEcho':
        return session.echoed(kind.value.sequence, steadyNow());
      case 'ack':
        if (!reports.acknowledge(session, kind.value)) session.send({ kind: 'cancel', attempt: kind.value });
        return;
      case 'progress': {
        const { taskId, attempt } = kind.value;
        if (!reports.progress(session, fromProgress(kind.value)))
          session.send({ kind: 'cancel', attempt: { taskId, attempt } });
        return;
      }
      case 'result': {
        this.#committing += 1;
        void this.#result(sequence, kind.value).finally(() => {
          this.#committing -= 1;
          this.#wake();
        });
        return;
      }
      default:
      // A kind of a later version: nothing this API could do with it.
    }
  }

  /**
   * Never rejects. Tried until it is committed or the stream is over: the worker keeps the report until its receipt. One
   * that could never be taken fails its attempt, since the worker drops it.
   */
  async #result(sequence: number, request: proto.TaskResultRequest): Promise<void> {
    const { reports, signal, log } = this.#options;
    const { report, isRejected } = readResult(request);
    if (report === null) return this.#receipt(sequence, 'rejected');
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const disposition = await reports.result(this.#session, report);
        return this.#receipt(sequence, isRejected && disposition === 'accepted' ? 'rejected' : disposition);
      } catch (error) {
        // Its session was replaced: what it still reports counts on the stream of the new one.
        if (error instanceof EnglogError && error.code === 'unauthenticated') return this.#receipts.close(error);
        if (failures === 0)
          log.warn({ err: error, taskId: report.taskId }, 'a result could not be committed; trying on');
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #receipt(sequence: number, disposition: Disposition): void {
    this.#receipts.push(toReceipt(sequence, disposition));
  }
}
