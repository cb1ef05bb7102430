import { byteSize, duration, loadConfig, logLevels } from '@englog/runtime';
import { taskTypes } from '@englog/domain';
import { z } from 'zod';
import { configRules } from './config-rules';

const port = z.number().int().min(0).max(65_535);
const count = z.number().int().min(1);
/** 0 switches the limit off. */
const limit = z.number().int().min(0);
const atLeast = (ms: number, text: string) => duration.refine((value) => value >= ms, `must be at least ${text}`);
/** For what a timer waits: a duration of 0 would spin. */
const interval = atLeast(10, '10ms');
const poolName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected a pool name of a-z, 0-9, _ and -');
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/./, 'expected postgres://user:password@host:port/database');
const redisUrl = z.string().regex(/^rediss?:\/\/./, 'expected redis://host:port or rediss://…');

const grpc = z.strictObject({
  enabled: z.boolean().default(true),
  /** Undefined: 127.0.0.1 in auth mode dev, every address otherwise. */
  host: z.string().min(1).optional(),
  port: port.default(50_051),
  tls_enabled: z.boolean().default(false),
  cert_file: z.string().default('certs/server.crt'),
  key_file: z.string().default('certs/server.key'),
  server_name: z.string().default('api.englog.local'),
  /** Workers may prove themselves with a certificate of this CA instead of the join token. */
  client_ca_file: z.string().default(''),
  /** How long a stop waits for what is under way, HTTP included. */
  drain: duration.default(10_000),
});

const workerManagement = z.strictObject({
  /** What a replica holds claimed but not yet on a worker. */
  task_queue_size: count.default(100),
  heartbeat_interval: atLeast(1000, '1s').default(30_000),
  worker_timeout: atLeast(1000, '1s').default(120_000),
  max_workers: count.default(10),
});

const http = z.strictObject({
  /** Undefined: 127.0.0.1 in auth mode dev, every address otherwise. */
  host: z.string().min(1).optional(),
  port: port.default(8080),
  max_body_bytes: byteSize.default(1_048_576),
  /** For POST /v1/logs/bulk alone. */
  max_bulk_body_bytes: byteSize.default(8 * 1_048_576),
  max_event_streams: count.default(1000),
  /** 0: /metrics on `port`, for the addresses of `metrics_allow` only. */
  metrics_port: port.default(0),
  metrics_allow: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default(['127.0.0.1', '::1']),
});

const database = z.strictObject({
  /** Undefined: the embedded PostgreSQL in `data_dir`. */
  url: databaseUrl.optional(),
  pool_size: count.max(500).default(10),
  connect_timeout: interval.default(5000),
  statement_timeout: interval.default(30_000),
});

const redis = z.strictObject({
  /** Undefined: the in-process feed, for a single replica. */
  url: redisUrl.optional(),
  command_timeout: interval.default(1000),
  /** Events kept for replay, about. */
  events_kept: count.default(100_000),
});

const auth = z.strictObject({
  /** Undefined: `hs256` with a secret, `jwks` with a jwks_url, else `dev`. */
  mode: z.enum(['dev', 'hs256', 'jwks']).optional(),
  /** 32 characters at least in production and off loopback. */
  secret: z.string().min(1).optional(),
  /** In production https, and `issuer` and `audience` beside it. */
  jwks_url: z.url({ protocol: /^https?$/ }).optional(),
  issuer: z.string().default(''),
  audience: z.string().default(''),
  /** What a worker registers with; 16 characters at least in production. */
  join_token: z.string().min(1).optional(),
});

const limits = z.strictObject({
  /** Pending tasks; a request that would exceed it is answered 429. */
  max_backlog: count.default(1_000_000),
  /** The same of one user's, so that nobody fills it for all. */
  max_backlog_per_user: limit.default(0),
  /** Switched off ones too; each may make a task a minute. */
  max_schedules_per_user: limit.default(100),
  per_user_running: limit.default(0),
  per_type_running: z.partialRecord(z.enum(taskTypes), count).default({}),
  max_payload_bytes: byteSize.default(512 * 1024),
  max_result_bytes: byteSize.default(8 * 1_048_576),
  requests_per_minute: limit.default(0),
  /** Domains whose addresses any user may email, `*` for any; their own address they may always, all others an admin. */
  email_domains: z
    .array(
      z
        .string()
        .regex(/^[^\s@]+$/, 'expected a domain such as example.org')
        .toLowerCase(),
    )
    .default(['*']),
});

const dispatch = z.strictObject({
  ack_timeout: interval.default(5000),
  ping_interval: interval.default(5000),
  reconnect_grace: duration.default(15_000),
  poll_interval: interval.default(1000),
  lease: atLeast(1000, '1s').default(15_000),
  retry_initial_interval: interval.default(1000),
  retry_max_interval: interval.default(60_000),
  /** Workers lost in a row before a task is quarantined as failed. */
  max_worker_losses: count.default(5),
});

const retention = z.strictObject({
  finished_tasks: atLeast(3_600_000, '1h').default(30 * 86_400_000),
  idempotency_keys: atLeast(60_000, '1m').default(86_400_000),
  /** Answers kept for when no model answers. */
  stored_answers: atLeast(3_600_000, '1h').default(90 * 86_400_000),
  /** By the time they are about; 0: kept for ever. */
  log_entries: duration.refine((ms) => ms === 0 || ms >= 86_400_000, 'must be 0 (for ever) or at least 1d').default(0),
  sweep_interval: atLeast(1000, '1s').default(600_000),
});

const telemetry = z.strictObject({
  log_level: z.enum(logLevels).default('info'),
});

const keys = z.strictObject({
  /** Where the embedded database and the dev secret live. */
  data_dir: z.string().min(1).default('.data/api'),
  /** Pools a task may name. */
  pools: z.array(poolName).min(1).default(['default']),
  grpc: grpc.prefault({}),
  worker_management: workerManagement.prefault({}),
  http: http.prefault({}),
  database: database.prefault({}),
  redis: redis.prefault({}),
  auth: auth.prefault({}),
  limits: limits.prefault({}),
  dispatch: dispatch.prefault({}),
  retention: retention.prefault({}),
  telemetry: telemetry.prefault({}),
});

type Keys = z.output<typeof keys>;
/** Durations are milliseconds, sizes bytes. */
export type ApiConfig = Keys & {
  production: boolean;
  http: { host: string };
  grpc: { host: string };
  auth: { mode: 'dev' | 'hs256' | 'jwks' };
};

/** What a key left open means, given the others. */
const resolve = (said: Keys, production: boolean): ApiConfig => {
  const mode = said.auth.mode ?? (said.auth.secret ? 'hs256' : said.auth.jwks_url ? 'jwks' : 'dev');
  const host = mode === 'dev' ? '127.0.0.1' : '0.0.0.0';
  return {
    ...said,
    production,
    http: { ...said.http, host: said.http.host ?? host },
    grpc: { ...said.grpc, host: said.grpc.host ?? host },
    auth: { ...said.auth, mode },
  };
};

/** The keys, with what they mean together checked. */
export const apiConfigSchema = (production: boolean) =>
  keys.transform((said, context): ApiConfig => {
    const config = resolve(said, production);
    for (const [broken, path, message] of configRules) {
      if (broken(config)) context.addIssue({ code: 'custom', path: path.split('.'), message });
    }
    return config;
  });

export interface ConfigSource {
  env: Record<string, string | undefined>;
  /** Instead of ENGLOG_CONFIG. */
  filePath?: string;
}

/** @throws ConfigError with every problem */
export const loadApiConfig = ({ env, filePath = env['ENGLOG_CONFIG'] || undefined }: ConfigSource): ApiConfig =>
  loadConfig({
    schema: apiConfigSchema(env['NODE_ENV'] === 'production'),
    env,
    envPrefix: 'ENGLOG_',
    filePath,
    aliases: { DATABASE_URL: 'database.url', REDIS_URL: 'redis.url', ENGLOG_JOIN_TOKEN: 'auth.join_token' },
    // One environment may serve the API, the worker, the client and the tests.
    otherNames: [
      'ENGLOG_CONFIG',
      'ENGLOG_URL',
      'ENGLOG_TOKEN',
      'ENGLOG_USER',
      'ENGLOG_GRPC_API_SERVER_ADDRESS',
      'ENGLOG_GRPC_CLIENT_CERT_FILE',
      'ENGLOG_GRPC_CLIENT_KEY_FILE',
      'ENGLOG_GRPC_CONNECT_TIMEOUT',
      'ENGLOG_WORKER_*',
      'ENGLOG_RESILIENCE_*',
      'ENGLOG_LLM_*',
      'ENGLOG_SMTP_HOST',
      'ENGLOG_SMTP_PORT',
      'ENGLOG_SMTP_*',
      'ENGLOG_WEBHOOK_*',
      'ENGLOG_TEST_*',
    ],
  });
