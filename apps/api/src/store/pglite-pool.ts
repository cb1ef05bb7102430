/**
 * The embedded PostgreSQL behind the pool that Kysely's own PostgresDialect expects. PGlite is one connection, so the
 * pool is a turnstile: whoever holds the client has the database, the rest wait in line, each for a bounded time.
 */
import { EnglogError } from '@englog/domain';
import { PGlite } from '@electric-sql/pglite';
import { types } from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import type { PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { SqlPool } from './database';
import type { Statement } from './sql';

export interface PgliteOptions {
  /** Folder of the data; undefined keeps it in memory. */
  path?: string;
  /** How long connect() waits for its turn. */
  acquireTimeoutMs: number;
}

/** Waiting in line at once; more is a caller that does not bound itself. */
const maxWaiting = 10_000;

/** pg's own parsers, so that both databases give the same values (int8 and numeric as strings). Arrays follow their elements. */
const parsers = Object.fromEntries(
  Object.values(types.builtins).map((oid) => [oid, (text: string): unknown => types.getTypeParser(oid, 'text')(text)]),
);

/** As pg sends them: text, with bytes as they are. PGlite takes text for every type. */
const toParameter = (value: unknown): unknown => (value instanceof Uint8Array ? value : prepareValue(value));

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

class PglitePool implements SqlPool {
  readonly #pglite: PGlite;
  readonly #acquireTimeoutMs: number;
  readonly #waiting: Waiter[] = [];
  #held = false;
  #ending: Promise<void> | null = null;
  #idle: (() => void) | null = null;

  readonly #client: PostgresPoolClient = {
    query: ((text: string, values: readonly unknown[]) => this.#run(text, values)) as PostgresPoolClient['query'],
    release: () => this.#release(),
  };

  constructor(pglite: PGlite, acquireTimeoutMs: number) {
    this.#pglite = pglite;
    this.#acquireTimeoutMs = acquireTimeoutMs;
  }

  async connect(): Promise<PostgresPoolClient> {
    if (this.#ending) throw new EnglogError('unavailable', 'the embedded database is closing');
    if (this.#held) await this.#turn();
    else this.#held = true;
    return this.#client;
  }

  async query<Row>({ text }: Statement, values: unknown[]): Promise<Row[]> {
    await this.connect();
    try {
      return (await this.#run<Row>(text, values)).rows;
    } finally {
      this.#release();
    }
  }

  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    const closing = new EnglogError('unavailable', 'the embedded database is closing');
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(closing);
    }
    if (this.#held) await new Promise<void>((resolve) => (this.#idle = resolve));
    await this.#pglite.close();
  }

  async #run<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    const { command, affectedRows, rows } = await this.#pglite.query<Row>(text, values.map(toParameter));
    const isRead = command === 'SELECT';
    return { command: command as 'SELECT', rowCount: isRead ? rows.length : (affectedRows ?? 0), rows };
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= maxWaiting) {
      throw new EnglogError('resource_exhausted', 'too much waits for the embedded database', { retryAfterMs: 1000 });
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, timer: setTimeout(() => this.#giveUp(waiter), this.#acquireTimeoutMs) };
      this.#waiting.push(waiter);
    });
  }

  #giveUp(waiter: Waiter): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
    waiter.reject(new EnglogError('unavailable', `the embedded database was busy for ${this.#acquireTimeoutMs} ms`));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) {
      clearTimeout(next.timer);
      next.resolve();
      return;
    }
    this.#held = false;
    this.#idle?.();
  }
}

/** First start of a folder takes some two seconds, later ones a quarter of one. Survives kill -9, not a power cut. */
export const openPglitePool = async ({ path, acquireTimeoutMs }: PgliteOptions): Promise<SqlPool> => {
  const pglite = await PGlite.create({ ...(path === undefined ? {} : { dataDir: path }), parsers });
  return new PglitePool(pglite, acquireTimeoutMs);
};
