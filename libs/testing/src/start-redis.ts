/** A throwaway Redis on a loopback port or a unix socket, which a test may stop, crash and start again. */
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port';
import { startProgram, type Program } from './program';

export interface RedisOptions {
  port?: number;
  /** Listens here instead of on a port. */
  unixSocket?: string;
  /** appendfsync everysec, as a careful queue runs it; nothing is kept when not told. */
  durable?: boolean;
  /** More of redis-server's options, `{maxmemory: '64mb'}`. */
  settings?: Record<string, string | number>;
}

export interface Redis {
  readonly url: string;
  /** Throws while it is not running. */
  readonly pid: number;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
  /** A crash: SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again at the same address; without `durable` it comes back empty. */
  start(): Promise<void>;
  /** A clean end, then start. */
  restart(): Promise<void>;
}

/** The redis-server (or valkey-server) in PATH, or undefined. */
export function findRedisServer(path = process.env.PATH ?? ''): string | undefined {
  const dirs = path.split(delimiter).filter(Boolean);
  const files = ['redis-server', 'valkey-server'].flatMap((name) => dirs.map((dir) => join(dir, name)));
  return files.find(isExecutable);
}

/** Starts a Redis; needs `redis-server` in PATH. */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  const command = findRedisServer();
  if (!command) throw new Error('no redis-server in PATH (Debian: apt-get install redis-server)');
  const dir = await mkdtemp(join(tmpdir(), 'englog-redis-'));
  const port = options.unixSocket ? 0 : (options.port ?? (await freePort()));
  const url = options.unixSocket ? `unix://${options.unixSocket}` : `redis://127.0.0.1:${port}`;
  const all = {
    ...{ port, bind: '127.0.0.1', dir, save: '', appendonly: options.durable ? 'yes' : 'no', appendfsync: 'everysec' },
    ...(options.unixSocket ? { unixsocket: options.unixSocket } : {}),
    ...options.settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = new RedisProcess({ command, args, dir, url });
  await redis.start();
  return redis;
}

class RedisProcess implements Redis {
  readonly url: string;
  readonly #command: string;
  readonly #args: string[];
  readonly #dir: string;
  #server: Program | undefined;

  constructor(options: { command: string; args: string[]; dir: string; url: string }) {
    this.url = options.url;
    this.#command = options.command;
    this.#args = options.args;
    this.#dir = options.dir;
  }

  get pid(): number {
    if (!this.#server) throw new Error('Redis is not running');
    return this.#server.pid;
  }

  async start(): Promise<void> {
    this.#server ??= await startProgram({
      command: this.#command,
      args: this.#args,
      ready: /Ready to accept connections|ready to accept connections/,
      scratchDir: this.#dir,
    });
  }

  async kill(): Promise<void> {
    await this.#server?.kill();
    this.#server = undefined;
  }

  async restart(): Promise<void> {
    await this.#shutdown();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#shutdown();
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #shutdown(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
