import { byteSize, duration, isReadableFile, loadConfig, logLevels } from '@englog/runtime';
import { z } from 'zod';
import { whyOf } from './graded';
import { parseAddress, splitAddresses } from './link/address';

const text = z.string();
const port = z.int().min(0).max(65_535);

const worker = z.strictObject({
  worker_id: text.min(1).max(128).default('worker-1'),
  worker_name: text.min(1).max(200).default('EngLog Worker'),
  health_port: port.default(8091),
  /** Loopback unless told: /metrics and /health need no login. */
  health_host: text.min(1).default('127.0.0.1'),
  ollama_url: z.url().default('http://localhost:11434'),
  max_concurrent_tasks: z.int().min(1).max(10_000).default(5),
  /** Pools it serves. */
  pools: z.array(text.min(1).max(64)).min(1).default(['default']),
  labels: z.record(text, text).default({}),
  /** How long running attempts may take to finish at shutdown before they are handed back. */
  drain_grace: duration.prefault('30s'),
  /** Reports the API has not taken yet: beyond either bound the worker takes no tasks. */
  outbox_max_reports: z.int().min(1).default(10_000),
  outbox_max_bytes: byteSize.prefault('64MiB'),
});

const checkAddresses = (list: string, context: z.core.$RefinementCtx<string>): void => {
  const addresses = splitAddresses(list);
  if (addresses.length === 0) context.addIssue({ code: 'custom', message: 'names no address' });
  for (const address of addresses) {
    try {
      parseAddress(address);
    } catch (error) {
      context.addIssue({ code: 'custom', message: whyOf(error) });
    }
  }
};

const grpc = z.strictObject({
  /** `host:port`; several separated by commas; a name with several addresses counts as several. */
  api_server_address: text.min(1).superRefine(checkAddresses).default('localhost:50051'),
  tls_enabled: z.boolean().default(false),
  /** PEM of the CA or server certificate to trust; empty for the system's. */
  cert_file: text.default(''),
  server_name: text.default(''),
  client_cert_file: text.default(''),
  client_key_file: text.default(''),
  /** What it registers with (ENGLOG_JOIN_TOKEN); empty with a client certificate. */
  join_token: text.default(''),
  connect_timeout: duration.prefault('5s'),
});

const resilience = z.strictObject({
  retry_initial_interval: duration.prefault('1s'),
  retry_max_interval: duration.prefault('60s'),
  retry_multiplier: z.number().min(1).max(10).default(1.5),
  retry_max_attempts: z.int().min(1).default(10),
  circuit_breaker_threshold: z.int().min(1).default(5),
  circuit_breaker_timeout: duration.prefault('30s'),
});

const temperature = z.number().min(0).max(2);
/** The instructions alone take 500. */
const contextTokens = z.int().min(2_048);

/** For one task type, instead of what holds for all. */
const llmOverrides = z
  .strictObject({
    model: text.min(1).optional(),
    fallback_model: text.optional(),
    timeout: duration.optional(),
    first_token_timeout: duration.optional(),
    temperature: temperature.optional(),
    keep_alive: text.min(1).optional(),
    context_tokens: contextTokens.optional(),
  })
  .prefault({});

const llm = z.strictObject({
  model: text.min(1).default('llama3.2'),
  /** Tried when the first choice is missing or fails; empty for none. */
  fallback_model: text.default(''),
  /** For a whole answer. */
  timeout: duration.prefault('2m'),
  /** Until its first token, loading the model included. */
  first_token_timeout: duration.prefault('60s'),
  temperature: temperature.default(0.2),
  /** How long Ollama keeps a model loaded. */
  keep_alive: text.default('5m'),
  /** Tokens of context asked for; prompt and answer fit in it. */
  context_tokens: contextTokens.default(8_192),
  /** The task types that ask a model. */
  insight_generation: llmOverrides,
  weekly_report: llmOverrides,
});

const smtp = z.strictObject({
  /** Empty: this worker sends no email. */
  host: text.default(''),
  port: port.default(587),
  secure: z.boolean().default(false),
  user: text.default(''),
  password: text.default(''),
  from: text.default('EngLog <englog@localhost>'),
  timeout: duration.prefault('20s'),
});

const webhook = z.strictObject({
  /** Signs each body (HMAC-SHA256); empty: unsigned. */
  secret: text.default(''),
  /** Addresses of private networks are refused unless this is set. */
  allow_private: z.boolean().default(false),
  timeout: duration.prefault('10s'),
});

const telemetry = z.strictObject({
  log_level: z.enum(logLevels).default('info'),
});

const checkTlsFiles = ({ tls_enabled, ...files }: z.output<typeof grpc>, context: z.RefinementCtx): void => {
  if (!tls_enabled) return;
  for (const key of ['cert_file', 'client_cert_file', 'client_key_file'] as const)
    if (files[key] !== '' && !isReadableFile(files[key]))
      context.addIssue({ code: 'custom', path: [key], message: `cannot be read: ${files[key]}` });
};

export const workerSchema = z.strictObject({
  /** Where the outbox lives, in a folder named for the worker. */
  data_dir: text.min(1).default('.data/worker'),
  worker: worker.prefault({}),
  grpc: grpc
    .refine((keys) => (keys.client_cert_file === '') === (keys.client_key_file === ''), {
      path: ['client_key_file'],
      message: 'client_cert_file and client_key_file go together',
    })
    .superRefine(checkTlsFiles)
    .prefault({}),
  resilience: resilience.prefault({}),
  llm: llm.prefault({}),
  smtp: smtp.prefault({}),
  webhook: webhook.prefault({}),
  telemetry: telemetry.prefault({}),
});
export type WorkerConfig = z.output<typeof workerSchema>;

/** @throws ConfigError with every problem */
export const loadWorkerConfig = (env: Record<string, string | undefined>): WorkerConfig =>
  loadConfig({
    schema: workerSchema,
    env,
    envPrefix: 'ENGLOG_',
    filePath: env.ENGLOG_CONFIG || undefined,
    aliases: { ENGLOG_JOIN_TOKEN: 'grpc.join_token' },
    // One environment may serve the API, the worker, the client and the tests.
    otherNames: [
      'ENGLOG_CONFIG',
      'ENGLOG_URL',
      'ENGLOG_TOKEN',
      'ENGLOG_USER',
      'ENGLOG_POOLS',
      'ENGLOG_AUTH_*',
      'ENGLOG_DATABASE_*',
      'ENGLOG_DISPATCH_*',
      'ENGLOG_GRPC_*',
      'ENGLOG_HTTP_HOST',
      'ENGLOG_HTTP_PORT',
      'ENGLOG_HTTP_*',
      'ENGLOG_LIMITS_*',
      'ENGLOG_REDIS_*',
      'ENGLOG_RETENTION_*',
      'ENGLOG_TEST_*',
      'ENGLOG_WORKER_MANAGEMENT_*',
    ],
  });
