import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { capabilityOf } from '@englog/domain';
import type { Capability, TaskType } from '@englog/domain';
import type { Logger, Service } from '@englog/runtime';
import type { WorkerConfig } from './config';
import type { HandlerRegistry } from './handlers/handler';
import { startHealth } from './health';
import type { HealthReport, HealthServer } from './health';
import { createAttemptServices } from './link/attempt-services';
import type { DialOptions } from './link/dial';
import type { Vitals } from './link/heartbeat';
import { Link } from './link/link';
import { Outbox } from './link/outbox';
import { ProgressRelay } from './link/progress-relay';
import type { ModelInfo } from './link/session';
import { reportCodec } from './link/wire';
import type { Readiness } from './link/wire';
import { createMetrics } from './metrics';
import type { Metrics } from './metrics';
import { Slots } from './slots';
import { startStats } from './stats';
import type { ProcessUse, Stats } from './stats';

/** What the worker tells of the programs its handlers depend on. */
export interface Dependencies {
  /** Ollama models that are there; none when it is away. */
  models(): ModelInfo[];
  /** Name → state, e.g. `ollama` → `up` or `down`, `ollama_breaker` → `open`. */
  services(): Record<string, string>;
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

export interface WorkerOptions {
  config: WorkerConfig;
  handlers: HandlerRegistry;
  dependencies?: Dependencies;
  version: string;
  processUse: ProcessUse;
  log: Logger;
}

export interface Worker extends Service {
  /** Where /health is, once started. */
  readonly healthPort: number | null;
}

interface Parts {
  outbox: Outbox;
  slots: Slots;
  link: Link;
  progress: ProgressRelay;
  metrics: Metrics;
  stats: Stats;
  health: HealthServer | null;
}

/** Kept of the grace for handing back and for the last receipts. */
const handBackMs = 2_000;
const fallbackMaxResultBytes = 4 * 1024 * 1024 - 64 * 1024;
const none: Dependencies = { models: () => [], services: () => ({}) };

const dialOptionsOf = ({ grpc }: WorkerConfig): DialOptions => ({
  addresses: grpc.api_server_address.split(',').filter((address) => address.trim() !== ''),
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

/** A worker's folder holds one worker's outbox, whatever its id looks like. */
const folderOf = ({ data_dir, worker }: WorkerConfig): string => join(data_dir, encodeURIComponent(worker.worker_id));

/** Resolves when the time is up or the signal aborts. */
const graceSignal = (ms: number, hurry: AbortSignal): { signal: AbortSignal; end(): void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  if (hurry.aborted) abort();
  hurry.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      hurry.removeEventListener('abort', abort);
    },
  };
};

/**
 * The worker's parts, put together. Start: outbox (what an earlier process left), slots, link, health. Stop, in reverse:
 * takes nothing more and says so, lets attempts finish within the grace, hands back the rest, waits for receipts, and
 * leaves what got none on disk for the next start.
 */
export const createWorker = (options: WorkerOptions): Worker => {
  const { config, handlers, dependencies = none, version, processUse, log } = options;
  const { worker } = config;
  let parts: Parts | null = null;

  const build = async (): Promise<Parts> => {
    const outbox = await Outbox.open({
      dir: folderOf(config),
      codec: reportCodec,
      log,
      maxReports: worker.outbox_max_reports,
      maxBytes: worker.outbox_max_bytes,
    });
    const progress: ProgressRelay = new ProgressRelay({ send: (update) => link.progress(update) });
    const slots: Slots = new Slots({
      capacity: worker.max_concurrent_tasks,
      handlers,
      services: (ref, signal) => createAttemptServices({ ref, signal, whenUp: (until) => link.whenUp(until) }),
      progress,
      onEnded: (report) => {
        progress.end(report);
        link.report(report);
        metrics.attemptEnded(report);
      },
      maxResultBytes: () => link.session?.maxResultBytes ?? fallbackMaxResultBytes,
      log,
    });
    const stats = startStats(processUse);
    const link: Link = new Link({
      identity: {
        workerId: worker.worker_id,
        workerName: worker.worker_name,
        version,
        instanceId: randomUUID(),
        capabilities: capabilitiesOf(handlers),
        slots: worker.max_concurrent_tasks,
        pools: worker.pools,
        labels: worker.labels,
      },
      joinToken: config.grpc.join_token,
      dial: dialOptionsOf(config),
      backoff: config.resilience,
      outbox,
      slots: () => slots,
      vitals: () => vitalsOf({ outbox, slots, stats, metrics }),
      log,
    });
    const metrics: Metrics = createMetrics({ link, slots, outbox });
    return { outbox, slots, link, progress, metrics, stats, health: null };
  };

  const readinessOf = ({ outbox, slots }: Pick<Parts, 'outbox' | 'slots'>): Readiness => {
    if (slots.closed || outbox.full) return 'unavailable';
    return slots.active > 0 ? 'busy' : 'idle';
  };

  const vitalsOf = ({
    outbox,
    slots,
    stats,
    metrics,
  }: Pick<Parts, 'outbox' | 'slots' | 'stats' | 'metrics'>): Vitals => {
    const use = stats.read();
    metrics.eventLoopDelay(use.eventLoopDelayMs);
    return {
      readiness: readinessOf({ outbox, slots }),
      activeTasks: slots.active,
      completedTasks: slots.counts.completed,
      failedTasks: slots.counts.failed,
      cpuUsage: use.cpuUsage,
      memoryUsage: use.memoryUsage,
      startedAt: stats.startedAt,
      eventLoopDelayMs: use.eventLoopDelayMs,
      outboxReports: outbox.size,
      services: dependencies.services(),
      inFlight: [...slots.inFlight(), ...outbox.refs()],
      models: dependencies.models(),
    };
  };

  const healthOf = ({ outbox, slots, link, stats }: Parts): HealthReport => {
    const services = dependencies.services();
    const troubled =
      link.state !== 'up' || outbox.full || outbox.diskFailing || Object.values(services).includes('down');
    return {
      status: slots.closed ? 'unhealthy' : troubled ? 'degraded' : 'healthy',
      worker_id: worker.worker_id,
      version,
      uptime_seconds: Math.round((Date.now() - stats.startedAt) / 1000),
      link: { state: link.state, target: link.target, connects: link.counts.connects, failures: link.counts.failures },
      slots: { capacity: slots.capacity, in_use: slots.active, ...slots.counts },
      outbox: { reports: outbox.size, bytes: outbox.bytes, full: outbox.full, disk_failing: outbox.diskFailing },
      services,
      timestamp: new Date().toISOString(),
    };
  };

  const finish = async ({ slots, link, outbox }: Parts, hurry: AbortSignal): Promise<void> => {
    slots.close();
    link.beat();
    const grace = graceSignal(Math.max(0, worker.drain_grace - handBackMs), hurry);
    const finished = await slots.idle(grace.signal);
    grace.end();
    if (!finished) log.warn({ attempts: slots.active }, 'not finished within the grace: handed back');
    slots.abortAll('shutdown');
    const last = graceSignal(handBackMs, hurry);
    await slots.idle(last.signal);
    if (link.state === 'up') await outbox.empty(last.signal);
    last.end();
    if (outbox.size > 0)
      log.warn({ reports: outbox.size }, 'reports without a receipt stay on disk for the next start');
  };

  return {
    get healthPort() {
      return parts?.health?.port ?? null;
    },
    async start() {
      parts = await build();
      await dependencies.start?.();
      const started = parts;
      started.health = await startHealth({
        host: worker.health_host,
        port: worker.health_port,
        health: () => healthOf(started),
        ready: () => started.link.state === 'up' && readinessOf(started) !== 'unavailable',
        metrics: async () => ({
          contentType: started.metrics.registry.contentType,
          body: await started.metrics.registry.metrics(),
        }),
      });
      started.link.start();
    },
    async stop(hurry) {
      if (!parts) return;
      const stopping = parts;
      await finish(stopping, hurry);
      await stopping.link.stop();
      stopping.progress.stop();
      await stopping.outbox.close();
      await dependencies.stop?.();
      await stopping.health?.stop();
      stopping.stats.stop();
      parts = null;
    },
  };
};
