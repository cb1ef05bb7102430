/** A throwaway PostgreSQL: a cluster of its own on a free loopback port, which a test may stop, crash and start again. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port';
import { startProgram, type Program } from '../program';
import { findPostgresBin } from './binaries';
import { isCluster, runAsFor, type RunAs } from './run-as';

export interface PostgresOptions {
  /** Where its data lives; when not told, a folder in the temporary directory, removed by `stop`. */
  dataDir?: string;
  /** Server settings (postgresql.conf names); they win over the defaults. */
  settings?: Record<string, string | number>;
  /** fsync and synchronous_commit on, as in production; off when not told, which is quicker and survives all but a power cut. */
  durable?: boolean;
  port?: number;
}

export interface Postgres {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** The postmaster's process id; throws while it is not running. */
  readonly pid: number;
  /** Ends it (a fast shutdown) for good and removes the data folder if it made it. */
  stop(): Promise<void>;
  /** A crash: SIGKILL to the postmaster and each of its backends. The data stay; `start` recovers them. */
  kill(): Promise<void>;
  /** A fast shutdown that keeps the data. */
  shutdown(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** shutdown, then start. */
  restart(): Promise<void>;
}

const quick = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** Starts a cluster; needs `initdb` and `postgres` in PATH or in /usr/lib/postgresql. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const bin = findPostgresBin();
  if (!bin)
    throw new Error('no PostgreSQL server in PATH or in /usr/lib/postgresql (Debian: apt-get install postgresql)');
  const own = options.dataDir === undefined;
  const dataDir = options.dataDir ? resolve(options.dataDir) : await mkdtemp(join(tmpdir(), 'englog-pg-'));
  await mkdir(dataDir, { recursive: true });
  const runAs = await runAsFor(dataDir);
  if (!(await isCluster(dataDir))) await initCluster(bin, dataDir, runAs);
  const cluster = new Cluster({
    bin,
    dataDir,
    runAs,
    own,
    port: options.port ?? (await freePort()),
    settings: { ...(options.durable ? durable : quick), ...options.settings },
  });
  await cluster.start();
  return cluster;
}

async function initCluster(bin: string, dataDir: string, runAs: RunAs): Promise<void> {
  const { command, args, uid, gid } = runAs(join(bin, 'initdb'), [
    ...['-D', dataDir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ]);
  await promisify(execFile)(command, args, { uid, gid, cwd: '/', timeout: 60_000 });
}

interface ClusterOptions {
  bin: string;
  dataDir: string;
  runAs: RunAs;
  own: boolean;
  port: number;
  settings: Record<string, string | number>;
}

class Cluster implements Postgres {
  readonly #options: ClusterOptions;
  #server: Program | undefined;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  get port(): number {
    return this.#options.port;
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  get pid(): number {
    if (!this.#server) throw new Error('PostgreSQL is not running');
    return this.#server.pid;
  }

  async start(): Promise<void> {
    if (this.#server) return;
    const { bin, dataDir, runAs, own, port, settings } = this.#options;
    const all = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      lc_messages: 'C',
      ...settings,
    };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#server = await startProgram({
      ...runAs(join(bin, 'postgres'), ['-D', dataDir, '-p', String(port), ...flags]),
      cwd: '/',
      ready: /database system is ready to accept connections/,
      stopSignal: 'SIGINT',
      scratchDir: own ? dataDir : undefined,
    });
  }

  async shutdown(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async restart(): Promise<void> {
    await this.shutdown();
    await this.start();
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const backends = await childrenOf(server.pid);
    const gone = server.kill();
    for (const pid of backends) killIfThere(pid);
    await gone;
    this.#server = undefined;
  }

  async stop(): Promise<void> {
    await this.shutdown();
    if (this.#options.own) await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** Backends are session leaders of their own, so no signal to a group reaches them. */
async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
