import { Metadata } from 'nice-grpc-common';
import { AsyncQueue, ShortLivedMap } from '@englog/runtime';
import { keyOf } from '../attempt';
import type { AttemptRef, AttemptReport } from '../attempt';
import { ackReport, fromDisposition, pingEcho, progressReport, resultReport } from './wire';
import type { ApiClient, Disposition, ProgressUpdate, ReportReceipt, WorkerReport } from './wire';

export interface ReportStreamOptions {
  client: ApiClient;
  token: string;
  workerId: string;
  signal: AbortSignal;
  /** Reports of earlier streams that were never acknowledged, oldest first. */
  unacknowledged: AttemptReport[];
  onReceipt(ref: AttemptRef, disposition: Disposition, message: string): void;
  /** The stream is so far behind that even what must be sent does not fit. */
  onStuck(): void;
}

/** Results sent and not yet acknowledged; more wait their turn here, since the outbox may hold thousands. */
const windowSize = 512;
const queueCapacity = 4_096;
const progressAbove = 1_024;
/** What goes as one message: far below what a message may be. */
const together = {
  maxItems: 64,
  weightOf: ({ kind }: WorkerReport) => (kind?.$case === 'result' ? kind.value.result.length : 0),
  maxWeight: 128 * 1024,
};

/**
 * One StreamReports call: acks, ping echoes, progress and results out, receipts in. It has its own queue and its own
 * signal and never outlives them: a queue handed from one nice-grpc stream to the next loses a message.
 *
 * Acks are sent at the end of the tick, and not at all for an attempt that has ended by then: its result says as much.
 */
export class ReportStream {
  readonly #options: ReportStreamOptions;
  readonly #queue: AsyncQueue<WorkerReport>;
  readonly #acks = new ShortLivedMap<string, AttemptRef>();
  readonly #sent = new ShortLivedMap<number, { ref: AttemptRef; at: number }>();
  #waiting: AttemptReport[];
  #sequence = 0;
  #flushing: NodeJS.Immediate | null = null;

  constructor(options: ReportStreamOptions) {
    this.#options = options;
    this.#queue = new AsyncQueue({ capacity: queueCapacity, signal: options.signal });
    this.#waiting = options.unacknowledged;
  }

  /** Since when the oldest unanswered result is on its way (`performance.now`), or null. */
  get oldestUnanswered(): number | null {
    const [first] = this.#sent.values();
    return first?.at ?? null;
  }

  /** Resolves when the API ends the stream; rejects when it breaks or the signal aborts. */
  async run(): Promise<void> {
    const { client, token, signal } = this.#options;
    const metadata = Metadata({ 'x-session-token': token });
    this.#pump();
    try {
      for await (const receipt of client.streamReports(this.#outgoing(), { signal, metadata })) {
        this.#take(receipt);
        for (const next of receipt.more) this.#take(next);
        if (this.#waiting.length > 0) this.#pump();
      }
    } finally {
      if (this.#flushing) clearImmediate(this.#flushing);
      this.#queue.abort();
    }
  }

  /** What is ready at once goes as one message: a message costs more than what is in it. */
  async *#outgoing(): AsyncGenerator<WorkerReport, void, undefined> {
    for await (const [first, ...more] of this.#queue.batches(together)) if (first) yield { ...first, more };
  }

  #take(receipt: ReportReceipt): void {
    const sent = this.#sent.get(receipt.sequence);
    if (!sent) return;
    this.#sent.delete(receipt.sequence);
    this.#options.onReceipt(sent.ref, fromDisposition(receipt), receipt.message);
  }

  ack(ref: AttemptRef): void {
    this.#acks.set(keyOf(ref), ref);
    this.#flushing ??= setImmediate(() => this.#flushAcks());
  }

  echo(sequence: number): void {
    this.#put(pingEcho(sequence));
  }

  /** False when the stream is behind: live followers can wait, results cannot. */
  progress(update: ProgressUpdate): boolean {
    if (this.#queue.isClosed || this.#queue.size > progressAbove) return false;
    // An ack must not arrive after word of the attempt it acknowledges.
    if (this.#acks.has(keyOf(update))) this.#flushAcks();
    this.#put(progressReport(update, this.#options.workerId));
    return true;
  }

  result(report: AttemptReport): void {
    this.#acks.delete(keyOf(report));
    this.#waiting.push(report);
    this.#pump();
  }

  #pump(): void {
    const room = Math.min(windowSize - this.#sent.size, this.#waiting.length);
    if (room <= 0) return;
    for (const report of this.#waiting.splice(0, room)) {
      const sequence = this.#put(resultReport(report, this.#options.workerId));
      this.#sent.set(sequence, { ref: { taskId: report.taskId, attempt: report.attempt }, at: performance.now() });
    }
  }

  #flushAcks(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    for (const ref of this.#acks.values()) this.#put(ackReport(ref));
    this.#acks.clear();
  }

  #put(kind: WorkerReport['kind']): number {
    this.#sequence += 1;
    const taken = this.#queue.push({ sequence: this.#sequence, kind, more: [] });
    if (!taken && !this.#queue.isClosed) this.#options.onStuck();
    return this.#sequence;
  }
}
