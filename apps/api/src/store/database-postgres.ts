import { setTimeout as delay } from 'node:timers/promises';
import { EnglogError } from '@englog/domain';
import { Pool } from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import type { PostgresPoolClient } from 'kysely';
import type { DatabaseOptions, SqlPool } from './database';
import type { Statement } from './sql';

type PostgresOptions = Omit<DatabaseOptions, 'url' | 'dataDir'> & { url: string };

/** A server that starts with us (compose, a reboot) is waited for this long. */
const startWaitMs = 30_000;
const retryMs = 250;
/** Over the server's own statement timeout: the client gives up only on a server that does not answer at all. */
const silenceMs = 5000;
/** How long end() waits for connections in use before it cuts them. */
const endWaitMs = 5000;

/** SQLSTATE class 57P (starting up, shutting down) and what the way there may say meanwhile. */
const isTransient = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(57P0[1-3]|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/.test(code ?? '') ||
    /timeout/i.test(message ?? '')
  );
};

const target = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
};

const untilAnswering = async (pool: Pool, { url, log, signal }: PostgresOptions): Promise<void> => {
  const giveUpAt = performance.now() + startWaitMs;
  for (let told = false; ; told = true) {
    try {
      const { rows } = await pool.query<{ version: string }>("select current_setting('server_version_num') as version");
      const version = Number(rows[0]?.version);
      if (version < 150_000)
        throw new EnglogError('unavailable', `PostgreSQL 15 or newer is needed, ${target(url)} is ${version}`);
      return;
    } catch (error) {
      if (error instanceof EnglogError) throw error;
      const why = (error as Error).message || String((error as { code?: string }).code);
      if (!isTransient(error) || performance.now() > giveUpAt || signal?.aborted) {
        throw new EnglogError('unavailable', `cannot use PostgreSQL at ${target(url)}: ${why}`, { cause: error });
      }
      if (!told) log.warn({ why }, `waiting for PostgreSQL at ${target(url)}`);
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
};

/**
 * Statements here touch few rows by an index, of tables whose size changes by a million within a minute: a plan made when
 * the table was empty must not be a scan of it. A cached plan for any values saves planning each flush anew.
 */
const sessionSettings = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

const isSilence = (error: unknown): boolean => (error as Error).message === 'Query read timeout';

/** A client that stopped answering must not go back to the pool: its answer may come during somebody else's query. */
class CheckedOut implements PostgresPoolClient {
  readonly #client: PoolClient;
  #silence: Error | null = null;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  query = (async (text: string, values: unknown[]): Promise<QueryResult> => {
    // The rollback that follows would wait as long again.
    if (this.#silence) throw this.#silence;
    try {
      return await this.#client.query(text, values);
    } catch (error) {
      if (isSilence(error)) this.#silence = error as Error;
      throw error;
    }
  }) as unknown as PostgresPoolClient['query'];

  release(): void {
    this.#client.release(this.#silence !== null);
  }
}

class PostgresPool implements SqlPool {
  readonly #pool: Pool;
  readonly #clients = new Set<PoolClient>();
  /** One wrapper a client: Kysely remembers its connections by it. */
  readonly #wrappers = new WeakMap<PoolClient, CheckedOut>();
  #ending: Promise<void> | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
    pool.on('connect', (client) => {
      this.#clients.add(client);
      // One that breaks in somebody's hands: their statement rejects, and the pool takes it out on release.
      client.on('error', () => undefined);
    });
    pool.on('remove', (client) => this.#clients.delete(client));
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect();
    const wrapper = this.#wrappers.get(client) ?? new CheckedOut(client);
    this.#wrappers.set(client, wrapper);
    return wrapper;
  }

  async query<Row>({ name, text }: Statement, values: unknown[]): Promise<Row[]> {
    const client = await this.#pool.connect();
    let silent = false;
    try {
      const result = await client.query({ ...(name === '' ? {} : { name }), text, values });
      return result.rows as Row[];
    } catch (error) {
      silent = isSilence(error);
      throw error;
    } finally {
      client.release(silent);
    }
  }

  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    const late = new AbortController();
    const cut = delay(endWaitMs, undefined, { signal: late.signal }).then(
      () =>
        this.#clients.forEach((client) =>
          (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(),
        ),
      () => undefined,
    );
    const ended = this.#pool.end();
    await Promise.race([ended, cut]);
    late.abort();
    await cut;
  }
}

export const openPostgresPool = async (options: PostgresOptions): Promise<SqlPool> => {
  const { url, poolSize, connectTimeoutMs, statementTimeoutMs, log } = options;
  const pool = new Pool({
    connectionString: url,
    application_name: 'englog-api',
    options: sessionSettings,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + Math.min(statementTimeoutMs, silenceMs),
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks (a restart, a failover) is replaced by the pool; without a listener it ends the process.
  pool.on('error', (err) => log.warn({ err }, 'an idle database connection broke'));
  const wrapped = new PostgresPool(pool);
  try {
    await untilAnswering(pool, options);
    return wrapped;
  } catch (error) {
    await wrapped.end();
    throw error;
  }
};
