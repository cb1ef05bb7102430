import { PassThrough } from 'node:stream';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, describeWithPostgres } from '@englog/testing';
import { createApi } from './api';
import { loadApiConfig } from './config';

/** What it logs from its start to its stop. */
const logOf = async (databaseUrl: string, dataDir: string): Promise<string> => {
  const config = loadApiConfig({
    env: {
      DATABASE_URL: databaseUrl,
      ENGLOG_DATA_DIR: dataDir,
      ENGLOG_AUTH_SECRET: 'the secret of the tests, long enough',
      ENGLOG_HTTP_PORT: '0',
      ENGLOG_HTTP_HOST: '127.0.0.1',
      ENGLOG_GRPC_ENABLED: 'false',
    },
  });
  const destination = new PassThrough();
  const api = createApi(config, createLogger({ name: 'api', level: 'warn', destination }));
  await api.start(new AbortController().signal);
  await api.stop(AbortSignal.timeout(5000));
  return String(destination.read() ?? '');
};

describeWithPostgres('the data folder beside a database elsewhere', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('is warned of when nothing can be written there: it serves, but cannot archive', async () => {
    const log = await logOf(database.url, `${__filename}/data`);
    expect(log).toContain('"why":"ENOTDIR');
    expect(log).toContain('is not writable: cleanups cannot archive; set ENGLOG_DATA_DIR');
  });
});
