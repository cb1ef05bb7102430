import type { Capability } from '@englog/domain';
import type { AttemptRef, AttemptReport } from '../attempt';
import type { Dialed } from './dial';
import { Heartbeat } from './heartbeat';
import type { Vitals } from './heartbeat';
import { ReportStream } from './report-stream';
import type { Session } from './session';
import { SilenceWatch } from './silence-watch';
import { explain, isSessionLost } from './transport-error';
import { fromTaskRequest, toWireCapabilities } from './wire';
import type { Delivery, Disposition } from './wire';

/** Why a connection is over, as the link's event and for people. */
export interface Ending {
  event: 'ended' | 'refused';
  why: string;
}

export interface ConnectionOptions {
  dialed: Dialed;
  workerId: string;
  session: Session;
  capabilities: Capability[];
  inFlight: AttemptRef[];
  unacknowledged: AttemptReport[];
  vitals(): Vitals;
  onDelivery(delivery: Delivery, connection: Connection): void;
  onReceipt(ref: AttemptRef, disposition: Disposition, message: string): void;
  /** Called at the first word of the API. */
  onHeard(): void;
}

/** A committed report is acknowledged well within this, or something between is broken. */
const receiptTimeoutMs = 30_000;
const missedHeartbeats = 3;

/**
 * One session on one channel: the dispatch stream, the report stream and the heartbeat, which live and die together.
 *
 * Ends by whichever comes first: a stream ends or breaks, the API falls silent, a message is missing from the sequence,
 * a result gets no receipt, the session is refused, or `close`. After `run` has resolved nothing of it is left.
 */
export class Connection {
  readonly target: string;
  readonly client: Dialed['client'];
  readonly session: Session;
  readonly reports: ReportStream;
  readonly #options: ConnectionOptions;
  readonly #abort = new AbortController();
  readonly #heartbeat: Heartbeat;
  #watch: SilenceWatch | null = null;
  #ending: Ending | null = null;
  #expected = 1;
  #isHeard = false;

  constructor(options: ConnectionOptions) {
    const { dialed, workerId, session, unacknowledged, vitals, onReceipt } = options;
    this.#options = options;
    this.target = dialed.target.address;
    this.client = dialed.client;
    this.session = session;
    const { signal } = this.#abort;
    this.reports = new ReportStream({
      client: dialed.client,
      token: session.token,
      workerId,
      signal,
      unacknowledged,
      onReceipt: (ref, disposition, message) => {
        this.#heard();
        onReceipt(ref, disposition, message);
      },
      onStuck: () => this.#end('ended', 'reports cannot be sent: the connection is stuck'),
    });
    this.#heartbeat = new Heartbeat({
      client: dialed.client,
      workerId,
      session,
      vitals,
      signal,
      onRefused: (error) => this.#end('refused', explain(error)),
      onMissed: (error, times) => {
        if (times >= missedHeartbeats) this.#end('ended', `heartbeat failed: ${explain(error)}`);
      },
      onAnswered: () => {
        if (session.pingIntervalMs === 0) this.#watch?.heard();
        this.#heard();
      },
    });
  }

  /** Aborts when the connection is over. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#ending !== null;
  }

  /** Resolves with why it ended, once everything it opened is closed. */
  async run(): Promise<Ending> {
    this.#watch = this.#watchFor(this.#options.session);
    const receiptTimer = setInterval(() => this.#checkReceipts(), receiptTimeoutMs / 4);
    await Promise.all([
      this.#guard(this.#readTasks(), 'the task stream'),
      this.#guard(this.reports.run(), 'the report stream'),
      this.#heartbeat.run(),
    ]);
    clearInterval(receiptTimer);
    this.#watch.stop();
    this.#options.dialed.channel.close();
    return this.#ending ?? { event: 'ended', why: 'closed' };
  }

  /** A heartbeat now. */
  beat(): void {
    this.#heartbeat.beat();
  }

  close(): void {
    this.#end('ended', 'closed');
  }

  /**
   * Only the task stream's own messages prove that stream. Answers to heartbeats stand in where the API does not ping,
   * and nowhere else: they come over the same connection while the stream may long be dead.
   */
  #watchFor({ pingIntervalMs, heartbeatIntervalMs }: Session): SilenceWatch {
    const pings = pingIntervalMs > 0;
    return new SilenceWatch({
      expectedEveryMs: pings ? pingIntervalMs : heartbeatIntervalMs,
      onSilent: (ms) => this.#end('ended', `${pings ? 'no ping on the task stream' : 'no answer'} for ${ms} ms`),
    });
  }

  #end(event: Ending['event'], why: string): void {
    if (this.#ending) return;
    this.#ending = { event, why };
    this.#watch?.stop();
    this.#abort.abort();
  }

  /** Either stream's end is the connection's. */
  async #guard(stream: Promise<void>, name: string): Promise<void> {
    try {
      await stream;
      this.#end('ended', `${name} was ended by the API`);
    } catch (error) {
      this.#end(isSessionLost(error) ? 'refused' : 'ended', `${name} broke: ${explain(error)}`);
    }
  }

  async #readTasks(): Promise<void> {
    const { workerId, session, capabilities, inFlight, onDelivery } = this.#options;
    const request = {
      workerId,
      sessionToken: session.token,
      capabilities: toWireCapabilities(capabilities),
      inFlight,
    };
    for await (const message of this.client.streamTasks(request, { signal: this.#abort.signal })) {
      for (const each of [message, ...message.more]) if (!this.#isNext(each.sequence)) return;
      this.#watch?.heard();
      this.#heard();
      for (const each of [message, ...message.more]) onDelivery(fromTaskRequest(each, Date.now()), this);
    }
  }

  /** False, and the connection's end, when a message is missing. 0 is an API that does not number them. */
  #isNext(sequence: number): boolean {
    if (sequence === 0) return true;
    if (sequence !== this.#expected) {
      this.#end('ended', `a message is missing: expected ${this.#expected}, got ${sequence}`);
      return false;
    }
    this.#expected += 1;
    return true;
  }

  #heard(): void {
    if (this.#isHeard || this.#ending) return;
    this.#isHeard = true;
    this.#options.onHeard();
  }

  #checkReceipts(): void {
    const since = this.reports.oldestUnanswered;
    if (since !== null && performance.now() - since > receiptTimeoutMs) this.#end('ended', 'results get no receipt');
  }
}
