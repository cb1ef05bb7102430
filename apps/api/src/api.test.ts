import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, describeWithPostgres } from '@englog/testing';
import { createApi } from './api';
import { loadApiConfig } from './config';

/** What it logs from its start to its stop. @throws why it cannot start */
const logOf = async (databaseUrl: string, env: Record<string, string>): Promise<string> => {
  const config = loadApiConfig({
    env: {
      DATABASE_URL: databaseUrl,
      ENGLOG_AUTH_SECRET: 'the secret of the tests, long enough',
      ENGLOG_HTTP_PORT: '0',
      ENGLOG_HTTP_HOST: '127.0.0.1',
      ENGLOG_GRPC_ENABLED: 'false',
      ENGLOG_GRPC_HOST: '127.0.0.1',
      ...env,
    },
  });
  const destination = new PassThrough();
  const api = createApi(config, createLogger({ name: 'api', level: 'warn', destination }));
  try {
    await api.start(new AbortController().signal);
  } finally {
    await api.stop(AbortSignal.timeout(5000));
  }
  return String(destination.read() ?? '');
};

describeWithPostgres('what is wrong about its surroundings', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('warns of a data folder beside a database elsewhere when nothing can be written there: it cannot archive', async () => {
    const log = await logOf(database.url, { ENGLOG_DATA_DIR: `${__filename}/data` });
    expect(log).toContain('"why":"ENOTDIR');
    expect(log).toContain('is not writable: cleanups cannot archive; set ENGLOG_DATA_DIR');
  });

  it.each([
    ['http.port', 'ENGLOG_HTTP_PORT', {}],
    ['http.metrics_port', 'ENGLOG_HTTP_METRICS_PORT', {}],
    ['grpc.port', 'ENGLOG_GRPC_PORT', { ENGLOG_GRPC_ENABLED: 'true' }],
  ])('names the key of a port that is taken: %s', async (key, variable, rest) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const started = logOf(database.url, { ENGLOG_DATA_DIR: tmpdir(), ...rest, [variable]: String(port) });
    await expect(started).rejects.toThrow(
      `${key} (${variable}): cannot listen on 127.0.0.1:${port}: the port is taken`,
    );
    taken.close();
  });
});
