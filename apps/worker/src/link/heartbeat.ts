import { Metadata } from 'nice-grpc-common';
import type { AttemptRef } from '../attempt';
import type { ModelInfo, Session } from './session';
import { isSessionLost } from './transport-error';
import { toWireStatus } from './wire';
import type { ApiClient, Readiness } from './wire';

/** The worker's own account of itself. */
export interface Vitals {
  readiness: Readiness;
  activeTasks: number;
  completedTasks: number;
  failedTasks: number;
  /** 0..1 of one core. */
  cpuUsage: number;
  /** Resident bytes as 0..1 of the machine's memory. */
  memoryUsage: number;
  startedAt: number;
  eventLoopDelayMs: number;
  outboxReports: number;
  /** Name → state, e.g. `ollama` → `healthy`. */
  services: Record<string, string>;
  inFlight: AttemptRef[];
  models: ModelInfo[];
}

export interface HeartbeatOptions {
  client: ApiClient;
  workerId: string;
  session: Session;
  vitals(): Vitals;
  signal: AbortSignal;
  /** The API does not know the session. */
  onRefused(error: unknown): void;
  /** It did not answer, or finds the connection unhealthy, this many times in a row. */
  onMissed(error: unknown, times: number): void;
  onAnswered(): void;
}

const longestAnswerMs = 10_000;
/** After one that failed, or that came before the API had opened the streams, the next is sooner. */
const soonMs = 500;

/** Tells the API how the worker is: at its interval, and at once when asked. One call at a time. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #wake: (() => void) | null = null;
  #asked = false;
  #missed = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Now rather than at the next interval, e.g. because the worker takes nothing more. */
  beat(): void {
    this.#asked = true;
    this.#wake?.();
  }

  /** Resolves when the signal aborts. */
  async run(): Promise<void> {
    const { signal, session } = this.#options;
    while (!signal.aborted) {
      this.#asked = false;
      await this.#call();
      const pauseMs = this.#missed === 0 ? Infinity : this.#missed * soonMs;
      if (!this.#asked) await this.#pause(Math.min(session.heartbeatIntervalMs, pauseMs));
    }
  }

  async #call(): Promise<void> {
    const { client, workerId, session, vitals, signal, onRefused, onMissed, onAnswered } = this.#options;
    const { readiness, inFlight, models, startedAt, ...stats } = vitals();
    const deadline = Math.min(session.heartbeatIntervalMs, longestAnswerMs);
    try {
      const answer = await client.workerHeartbeat(
        {
          workerId,
          sessionToken: session.token,
          status: toWireStatus(readiness),
          stats: { ...stats, uptime: new Date(startedAt), grpcConnectionStatus: 'up' },
          inFlight,
          ollamaModels: models,
        },
        { signal, deadline, metadata: Metadata({ 'x-session-token': session.token }) },
      );
      this.#missed = answer.connectionHealthy ? 0 : this.#missed + 1;
      if (answer.connectionHealthy) onAnswered();
      else onMissed(new Error(answer.message || 'the API finds the connection unhealthy'), this.#missed);
    } catch (error) {
      if (signal.aborted) return;
      if (isSessionLost(error)) return onRefused(error);
      this.#missed += 1;
      onMissed(error, this.#missed);
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}
