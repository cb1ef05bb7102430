import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@englog/runtime';
import { loadApiConfig } from './config';

const sample = join(__dirname, '../../../config/api.yaml');
const secret = 's'.repeat(32);
const join_token = 'j'.repeat(16);
const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://u:p@db/englog',
  ENGLOG_AUTH_SECRET: secret,
  ENGLOG_JOIN_TOKEN: join_token,
};

const refusedOf = (env: Record<string, string>): ConfigError['problems'] => {
  try {
    loadApiConfig({ env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
  return [];
};
const problemsOf = (env: Record<string, string>): string[] =>
  refusedOf(env)
    .map(({ path, source }) => `${path} (${source})`)
    .toSorted();

describe('defaults', () => {
  it('are those of the contract', () => {
    const { grpc, worker_management, http, auth, database } = loadApiConfig({ env: {} });
    expect(grpc).toMatchObject({
      enabled: true,
      port: 50_051,
      tls_enabled: false,
      cert_file: 'certs/server.crt',
      key_file: 'certs/server.key',
      server_name: 'api.englog.local',
    });
    expect(worker_management).toEqual({
      task_queue_size: 100,
      heartbeat_interval: 30_000,
      worker_timeout: 120_000,
      max_workers: 10,
    });
    expect(http).toMatchObject({ host: '127.0.0.1', port: 8080, max_body_bytes: 1_048_576 });
    expect(auth.mode).toBe('dev');
    expect(database.url).toBeUndefined();
  });

  it('are what the sample file says', () => {
    expect(loadApiConfig({ env: {}, filePath: sample })).toEqual(loadApiConfig({ env: {} }));
  });

  it('are all in the sample file, those without a value as comments', () => {
    const text = readFileSync(sample, 'utf8');
    const unset = {
      'http.host': 1,
      'grpc.host': 1,
      'database.url': 1,
      'redis.url': 1,
      'auth.mode': 1,
      'auth.secret': 1,
      'auth.jwks_url': 1,
      'auth.join_token': 1,
    };
    const { production: _, ...config } = loadApiConfig({ env: {} });
    const given = Object.entries(config).flatMap(([block, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).map((key) => `${block}.${key}`) : [block],
    );
    for (const path of [...given, ...Object.keys(unset)]) {
      const [block = '', key] = path.split('.');
      const section = text.split(new RegExp(`^${block}:`, 'm'))[1]?.split(/^\w/m)[0] ?? '';
      expect({
        path,
        there: key === undefined ? section !== '' : new RegExp(`^  (# )?${key}:`, 'm').test(section),
      }).toEqual({ path, there: true });
    }
  });
});

describe('environment', () => {
  it('knows the short names', () => {
    const config = loadApiConfig({
      env: { ...production, REDIS_URL: 'redis://r:6379', ENGLOG_DATA_DIR: '/var/lib/englog' },
    });
    expect(config).toMatchObject({
      production: true,
      data_dir: '/var/lib/englog',
      database: { url: 'postgres://u:p@db/englog' },
      redis: { url: 'redis://r:6379' },
      auth: { mode: 'hs256', secret, join_token },
      http: { host: '0.0.0.0' },
      grpc: { host: '0.0.0.0' },
    });
  });

  it('reads the file that ENGLOG_CONFIG names, under the environment', () => {
    const { grpc, http } = loadApiConfig({ env: { ENGLOG_CONFIG: sample, ENGLOG_HTTP_PORT: '9000' } });
    expect([grpc.port, http.port]).toEqual([50_051, 9000]);
  });

  it('leaves alone the names of the worker and the client', () => {
    expect(
      problemsOf({
        ENGLOG_WORKER_OLLAMA_URL: 'x',
        ENGLOG_RESILIENCE_RETRY_MULTIPLIER: '2',
        ENGLOG_URL: 'x',
        ENGLOG_GRPC_API_SERVER_ADDRESS: 'x',
      }),
    ).toEqual([]);
  });

  it('reads limits by type', () => {
    const { limits } = loadApiConfig({ env: { ENGLOG_LIMITS_PER_TYPE_RUNNING: 'weekly_report=2,cleanup=1' } });
    expect(limits.per_type_running).toEqual({ weekly_report: 2, cleanup: 1 });
    expect(problemsOf({ ENGLOG_LIMITS_PER_TYPE_RUNNING: 'weekly_rapport=2' })).toEqual([
      'limits.per_type_running.weekly_rapport (ENGLOG_LIMITS_PER_TYPE_RUNNING)',
    ]);
  });
});

describe('what is refused', () => {
  it('in production: the embedded database and auth mode dev', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'auth.join_token (default)',
      'auth.mode (default)',
      'database.url (default)',
    ]);
    expect(problemsOf(production)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'auth mode dev off loopback',
      { ENGLOG_HTTP_HOST: '0.0.0.0', ENGLOG_GRPC_HOST: '10.0.0.1' },
      ['grpc.host (ENGLOG_GRPC_HOST)', 'http.host (ENGLOG_HTTP_HOST)'],
    ],
    ['hs256 without a secret', { ENGLOG_AUTH_MODE: 'hs256', ENGLOG_JOIN_TOKEN: join_token }, ['auth.secret (default)']],
    [
      'jwks without its address',
      { ENGLOG_AUTH_MODE: 'jwks', ENGLOG_JOIN_TOKEN: join_token },
      ['auth.jwks_url (default)'],
    ],
    [
      'a secret too short for production',
      { ...production, ENGLOG_AUTH_SECRET: 'short', ENGLOG_HTTP_HOST: '127.0.0.1' },
      ['auth.secret (ENGLOG_AUTH_SECRET)'],
    ],
    [
      'a secret too short to listen on every address',
      { ENGLOG_AUTH_SECRET: 's'.repeat(31) },
      ['auth.secret (ENGLOG_AUTH_SECRET)'],
    ],
    ['workers that nothing lets in', { ...production, ENGLOG_JOIN_TOKEN: '' }, ['auth.join_token (default)']],
    [
      'a worker timeout within a heartbeat',
      { ENGLOG_WORKER_MANAGEMENT_WORKER_TIMEOUT: '30s' },
      ['worker_management.worker_timeout (ENGLOG_WORKER_MANAGEMENT_WORKER_TIMEOUT)'],
    ],
    ['a lease that one lost ping ends', { ENGLOG_DISPATCH_LEASE: '6s' }, ['dispatch.lease (ENGLOG_DISPATCH_LEASE)']],
    ['a database address of another kind', { DATABASE_URL: 'mysql://x' }, ['database.url (DATABASE_URL)']],
    ['a Redis address of another kind', { REDIS_URL: 'localhost' }, ['redis.url (REDIS_URL)']],
    ['a pool name with a space', { ENGLOG_POOLS: 'default,big one' }, ['pools.1 (ENGLOG_POOLS)']],
    [
      'a timer that would spin',
      { ENGLOG_DISPATCH_POLL_INTERVAL: '0' },
      ['dispatch.poll_interval (ENGLOG_DISPATCH_POLL_INTERVAL)'],
    ],
    [
      'a client CA without TLS',
      { ENGLOG_GRPC_CLIENT_CA_FILE: 'ca.crt' },
      ['grpc.client_ca_file (ENGLOG_GRPC_CLIENT_CA_FILE)'],
    ],
    [
      'TLS without its files',
      { ENGLOG_GRPC_TLS_ENABLED: 'true', ENGLOG_GRPC_CLIENT_CA_FILE: '/nowhere/ca.crt' },
      ['grpc.cert_file (default)', 'grpc.client_ca_file (ENGLOG_GRPC_CLIENT_CA_FILE)', 'grpc.key_file (default)'],
    ],
    ['one port for both', { ENGLOG_HTTP_PORT: '50051' }, ['grpc.port (default)']],
    [
      'a port for metrics that is taken',
      { ENGLOG_HTTP_METRICS_PORT: '50051' },
      ['http.metrics_port (ENGLOG_HTTP_METRICS_PORT)'],
    ],
    ['a misspelt name', { ENGLOG_HTTP_PROT: '1' }, [' (ENGLOG_HTTP_PROT)']],
  ])('%s', (_, env, expected) => expect(problemsOf(env)).toEqual(expected));

  it('no file of TLS where it is off, or gRPC is', () => {
    const off = { ENGLOG_GRPC_ENABLED: 'false', ENGLOG_GRPC_TLS_ENABLED: 'true', ENGLOG_HTTP_PORT: '50051' };
    expect(problemsOf(off)).toEqual([]);
    expect(problemsOf({ ENGLOG_GRPC_CERT_FILE: '/nowhere/server.crt' })).toEqual([]);
  });

  it('a short secret, saying what to set; none is too short on a loopback address', () => {
    expect(refusedOf({ ENGLOG_AUTH_SECRET: 'x' })[0]?.message).toMatch(/32 characters.*ENGLOG_AUTH_SECRET/);
    expect(problemsOf({ ENGLOG_AUTH_SECRET: 'x', ENGLOG_HTTP_HOST: '127.0.0.1' })).toEqual([]);
    expect(problemsOf({ ENGLOG_AUTH_SECRET: 's'.repeat(32) })).toEqual([]);
  });
});

describe('the tokens of an identity provider', () => {
  const { ENGLOG_AUTH_SECRET: _secret, ...others } = production;
  const address = 'https://id.example.com/jwks';
  const claims = { ENGLOG_AUTH_ISSUER: 'https://id.example.com', ENGLOG_AUTH_AUDIENCE: 'englog' };

  it('need an issuer and an audience in production, and say what to set', () => {
    expect(problemsOf({ ...others, ...claims, ENGLOG_AUTH_JWKS_URL: address })).toEqual([]);
    expect(refusedOf({ ...others, ENGLOG_AUTH_JWKS_URL: address })).toEqual([
      { path: 'auth.issuer', source: 'default', message: expect.stringContaining('ENGLOG_AUTH_ISSUER') },
      { path: 'auth.audience', source: 'default', message: expect.stringContaining('ENGLOG_AUTH_AUDIENCE') },
    ]);
    expect(problemsOf({ ENGLOG_AUTH_JWKS_URL: address })).toEqual([]);
    expect(problemsOf(production)).toEqual([]);
  });

  it.each([
    ['http://id.example.com/jwks', ['auth.jwks_url (ENGLOG_AUTH_JWKS_URL)']],
    ['http://127.0.0.1.example.com/jwks', ['auth.jwks_url (ENGLOG_AUTH_JWKS_URL)']],
    ['http://localhost@id.example.com/jwks', ['auth.jwks_url (ENGLOG_AUTH_JWKS_URL)']],
    ['http://localhost:9000/jwks', []],
    ['http://127.0.0.1:9000/jwks', []],
    ['http://[::1]:9000/jwks', []],
  ])('are checked in production with keys nobody on the way can change: %s', (ENGLOG_AUTH_JWKS_URL, expected) => {
    expect(problemsOf({ ...others, ...claims, ENGLOG_AUTH_JWKS_URL })).toEqual(expected);
    expect(problemsOf({ ENGLOG_AUTH_JWKS_URL })).toEqual([]);
  });
});
