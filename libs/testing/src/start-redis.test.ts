import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NetConnectOpts } from 'node:net';
import { startRedis } from './start-redis';
import { describeWithRedis } from './jest/requirements';

/** One inline command in Redis's own protocol: enough here, and no client to lean on. */
async function ask(url: string, command: string): Promise<string> {
  const { protocol, hostname, port, pathname } = new URL(url);
  const at: NetConnectOpts = protocol === 'unix:' ? { path: pathname } : { host: hostname, port: Number(port) };
  const socket = connect(at).setEncoding('utf8');
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data')) as [string];
    return answer.trim();
  } finally {
    socket.destroy();
  }
}

describeWithRedis('a throwaway Redis', () => {
  test('comes back at the same address after a crash, empty when it was told to keep nothing', async () => {
    const redis = await startRedis();
    try {
      expect(await ask(redis.url, 'SET kept 1')).toBe('+OK');
      await redis.kill();
      await expect(ask(redis.url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
      await redis.start();
      expect(await ask(redis.url, 'GET kept')).toBe('$-1');
    } finally {
      await redis.stop();
    }
  });

  test('keeps what it holds through a restart when durable', async () => {
    const redis = await startRedis({ durable: true });
    try {
      expect(await ask(redis.url, 'SET kept 1')).toBe('+OK');
      await redis.restart();
      expect(await ask(redis.url, 'GET kept')).toContain('1');
    } finally {
      await redis.stop();
    }
  });

  test('listens on a unix socket', async () => {
    const redis = await startRedis({ unixSocket: join(tmpdir(), `englog-redis-${process.pid}.sock`) });
    try {
      expect(await ask(redis.url, 'PING')).toBe('+PONG');
    } finally {
      await redis.stop();
    }
  });
});
