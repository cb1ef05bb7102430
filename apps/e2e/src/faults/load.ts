import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal } from '@englog/domain';
import type { ResultAnswer } from '@englog/domain';
import { HttpClient } from '../harness/http-client';
import { newMark } from '../harness/run-counter';
import type { RunCounter } from '../harness/run-counter';
import { bearerToken } from '../harness/token';
import type { Accepted } from './ledger';

export interface LoadOptions {
  /** Of the API's replicas; a client that gets no answer from one asks the next. */
  urls: string[];
  userId: string;
  /** Tasks a second. */
  rate: number;
  /** Where webhooks go. */
  webhookUrl: string;
  runs: RunCounter;
  /** Waits for the end of each steady task and notes when its client learned of it. */
  follows: boolean;
}

export interface TaskRequest {
  path: string;
  body: Record<string, unknown>;
}

/** Tries a client makes before it gives a task up, each at another replica. */
const maxTries = 300;
const betweenTriesMs = 200;
const maxOutstanding = 500;

/**
 * A steady load that behaves as a careful client does: one Idempotency-Key a task, and the same request again at another
 * replica until a 202 came. Every third task is a webhook, the others are insights: both run for real.
 */
export class Load {
  readonly accepted: Accepted[] = [];
  /** Asked, refused for good or given up: nothing was promised. */
  readonly refused: string[] = [];
  readonly userId: string;
  readonly #options: LoadOptions;
  readonly #clients: HttpClient[];
  readonly #outstanding = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #entryId = '';
  #asked = 0;
  #ticking = Promise.resolve();

  constructor(options: LoadOptions) {
    this.#options = options;
    this.userId = options.userId;
    const token = bearerToken({ sub: options.userId });
    this.#clients = options.urls.map((url) => new HttpClient(url, token));
  }

  get asked(): number {
    return this.#asked;
  }

  /** Logs what its insights are about, then asks at its rate until `stop`. */
  async start(): Promise<void> {
    this.#entryId = await this.#logEntry();
    this.#ticking = this.#tick();
  }

  /** One task beside the steady ones; resolves with its id once it is accepted. */
  async ask(request: TaskRequest, options: { mark?: string; mayFail?: boolean } = {}): Promise<string> {
    return (await this.#accept(request, options)).taskId;
  }

  /** An insight whose model is asked with this text in its context. */
  insight(context: string, options: Record<string, unknown> = {}): TaskRequest {
    const body = {
      user_id: this.userId,
      entry_ids: [this.#entryId],
      insight_type: 'productivity',
      context,
      ...options,
    };
    return { path: '/v1/tasks/insights', body };
  }

  /** Asks nothing more; resolves when every answer has come. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ticking;
    await Promise.all(this.#outstanding);
    for (const client of this.#clients) client.close();
  }

  async #tick(): Promise<void> {
    const { signal } = this.#abort;
    const startedAt = performance.now();
    while (!signal.aborted) {
      const due = Math.floor(((performance.now() - startedAt) * this.#options.rate) / 1_000);
      while (this.#asked < due && this.#outstanding.size < maxOutstanding) this.#askNext();
      await delay(1_000 / this.#options.rate / 2, undefined, { signal }).catch(() => undefined);
    }
  }

  async #accept(request: TaskRequest, options: { mark?: string; mayFail?: boolean }): Promise<Accepted> {
    const { mark = null, mayFail } = options;
    const askedAt = Date.now();
    const taskId = await this.#submit(request);
    if (taskId === null) throw new Error(`not accepted: ${this.refused.at(-1)}`);
    const accepted: Accepted = { taskId, mark, askedAt, mayFail };
    this.accepted.push(accepted);
    return accepted;
  }

  /** As a client does that waits for a result. */
  async #follow(accepted: Accepted): Promise<void> {
    const [client] = this.#clients as [HttpClient];
    const call = { path: `/v1/tasks/${accepted.taskId}/result?wait=30s`, timeoutMs: 35_000 };
    while (!isTerminal((await client.call<ResultAnswer>(call)).body.status));
    accepted.endedAt = Date.now();
  }

  #askNext(): void {
    this.#asked += 1;
    const mark = newMark();
    const request = this.#asked % 3 === 0 ? this.#webhook(mark) : this.insight(mark);
    const asking = this.#accept(request, { mark })
      .then((accepted) => (this.#options.follows ? this.#follow(accepted) : undefined))
      .catch(() => undefined)
      .finally(() => this.#outstanding.delete(asking));
    this.#outstanding.add(asking);
  }

  #webhook(mark: string): TaskRequest {
    const body = { user_id: this.userId, channel: 'webhook', url: this.#options.webhookUrl, body: { mark } };
    return { path: '/v1/tasks/notifications', body };
  }

  /** The task's id, or null when it was refused or no replica answered for long. */
  async #submit({ path, body }: TaskRequest): Promise<string | null> {
    const headers = { 'idempotency-key': randomUUID() };
    let said = 'no answer';
    for (let tries = 0; tries < maxTries; tries += 1) {
      const client = this.#clients[(this.#asked + tries) % this.#clients.length] as HttpClient;
      try {
        const answer = await client.call<{ task_id: string }>({
          method: 'POST',
          path,
          body,
          headers,
          timeoutMs: 10_000,
        });
        if (answer.status === 202) return answer.body.task_id;
        said = `HTTP ${answer.status} ${answer.text}`;
        if (answer.status < 500 && answer.status !== 429) break;
      } catch (error) {
        said = (error as Error).message;
      }
      await delay(betweenTriesMs);
    }
    this.refused.push(said);
    return null;
  }

  async #logEntry(): Promise<string> {
    const endsAt = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);
    const entry = {
      user_id: this.userId,
      title: 'Reviewed the dispatch engine',
      project: 'englog',
      type: 'code_review',
      start_time: new Date(endsAt.getTime() - 5_400_000).toISOString(),
      end_time: endsAt.toISOString(),
      value_rating: 'high',
      impact_level: 'team',
      tags: ['dispatch'],
    };
    const { status, body, text } = await (this.#clients[0] as HttpClient).post<{ id: string }>('/v1/logs', entry);
    if (status !== 201) throw new Error(`the load's log entry: HTTP ${status} ${text}`);
    return body.id;
  }
}
