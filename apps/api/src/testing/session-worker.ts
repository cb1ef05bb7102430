import { capabilities } from '@englog/domain';
import type { JsonObject, TaskFailure } from '@englog/domain';
import { waitFor } from '@englog/testing';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Disposition, ResultReport } from '../dispatch/reports';
import type { Registration } from '../dispatch/worker-gate';
import type { AttemptKey, Delivery, SessionChannel, SessionMessage, WorkerSession } from '../dispatch/worker-session';
import { steadyNow } from '../dispatch/clock';

export type Offer = Partial<Registration> & {
  /** Acknowledges what it is sent; true when not told. */
  acks?: boolean;
  /** Echoes pings; true when not told. */
  echoes?: boolean;
};

const keyOf = ({ taskId, attempt }: AttemptKey): AttemptKey => ({ taskId, attempt });

export const boom: TaskFailure = { code: 'handler_error', message: 'boom', retryable: true };

/** A worker at the far end of a dispatch session, without gRPC between: a test says what it does and leaves out. */
export class SessionWorker {
  readonly deliveries: Delivery[] = [];
  readonly signals: Exclude<SessionMessage, { kind: 'task' }>[] = [];
  readonly registration: Registration;
  acks: boolean;
  echoes: boolean;
  token = '';
  /** Why its stream was ended by the API, once it was. */
  closedFor: string | null = null;
  #session: WorkerSession | null = null;
  #channel: SessionChannel | null = null;

  constructor(
    public dispatcher: Dispatcher,
    readonly workerId: string,
    { acks = true, echoes = true, ...registration }: Offer = {},
  ) {
    this.acks = acks;
    this.echoes = echoes;
    this.registration = {
      workerId,
      workerName: workerId,
      version: '1',
      capabilities: [...capabilities],
      pools: [],
      labels: {},
      models: [],
      slots: 2,
      linkVersion: 1,
      instanceId: `${workerId}-1`,
      inFlight: [],
      ...registration,
    };
  }

  static async connected(dispatcher: Dispatcher, workerId: string, offer?: Offer): Promise<SessionWorker> {
    const worker = new SessionWorker(dispatcher, workerId, offer);
    await worker.register();
    await worker.connect();
    return worker;
  }

  get session(): WorkerSession {
    if (this.#session === null) throw new Error(`${this.workerId} is not registered`);
    return this.#session;
  }

  async register(more: Partial<Registration> = {}): Promise<AttemptKey[]> {
    const { inFlight = [] } = more;
    const registration = { ...this.registration, ...more, inFlight: inFlight.map(keyOf) };
    const { token, stale } = await this.dispatcher.gate.register(registration);
    this.token = token;
    this.#session = await this.dispatcher.gate.authenticateToken(token);
    return stale;
  }

  /** Opens a stream, claiming what it says it still has. On another replica when one is given. */
  async connect(inFlight: AttemptKey[] = [], dispatcher = this.dispatcher): Promise<void> {
    this.dispatcher = dispatcher;
    this.#session = await dispatcher.gate.authenticate(this.workerId, this.token);
    const isPlain = this.registration.linkVersion === 0;
    const channel = this.#open();
    try {
      await dispatcher.gate.connect(this.session, channel, isPlain ? null : inFlight.map(keyOf));
    } catch (error) {
      channel.close('not connected');
      throw error;
    }
  }

  /** Its stream breaks. */
  cut(): void {
    if (this.#channel !== null) this.dispatcher.gate.disconnect(this.session, this.#channel);
    this.#channel = null;
  }

  /** The n-th delivery, once it has come. */
  delivery(n = 0): Promise<Delivery> {
    return waitFor(() => this.deliveries[n], { what: `delivery ${n} at ${this.workerId}` });
  }

  ack(key: AttemptKey): boolean {
    return this.dispatcher.reports.acknowledge(this.session, key);
  }

  complete(key: AttemptKey, result: JsonObject = { ok: true }): Promise<Disposition> {
    return this.report(key, { outcome: 'completed', result: JSON.stringify(result) });
  }

  fail(key: AttemptKey, failure = boom, more: Partial<ResultReport> = {}): Promise<Disposition> {
    return this.report(key, { outcome: 'failed', failure, ...more });
  }

  handBack(key: AttemptKey): Promise<Disposition> {
    return this.report(key, { outcome: 'handed_back' });
  }

  report({ taskId, attempt }: AttemptKey, report: Partial<ResultReport>): Promise<Disposition> {
    const shown = this.registration.linkVersion === 0 ? null : attempt;
    const base: ResultReport = {
      taskId,
      attempt: shown,
      outcome: 'completed',
      result: '',
      failure: null,
      retryAfterMs: null,
      startedAt: null,
    };
    return this.dispatcher.reports.result(this.session, { ...base, ...report });
  }

  #open(): SessionChannel {
    let isOpen = true;
    const channel: SessionChannel = {
      send: (message) => {
        if (isOpen) this.#take(message);
      },
      close: (reason) => {
        if (!isOpen) return;
        isOpen = false;
        this.closedFor = reason;
        // As a stream does: its end is told from outside the call that ended it.
        setImmediate(() => this.dispatcher.gate.disconnect(this.session, channel));
      },
    };
    this.#channel = channel;
    this.closedFor = null;
    return channel;
  }

  #take(message: SessionMessage): void {
    if (message.kind !== 'task') {
      this.signals.push(message);
      if (message.kind === 'ping' && this.echoes) this.session.echoed(message.sequence, steadyNow());
      return;
    }
    this.deliveries.push(message.delivery);
    if (this.acks && this.registration.linkVersion > 0) this.ack(message.delivery);
  }
}
