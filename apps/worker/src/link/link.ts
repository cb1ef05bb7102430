import { backoff, wait } from '@englog/resilience';
import type { BackoffOptions } from '@englog/resilience';
import type { Logger } from 'pino';
import type { AttemptRef, AttemptReport } from '../attempt';
import { createGradedLog, whyOf } from '../graded';
import type { GradedLog } from '../graded';
import type { Slots } from '../slots';
import { Connection } from './connection';
import type { Ending } from './connection';
import { dial } from './dial';
import type { Dialed, DialOptions } from './dial';
import type { Vitals } from './heartbeat';
import { Intake } from './intake';
import { next } from './link-state';
import type { LinkEvent, LinkState } from './link-state';
import type { Outbox } from './outbox';
import { register } from './session';
import type { Session, WorkerIdentity } from './session';
import { explainRegistration, isSessionLost } from './transport-error';
import type { Disposition, ProgressUpdate } from './wire';

export interface LinkOptions {
  identity: WorkerIdentity;
  joinToken: string;
  dial: DialOptions;
  backoff: BackoffOptions;
  outbox: Outbox;
  /** Late, since the slots report through the link. */
  slots(): Slots;
  vitals(): Vitals;
  log: Logger;
}

export interface LinkCounts {
  /** Connections that came up. */
  connects: number;
  /** Tries that failed and connections that broke. */
  failures: number;
  /** Receipts of results, by disposition. */
  receipts: Partial<Record<Disposition, number>>;
}

interface Live {
  connection: Connection;
  heard: Promise<'heard'>;
  ended: Promise<Ending>;
}

/** A connection that lived this long starts the waiting times anew. */
const steadyMs = 1_000;
/** The first try after a break comes soon, spread over this time so that a fleet does not return as one. */
const firstWaitMs = 250;
const triesWithinGrace = 5;
const callTimeoutMs = 10_000;

/**
 * The worker's view of the API. One loop owns everything: it does what the state asks for, takes the event that comes
 * of it (or one posted from outside, which cuts the effect short), and asks link-state.ts for the next state.
 *
 * Invariants: at most one connection at a time, let go before the next is dialed; a session outlives connections and is
 * dropped only when the API refuses it; attempts and reports belong to slots and outbox and survive any of this; every
 * new stream claims them.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #log: Logger;
  readonly #trouble: GradedLog;
  readonly #intake: Intake;
  readonly #inbox: LinkEvent[] = [];
  readonly #upWaiters = new Set<() => void>();
  #state: LinkState = 'idle';
  #step = new AbortController();
  #loop: Promise<void> | null = null;
  #delays: Generator<number, never> | null = null;
  /** Which target is tried first; moves on with each failure. */
  #turn = Math.floor(Math.random() * 1_000);
  #dialed: Dialed | null = null;
  #session: Session | null = null;
  #live: Live | null = null;
  #upSince: number | null = null;
  #connects = 0;
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#trouble = createGradedLog(options.log, 'not connected to the API');
    this.#intake = new Intake({
      outbox: options.outbox,
      slots: options.slots,
      report: (report) => this.report(report),
      onDrain: (why) => this.#onDrain(why),
      log: options.log,
    });
  }

  get state(): LinkState {
    return this.#state;
  }

  get counts(): LinkCounts {
    return { connects: this.#connects, failures: this.#failures, receipts: this.#intake.receipts };
  }

  /** What is connected to now, or null. */
  get target(): string | null {
    return this.#live?.connection.target ?? null;
  }

  /** What the API gave at the last registration, or null. */
  get session(): Session | null {
    return this.#session;
  }

  /** Returns at once: the API may be away for as long as it likes. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Lets go of the connection; resolves when nothing of the link is left. */
  async stop(): Promise<void> {
    this.#post('stop');
    await (this.#loop ?? Promise.resolve());
    this.#state = 'stopped';
  }

  /** Tells the API now how the worker is. */
  beat(): void {
    this.#live?.connection.beat();
  }

  /** Keeps the report until the API has it, and sends it if there is a way. */
  report(report: AttemptReport): void {
    this.#options.outbox.add(report);
    this.#live?.connection.reports.result(report);
  }

  /** False when it cannot be sent now. */
  progress(update: ProgressUpdate): boolean {
    return this.#live?.connection.reports.progress(update) ?? false;
  }

  /** The connection, as soon as there is one. @throws the signal's reason when that aborts first */
  async whenUp(signal: AbortSignal): Promise<Connection> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#state === 'up' && this.#live && !this.#live.connection.isOver) return this.#live.connection;
      await this.#nextUp(signal);
    }
  }

  #nextUp(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#upWaiters.delete(done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#upWaiters.add(done);
    });
  }

  // ---- the loop

  readonly #effects: Record<LinkState, () => Promise<LinkEvent | null>> = {
    idle: () => Promise.resolve('start'),
    waiting: () => this.#wait(),
    dialing: () => this.#dial(),
    registering: () => this.#register(),
    opening: () => this.#open(),
    up: () => this.#stayUp(),
    closing: async () => {
      await this.#letGo();
      return 'closed';
    },
    stopped: () => Promise.resolve(null),
  };

  async #run(): Promise<void> {
    while (this.#state !== 'stopped') {
      this.#step = new AbortController();
      const event = this.#inbox.shift() ?? (await this.#effects[this.#state]());
      if (event) this.#apply(event);
    }
  }

  /** An event from outside the loop. It cuts short what the loop is doing. */
  #post(event: LinkEvent): void {
    this.#inbox.push(event);
    this.#step.abort();
  }

  #apply(event: LinkEvent): void {
    const from = this.#state;
    this.#state = next(from, event);
    if (from === this.#state) return;
    this.#log.debug({ state: this.#state, why: event }, 'link');
    if (event === 'refused') this.#session = null;
    if (this.#state === 'up') this.#cameUp();
    else this.#options.outbox.setUrgent(true);
  }

  #cameUp(): void {
    this.#connects += 1;
    this.#upSince = performance.now();
    this.#options.outbox.setUrgent(false);
    this.#trouble.over('connected to the API again');
    this.#log.info({ target: this.target }, 'connected to the API');
    for (const done of [...this.#upWaiters]) done();
  }

  #failed(why: string): void {
    this.#failures += 1;
    this.#turn += 1;
    this.#trouble.tell(why);
  }

  async #wait(): Promise<LinkEvent | null> {
    await this.#letGo();
    if (this.#upSince !== null && performance.now() - this.#upSince > steadyMs) this.#delays = null;
    this.#upSince = null;
    const delayMs = this.#delays?.next().value ?? Math.random() * firstWaitMs;
    this.#delays ??= backoff(this.#options.backoff);
    return (await wait(Math.min(delayMs, this.#longestWaitMs()), this.#step.signal)) ? 'due' : null;
  }

  /** With attempts to claim it tries several times within the API's grace for them; without, the fleet's pace is enough. */
  #longestWaitMs(): number {
    const graceMs = this.#session?.reconnectGraceMs ?? 0;
    return graceMs > 0 && this.#inFlight().length > 0 ? graceMs / triesWithinGrace : Infinity;
  }

  async #dial(): Promise<LinkEvent | null> {
    const { signal } = this.#step;
    try {
      this.#dialed = await dial(this.#options.dial, this.#turn, signal);
      return this.#session ? 'resumed' : 'dialed';
    } catch (error) {
      if (signal.aborted) return null;
      this.#failed(whyOf(error));
      return 'ended';
    }
  }

  async #register(): Promise<LinkEvent | null> {
    const { signal } = this.#step;
    const { identity, joinToken, vitals } = this.#options;
    if (!this.#dialed) return 'ended';
    try {
      const { session, stale } = await register({
        client: this.#dialed.client,
        identity,
        models: vitals().models,
        inFlight: this.#inFlight(),
        joinToken,
        timeoutMs: callTimeoutMs,
        signal,
      });
      this.#session = session;
      this.#intake.abandon(stale);
      return 'registered';
    } catch (error) {
      if (signal.aborted) return null;
      this.#failed(`${this.#dialed.target.name}: ${explainRegistration(error)}`);
      return isSessionLost(error) ? 'refused' : 'ended';
    }
  }

  async #open(): Promise<LinkEvent | null> {
    if (!this.#live && !this.#connect()) return 'ended';
    const { heard, ended } = this.#live as Live;
    return this.#over(await this.#unlessPosted<'heard' | Ending>([heard, ended]));
  }

  async #stayUp(): Promise<LinkEvent | null> {
    return this.#live ? this.#over(await this.#unlessPosted([this.#live.ended])) : 'ended';
  }

  #over(outcome: 'heard' | Ending | null): LinkEvent | null {
    if (outcome === null || outcome === 'heard') return outcome;
    this.#failed(`${this.target ?? 'the API'}: ${outcome.why}`);
    return outcome.event;
  }

  #connect(): boolean {
    const { identity, outbox, vitals } = this.#options;
    if (!this.#dialed || !this.#session) return false;
    let onHeard: (word: 'heard') => void = () => undefined;
    const heard = new Promise<'heard'>((resolve) => (onHeard = resolve));
    const connection = new Connection({
      dialed: this.#dialed,
      workerId: identity.workerId,
      session: this.#session,
      capabilities: identity.capabilities,
      inFlight: this.#inFlight(),
      unacknowledged: outbox.reports(),
      vitals,
      onDelivery: (delivery, { reports }) => this.#intake.deliver(delivery, reports),
      onReceipt: (ref, disposition, message) => this.#intake.onReceipt(ref, disposition, message),
      onHeard: () => onHeard('heard'),
    });
    this.#dialed = null;
    this.#live = { connection, ended: connection.run(), heard };
    return true;
  }

  /** The first outcome, or null as soon as an event was posted. */
  #unlessPosted<T>(outcomes: Promise<T>[]): Promise<T | null> {
    const { signal } = this.#step;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve(null);
      signal.addEventListener('abort', () => resolve(null), { once: true });
      Promise.race(outcomes).then(resolve, reject);
    });
  }

  async #letGo(): Promise<void> {
    this.#dialed?.channel.close();
    this.#dialed = null;
    const live = this.#live;
    if (!live) return;
    live.connection.close();
    await live.ended;
    this.#live = null;
  }

  #inFlight(): AttemptRef[] {
    const { slots, outbox } = this.#options;
    return [...slots().inFlight(), ...outbox.refs()];
  }

  #onDrain(why: string): void {
    this.#log.info({ why, target: this.target }, 'the API asks to connect elsewhere');
    this.#turn += 1;
    this.#post('moved');
  }
}
