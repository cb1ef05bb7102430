import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { capabilityOf } from '@englog/domain';
import type { Capability, TaskType } from '@englog/domain';
import type { Logger, Service } from '@englog/runtime';
import type { WorkerConfig } from './config';
import { drain } from './drain';
import type { HandlerRegistry } from './handlers/handler';
import { startHealth } from './health';
import type { HealthServer } from './health';
import { splitAddresses } from './link/address';
import { createAttemptServices } from './link/attempt-services';
import type { DialOptions } from './link/dial';
import { Link } from './link/link';
import { Outbox } from './link/outbox';
import { ProgressRelay } from './link/progress-relay';
import { defaultMaxResultBytes } from './link/session';
import type { WorkerIdentity } from './link/session';
import { reportCodec } from './link/wire';
import { createMetrics } from './metrics';
import type { Metrics } from './metrics';
import { Slots } from './slots';
import { startStats } from './stats';
import type { ProcessUse, Stats } from './stats';
import { readHealth, readinessOf, readVitals } from './vitals';
import type { Dependencies } from './vitals';

export interface WorkerOptions {
  config: WorkerConfig;
  /** What it can do is what it has handlers for. */
  handlers: HandlerRegistry;
  dependencies?: Dependencies;
  version: string;
  processUse: ProcessUse;
  log: Logger;
}

interface Parts {
  outbox: Outbox;
  slots: Slots;
  link: Link;
  progress: ProgressRelay;
  metrics: Metrics;
  stats: Stats;
}

const noDependencies: Dependencies = { models: () => [], services: () => ({}) };

const dialOptionsOf = ({ grpc }: WorkerConfig): DialOptions => ({
  addresses: splitAddresses(grpc.api_server_address),
  tls: grpc.tls_enabled
    ? {
        caFile: grpc.cert_file,
        serverName: grpc.server_name,
        clientCertFile: grpc.client_cert_file,
        clientKeyFile: grpc.client_key_file,
      }
    : null,
  connectTimeoutMs: grpc.connect_timeout,
});

const capabilitiesOf = (handlers: HandlerRegistry): Capability[] => [
  ...new Set((Object.keys(handlers) as TaskType[]).map((type) => capabilityOf[type])),
];

const identityOf = ({ config, handlers, version }: WorkerOptions): WorkerIdentity => ({
  workerId: config.worker.worker_id,
  workerName: config.worker.worker_name,
  version,
  instanceId: randomUUID(),
  capabilities: capabilitiesOf(handlers),
  slots: config.worker.max_concurrent_tasks,
  pools: config.worker.pools,
  labels: config.worker.labels,
});

const openOutbox = ({ config, log }: WorkerOptions): Promise<Outbox> =>
  Outbox.open({
    // A folder holds one worker's outbox, whatever its id looks like.
    dir: join(config.data_dir, encodeURIComponent(config.worker.worker_id)),
    codec: reportCodec,
    log,
    maxReports: config.worker.outbox_max_reports,
    maxBytes: config.worker.outbox_max_bytes,
  });

/** Slots report through the link and the link claims what the slots run: each is given the other late. */
const assemble = async (options: WorkerOptions, dependencies: Dependencies): Promise<Parts> => {
  const { config, handlers, processUse, log } = options;
  const outbox = await openOutbox(options);
  const stats = startStats(processUse);
  const progress: ProgressRelay = new ProgressRelay({ send: (update) => link.progress(update) });
  const slots: Slots = new Slots({
    capacity: config.worker.max_concurrent_tasks,
    handlers,
    services: (ref, signal) => createAttemptServices({ ref, signal, whenUp: (until) => link.whenUp(until) }),
    progress,
    onEnded: (report) => {
      progress.end(report);
      link.report(report);
      metrics.attemptEnded(report);
    },
    maxResultBytes: () => link.session?.maxResultBytes ?? defaultMaxResultBytes,
    log,
  });
  const link: Link = new Link({
    identity: identityOf(options),
    joinToken: config.grpc.join_token,
    dial: dialOptionsOf(config),
    backoff: config.resilience,
    outbox,
    slots: () => slots,
    vitals: () => readVitals({ outbox, slots, stats, dependencies }),
    log,
  });
  const metrics: Metrics = createMetrics({ link, slots, outbox, stats });
  return { outbox, slots, link, progress, metrics, stats };
};

/**
 * The worker as a service. Start: what its handlers depend on, the outbox (with what an earlier process left), slots, link,
 * health. Stop: drains, then takes all of it down in reverse.
 */
export class Worker implements Service {
  readonly #options: WorkerOptions;
  readonly #dependencies: Dependencies;
  #parts: Parts | null = null;
  #health: HealthServer | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#dependencies = options.dependencies ?? noDependencies;
  }

  /** Where /health is, while it runs. */
  get healthPort(): number | null {
    return this.#health?.port ?? null;
  }

  /** Resolves when it works; the API may be away. */
  async start(signal?: AbortSignal): Promise<void> {
    await this.#dependencies.start?.();
    signal?.throwIfAborted();
    const parts = await assemble(this.#options, this.#dependencies);
    this.#parts = parts;
    this.#health = await this.#startHealth(parts);
    parts.link.start();
  }

  async stop(hurry: AbortSignal): Promise<void> {
    const { config, log } = this.#options;
    if (this.#parts) {
      const { slots, link, outbox, progress, stats } = this.#parts;
      await drain({ slots, link, outbox, graceMs: config.worker.drain_grace, hurry, log });
      await link.stop();
      progress.stop();
      await outbox.close();
      stats.stop();
    }
    await this.#health?.stop();
    await this.#dependencies.stop?.();
    this.#parts = null;
    this.#health = null;
  }

  #startHealth(parts: Parts): Promise<HealthServer> {
    const { config, version } = this.#options;
    const { registry } = parts.metrics;
    return startHealth({
      host: config.worker.health_host,
      port: config.worker.health_port,
      health: () => readHealth({ ...parts, config, version, dependencies: this.#dependencies }),
      ready: () => parts.link.state === 'up' && readinessOf(parts) !== 'unavailable',
      metrics: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    });
  }
}

export const createWorker = (options: WorkerOptions): Worker => new Worker(options);
