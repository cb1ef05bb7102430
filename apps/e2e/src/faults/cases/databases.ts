import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { queryPostgres, waitFor } from '@englog/testing';
import { onServers } from '../fault';
import type { Fault } from '../fault';
import type { World } from '../world';

/** Long enough for every connection to notice and for clients to be refused. */
const awayMs = 3_000;

const isNotReady = async (world: World): Promise<boolean> =>
  (await world.apis[0]!.admin.call({ path: '/ready', timeoutMs: 5_000 })).status === 503;

const postgresStopped: Fault = {
  name: 'PostgreSQL stopped, started',
  worlds: onServers,
  short: onServers,
  async act({ world }) {
    await world.busyWorker(1);
    await world.postgres!.shutdown();
    await waitFor(() => isNotReady(world), { timeoutMs: 10_000, what: '/ready to say so' });
    await delay(awayMs);
    await world.postgres!.start();
    await world.untilWhole();
    return `away for ${awayMs} ms; /ready said 503 meanwhile`;
  },
};

const postgresKilled: Fault = {
  name: 'PostgreSQL SIGKILL, recovered',
  worlds: onServers,
  async act({ world }) {
    await world.busyWorker(1);
    await world.postgres!.kill();
    await delay(awayMs);
    await world.postgres!.start();
    await world.untilWhole();
    return 'crash recovery from its WAL';
  },
};

const connectionsTerminated: Fault = {
  name: 'PostgreSQL connections terminated',
  worlds: onServers,
  short: onServers,
  async act({ world }) {
    let terminated = 0;
    for (let round = 0; round < 6; round += 1) {
      const rows = await queryPostgres(
        world.postgres!.url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      terminated += rows.length;
      await delay(300);
    }
    if (terminated === 0) throw new Error('there was no connection to terminate');
    return `${terminated} connections in 6 rounds`;
  },
};

/** One inline command, its answer awaited. */
async function askRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString('utf8').trim();
  } finally {
    socket.destroy();
  }
}

const redisLost: Fault = {
  name: 'Redis killed, started empty, flushed',
  worlds: onServers,
  short: onServers,
  async act({ world }) {
    const redis = world.redis!;
    await redis.kill();
    const { body } = await world.api.admin.get<{ feed: string }>('/v1/workers/health');
    const isDegraded = async () =>
      (await world.api.admin.get<{ feed: string }>('/v1/workers/health')).body.feed === 'degraded';
    if (body.feed !== 'degraded')
      await waitFor(isDegraded, { timeoutMs: 10_000, what: 'the feed to be told degraded' });
    await delay(awayMs);
    await redis.start();
    for (let round = 0; round < 5; round += 1) {
      const said = await askRedis(redis.url, 'FLUSHALL');
      if (said !== '+OK') throw new Error(`FLUSHALL: ${said}`);
      await delay(200);
    }
    return `away for ${awayMs} ms, told as degraded, then flushed 5 times`;
  },
};

export const databaseFaults: readonly Fault[] = [postgresStopped, postgresKilled, connectionsTerminated, redisLost];
