import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error';
import { loadConfig } from './load-config';
import { byteSize, duration } from './units';

const schema = z.strictObject({
  grpc: z
    .strictObject({
      enabled: z.boolean().default(true),
      port: z.number().int().min(0).max(65_535).default(50_051),
      cert_file: z.string().default(''),
    })
    .prefault({}),
  worker_management: z
    .strictObject({ max_workers: z.number().default(10), heartbeat_interval: duration.default(30_000) })
    .prefault({}),
  http: z
    .strictObject({ max_body_bytes: byteSize.default(1_048_576), origins: z.array(z.string()).default([]) })
    .prefault({}),
  database: z.strictObject({ url: z.string().optional() }).prefault({}),
  limits: z.strictObject({ per_type: z.record(z.string(), z.number().int()).default({}) }).prefault({}),
});

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'englog-config-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string> = {}, yaml?: string) => {
  const filePath = yaml === undefined ? undefined : join(folder, 'app.yaml');
  if (filePath !== undefined) writeFileSync(filePath, yaml ?? '');
  return loadConfig({
    schema,
    env,
    envPrefix: 'ENGLOG_',
    filePath,
    aliases: { DATABASE_URL: 'database.url' },
    otherNames: ['ENGLOG_CONFIG', 'ENGLOG_WORKER_*'],
  });
};

const problemsOf = (attempt: () => unknown): string[] => {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, source, message }) => `${path} | ${source.replace(folder, '')} | ${message}`);
  }
  throw new Error('it was accepted');
};

describe('what wins', () => {
  it('gives the defaults when nothing is said', () => {
    expect(load()).toEqual({
      grpc: { enabled: true, port: 50_051, cert_file: '' },
      worker_management: { max_workers: 10, heartbeat_interval: 30_000 },
      http: { max_body_bytes: 1_048_576, origins: [] },
      database: {},
      limits: { per_type: {} },
    });
  });

  it('takes the file over the defaults and the environment over the file', () => {
    const config = load(
      { ENGLOG_GRPC_PORT: '6000' },
      'grpc: {port: 5000, enabled: false}\nworker_management:\n  heartbeat_interval: 2m\n',
    );
    expect(config.grpc).toEqual({ enabled: false, port: 6000, cert_file: '' });
    expect(config.worker_management.heartbeat_interval).toBe(120_000);
  });

  it('reads every kind of value from text', () => {
    const config = load({
      ENGLOG_GRPC_ENABLED: 'no',
      ENGLOG_GRPC_CERT_FILE: '12',
      ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS: '3',
      ENGLOG_WORKER_MANAGEMENT_HEARTBEAT_INTERVAL: '500ms',
      ENGLOG_HTTP_MAX_BODY_BYTES: '64KiB',
      ENGLOG_HTTP_ORIGINS: 'a, b,',
      ENGLOG_LIMITS_PER_TYPE: 'insight_generation=2, cleanup=1',
    });
    expect(config).toEqual({
      grpc: { enabled: false, port: 50_051, cert_file: '12' },
      worker_management: { max_workers: 3, heartbeat_interval: 500 },
      http: { max_body_bytes: 65_536, origins: ['a', 'b'] },
      database: {},
      limits: { per_type: { insight_generation: 2, cleanup: 1 } },
    });
  });

  it('takes an alias over the regular name, and an empty variable as unset', () => {
    expect(load({ DATABASE_URL: 'postgres://a', ENGLOG_DATABASE_URL: 'postgres://b' }).database.url).toBe(
      'postgres://a',
    );
    expect(load({ DATABASE_URL: '', ENGLOG_DATABASE_URL: 'postgres://b' }).database.url).toBe('postgres://b');
  });

  it('leaves alone what Kubernetes says of services named like ours', () => {
    const links = (name: string) => ({
      [`${name}_SERVICE_HOST`]: '10.0.0.1',
      [`${name}_SERVICE_PORT_REST`]: '8080',
      [`${name}_PORT`]: 'tcp://10.0.0.1:8080',
      [`${name}_PORT_8080_TCP_ADDR`]: '10.0.0.1',
    });
    expect(load({ ...links('ENGLOG_API'), ...links('ENGLOG_GRPC') })).toEqual(load());
    expect(load({ ...links('ENGLOG_GRPC'), ENGLOG_GRPC_PORT: '7' }).grpc.port).toBe(7);
    expect(problemsOf(() => load({ ENGLOG_API_PORT: 'tcp://10.0.0.1:8080' }))).toHaveLength(1);
  });

  it('takes a block or key with nothing after it as absent, and an empty file as no file', () => {
    expect(load({}, 'grpc:\nhttp:\n  origins:\n')).toEqual(load());
    expect(load({}, '# nothing yet\n')).toEqual(load());
  });
});

describe('what is refused', () => {
  it('lists every problem of file and environment at once, each with its path and source', () => {
    const yaml = 'grpc:\n  port: 70000\n  prot: 1\nworker_management:\n  heartbeat_interval: 30\nextra: {a: 1}\n';
    const env = { ENGLOG_GRPC_ENABLED: 'perhaps', ENGLOG_HTTP_MAX_BODY_BYTES: 'much', ENGLOG_GRCP_PORT: '1' };
    expect(problemsOf(() => load(env, yaml)).toSorted()).toEqual(
      [
        ' | ENGLOG_GRCP_PORT | unknown name; did you mean ENGLOG_GRPC_PORT?',
        'extra | /app.yaml:6 | unknown key',
        'grpc.enabled | ENGLOG_GRPC_ENABLED | Invalid input: expected boolean, received string',
        'grpc.port | /app.yaml:2 | Too big: expected number to be <=65535',
        'grpc.prot | /app.yaml:3 | unknown key; did you mean port?',
        'http.max_body_bytes | ENGLOG_HTTP_MAX_BODY_BYTES | expected a size with its unit, such as 512B, 64KiB or 1MiB',
        'worker_management.heartbeat_interval | /app.yaml:5 | expected a duration with its unit, such as 500ms, 30s, 2m, 12h or 30d',
      ].toSorted(),
    );
  });

  it('finds a misspelt name even where names of that beginning belong to another program', () => {
    expect(load({ ENGLOG_WORKER_OLLAMA_URL: 'http://x', ENGLOG_CONFIG: 'y' })).toEqual(load());
    expect(problemsOf(() => load({ ENGLOG_WORKER_MANAGMENT_MAX_WORKERS: '3' }))).toEqual([
      ' | ENGLOG_WORKER_MANAGMENT_MAX_WORKERS | unknown name; did you mean ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS?',
    ]);
  });

  it.each([
    ['grpc: [', 'is not valid YAML'],
    ['grpc: {port: 1}\ngrpc: {port: 2}', 'Map keys must be unique'],
    ['- a', 'expected keys at the top level'],
  ])('says what is wrong with the file %j', (yaml, expected) => {
    expect(problemsOf(() => load({}, yaml))[0]).toContain(expected);
  });

  it('says that the file it was told to read is not there', () => {
    const attempt = () => loadConfig({ schema, env: {}, envPrefix: 'ENGLOG_', filePath: join(folder, 'missing.yaml') });
    expect(problemsOf(attempt)).toEqual([' | /missing.yaml | cannot be read: ENOENT']);
  });

  it('never lets an override hide a block of the wrong form', () => {
    expect(problemsOf(() => load({ ENGLOG_GRPC_PORT: '1' }, 'grpc: 5'))).toEqual([
      'grpc | /app.yaml:1 | Invalid input: expected object, received number',
    ]);
  });

  it('prints all of them in one message that quotes no value', () => {
    const attempt = () => load({ ENGLOG_GRPC_PORT: 's3cret', ENGLOG_GRPC_ENABLED: 's3cret' });
    expect(attempt).toThrow(/has 2 problems:\n {2}grpc\.enabled: .+ \(ENGLOG_GRPC_ENABLED\)\n {2}grpc\.port: .+/);
    expect(attempt).not.toThrow(/s3cret/);
  });
});

describe('units', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['30d', 2_592_000_000],
    [0, 0],
    ['0', 0],
  ])('reads the duration %j as %d ms', (text, ms) => expect(duration.parse(text)).toBe(ms));
  it.each(['', '30', 'soon', '-1s', '1 fortnight', 's'])('refuses the duration %j', (text) =>
    expect(duration.safeParse(text).success).toBe(false),
  );
});
