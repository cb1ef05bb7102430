import type { Logger } from 'pino';
import { keyOf } from '../attempt';
import type { AttemptRef, AttemptReport, OfferedTask } from '../attempt';
import { createGradedLog } from '../graded';
import type { GradedLog } from '../graded';
import type { Slots } from '../slots';
import type { Outbox } from './outbox';
import type { ReportStream } from './report-stream';
import type { Delivery, Disposition } from './wire';

export interface IntakeOptions {
  outbox: Outbox;
  slots(): Slots;
  report(report: AttemptReport): void;
  /** The API goes away for a while and asks to be left. */
  onDrain(reason: string): void;
  log: Logger;
}

/** A task offered beyond the slots goes back for this long, so that it is not offered again at once. */
const overflowWaitMs = 1_000;

/** What the API's words do to slots and outbox. Holds no connection: the same intake serves all of them in turn. */
export class Intake {
  readonly #options: IntakeOptions;
  /** After a long absence there may be thousands at once. */
  readonly #notTaken: GradedLog;
  readonly #receipts: Partial<Record<Disposition, number>> = {};

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#notTaken = createGradedLog(options.log, 'report not taken');
  }

  /** Receipts so far, by disposition. */
  get receipts(): Readonly<Partial<Record<Disposition, number>>> {
    return this.#receipts;
  }

  deliver(delivery: Delivery, reports: ReportStream): void {
    switch (delivery.kind) {
      case 'task':
        return this.#take(delivery.task, reports);
      case 'unreadable':
        return this.#reportNow(delivery.ref, delivery.end);
      case 'ping':
        return reports.echo(delivery.sequence);
      case 'cancel':
        this.#options.slots().abort(delivery.ref, 'cancelled');
        return;
      case 'stale':
        return this.abandon(delivery.refs);
      case 'drain':
        return this.#options.onDrain(delivery.reason);
      case 'unknown':
        this.#options.log.debug('a signal this worker does not know');
    }
  }

  /** These attempts are no longer this worker's: they stop, and nothing of them is reported. */
  abandon(stale: AttemptRef[]): void {
    const { slots, outbox, log } = this.#options;
    for (const ref of stale) {
      slots().abort(ref, 'lease_lost');
      outbox.acknowledge(ref);
    }
    if (stale.length > 0) log.warn({ attempts: stale.slice(0, 20).map(keyOf), count: stale.length }, 'attempts lost');
  }

  onReceipt(ref: AttemptRef, disposition: Disposition, message: string): void {
    this.#receipts[disposition] = (this.#receipts[disposition] ?? 0) + 1;
    this.#options.outbox.acknowledge(ref);
    if (disposition === 'accepted' || disposition === 'duplicate' || disposition === 'requeued') return;
    this.#notTaken.tell(disposition, { ...ref, state: message });
  }

  /**
   * Taken and acknowledged, or given back at once. With a full outbox it is neither: there is no room for saying so, and
   * the API takes back what is not acknowledged. One that has ended here is being reported already.
   */
  #take(task: OfferedTask, reports: ReportStream): void {
    const { outbox, slots } = this.#options;
    const ref = { taskId: task.taskId, attempt: task.attempt };
    if (outbox.has(ref) || outbox.full) return;
    if (slots().offer(task) !== 'refused') return reports.ack(ref);
    const closed = slots().closed;
    const why = closed ? 'the worker is shutting down' : 'the worker has no free slot';
    this.#reportNow(ref, { kind: 'handed_back', why, retryAfterMs: closed ? 0 : overflowWaitMs });
  }

  #reportNow(ref: AttemptRef, end: AttemptReport['end']): void {
    const now = Date.now();
    this.#options.report({ ...ref, startedAt: now, endedAt: now, end });
  }
}
