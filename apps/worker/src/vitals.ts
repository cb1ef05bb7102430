import type { WorkerConfig } from './config';
import type { HealthReport } from './health';
import type { Vitals } from './link/heartbeat';
import type { Link } from './link/link';
import type { Outbox } from './link/outbox';
import type { ModelInfo } from './link/session';
import type { Readiness } from './link/wire';
import type { Slots } from './slots';
import type { Stats } from './stats';

/** What the worker tells of the programs its handlers depend on. */
export interface Dependencies {
  /** Ollama models that are there; none when it is away. */
  models(): ModelInfo[];
  /** Name → state, e.g. `ollama` → `up` or `down`, `ollama_breaker` → `open`. */
  services(): Record<string, string>;
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

export interface VitalParts {
  outbox: Outbox;
  slots: Slots;
  stats: Stats;
  dependencies: Dependencies;
}

/** With a full outbox there is no room for another report: the worker takes nothing, and the API is told not to send. */
export const readinessOf = ({ outbox, slots }: Pick<VitalParts, 'outbox' | 'slots'>): Readiness => {
  if (slots.closed || outbox.full) return 'unavailable';
  return slots.active > 0 ? 'busy' : 'idle';
};

/** The worker's account of itself to the API. Reading it starts a new period of `stats`. */
export const readVitals = ({ outbox, slots, stats, dependencies }: VitalParts): Vitals => {
  const { cpuUsage, memoryUsage, eventLoopDelayMs } = stats.read();
  return {
    readiness: readinessOf({ outbox, slots }),
    activeTasks: slots.active,
    completedTasks: slots.counts.completed,
    failedTasks: slots.counts.failed,
    cpuUsage,
    memoryUsage,
    startedAt: stats.startedAt,
    eventLoopDelayMs,
    outboxReports: outbox.size,
    services: dependencies.services(),
    inFlight: [...slots.inFlight(), ...outbox.refs()],
    models: dependencies.models(),
  };
};

export interface HealthParts extends VitalParts {
  link: Link;
  config: WorkerConfig;
  version: string;
}

/** The worker's account of itself to its operator. */
export const readHealth = ({
  outbox,
  slots,
  link,
  stats,
  dependencies,
  config,
  version,
}: HealthParts): HealthReport => {
  const services = dependencies.services();
  const troubled = link.state !== 'up' || outbox.full || outbox.diskFailing || Object.values(services).includes('down');
  const { state, target, counts } = link;
  const { handedBack: handed_back, ...others } = slots.counts;
  const ended = { ...others, handed_back };
  return {
    status: slots.closed ? 'unhealthy' : troubled ? 'degraded' : 'healthy',
    worker_id: config.worker.worker_id,
    version,
    uptime_seconds: Math.round((Date.now() - stats.startedAt) / 1000),
    link: { state, target, connects: counts.connects, failures: counts.failures },
    slots: { capacity: slots.capacity, in_use: slots.active, ...ended },
    outbox: { reports: outbox.size, bytes: outbox.bytes, full: outbox.full, disk_failing: outbox.diskFailing },
    event_loop_delay_ms: Math.round(stats.last.eventLoopDelayMs),
    services,
    timestamp: new Date().toISOString(),
  };
};
