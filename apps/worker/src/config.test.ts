import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError } from '@englog/runtime';
import { loadWorkerConfig } from './config';
import { removeFolders, temporaryFolder } from './testing/rig';

afterAll(removeFolders);

const sample = resolve(__dirname, '../../../config/worker.yaml');
const problemsOf = (env: Record<string, string>): string[] => {
  try {
    loadWorkerConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, source, message }) => `${path} | ${source} | ${message}`);
  }
};

test('the defaults are the ones documented', () => {
  expect(loadWorkerConfig({})).toMatchObject({
    data_dir: '.data/worker',
    worker: {
      worker_id: 'worker-1',
      worker_name: 'EngLog Worker',
      health_port: 8091,
      ollama_url: 'http://localhost:11434',
      max_concurrent_tasks: 5,
      pools: ['default'],
    },
    grpc: { api_server_address: 'localhost:50051', tls_enabled: false, cert_file: '', server_name: '' },
    resilience: {
      retry_initial_interval: 1_000,
      retry_max_interval: 60_000,
      retry_multiplier: 1.5,
      retry_max_attempts: 10,
      circuit_breaker_threshold: 5,
      circuit_breaker_timeout: 30_000,
    },
  });
});

test('the sample file says exactly the defaults', () => {
  expect(loadWorkerConfig({ ENGLOG_CONFIG: sample })).toEqual(loadWorkerConfig({}));
});

test('the environment wins over the file, and may serve the API and the worker at once', async () => {
  const file = join(await temporaryFolder(), 'worker.yaml');
  await writeFile(file, 'worker:\n  worker_id: from-file\n  max_concurrent_tasks: 9\n');
  const config = loadWorkerConfig({
    ENGLOG_CONFIG: file,
    ENGLOG_WORKER_WORKER_ID: 'from-env',
    ENGLOG_JOIN_TOKEN: 'secret',
    ENGLOG_DATA_DIR: '/tmp/x',
    ENGLOG_WORKER_LABELS: 'gpu=yes,zone=a',
    ENGLOG_LLM_WEEKLY_REPORT_MODEL: 'qwen2.5',
    ENGLOG_LLM_WEEKLY_REPORT_TIMEOUT: '5m',
    ENGLOG_HTTP_PORT: '8080',
    ENGLOG_AUTH_SECRET: 'x',
    ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS: '20',
    DATABASE_URL: 'postgres://x',
  });
  expect(config.worker).toMatchObject({
    worker_id: 'from-env',
    max_concurrent_tasks: 9,
    labels: { gpu: 'yes', zone: 'a' },
  });
  expect(config.grpc.join_token).toBe('secret');
  expect(config.data_dir).toBe('/tmp/x');
  expect(config.llm.weekly_report).toEqual({ model: 'qwen2.5', timeout: 300_000 });
});

test('every problem is told at once, each with its source', () => {
  const problems = problemsOf({
    ENGLOG_WORKER_MAX_CONCURRENT_TASKS: '0',
    ENGLOG_WORKER_OLLAMA_URL: 'not a url',
    ENGLOG_GRPC_API_SERVER_ADDRESS: 'api:50051,b:c:d',
    ENGLOG_WORKER_WORKR_ID: 'typo',
  });
  expect(problems).toHaveLength(4);
  expect(problems.join('\n')).toContain(
    "grpc.api_server_address | ENGLOG_GRPC_API_SERVER_ADDRESS | not an address: 'b:c:d'",
  );
  expect(problems.join('\n')).toContain('did you mean ENGLOG_WORKER_WORKER_ID?');
});

test.each([
  ['a certificate without its key', { ENGLOG_GRPC_CLIENT_CERT_FILE: 'c.pem' }, /client_key_file .* go together/],
  [
    'a certificate that is not there',
    { ENGLOG_GRPC_TLS_ENABLED: 'true', ENGLOG_GRPC_CERT_FILE: '/nowhere/ca.crt' },
    /grpc.cert_file \| ENGLOG_GRPC_CERT_FILE \| cannot be read/,
  ],
  ['a duration without its unit', { ENGLOG_WORKER_DRAIN_GRACE: '30' }, /drain_grace .* expected a duration/],
  ['no address at all', { ENGLOG_GRPC_API_SERVER_ADDRESS: ' , ' }, /names no address/],
  ['a model for what asks none', { ENGLOG_LLM_CLEANUP_MODEL: 'x' }, /ENGLOG_LLM_CLEANUP_MODEL/],
])('%s is refused', (_name, env, line) => expect(problemsOf(env).join('\n')).toMatch(line));
