import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AttemptReport } from './attempt';
import { linkStates } from './link/link-state';
import type { Link } from './link/link';
import type { Outbox } from './link/outbox';
import type { Slots } from './slots';
import type { Stats } from './stats';

export interface Metrics {
  readonly registry: Registry;
  attemptEnded(report: AttemptReport): void;
}

export interface MetricSources {
  link: Link;
  slots: Slots;
  outbox: Outbox;
  stats: Stats;
}

/** Gauges are read when scraped: an idle worker does no work for them. */
export const createMetrics = ({ link, slots, outbox, stats }: MetricSources): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `englog_worker_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const ended = new Counter({
    name: 'englog_worker_attempts_ended_total',
    help: 'Attempts by how they ended',
    labelNames: ['state'],
    registers,
  });
  const seconds = new Histogram({
    name: 'englog_worker_attempt_seconds',
    help: 'Time from receipt to end',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
    registers,
  });
  gauge('slots', 'Attempts it may run at once', () => slots.capacity);
  gauge('slots_in_use', 'Attempts it runs', () => slots.active);
  gauge('handlers_abandoned', 'Handlers that ignored their signal since the start', () => slots.counts.abandoned);
  gauge('outbox_reports', 'Reports the API has not taken yet', () => outbox.size);
  gauge('outbox_bytes', 'Their size', () => outbox.bytes);
  gauge('outbox_disk_failing', '1 while the disk refuses reports', () => Number(outbox.diskFailing));
  gauge('event_loop_delay_ms', 'Its 99th percentile in the last heartbeat period', () => stats.last.eventLoopDelayMs);
  gauge('cpu_usage', '0..1 of one core in the last heartbeat period', () => stats.last.cpuUsage);
  gauge('resident_bytes', 'Memory at the last heartbeat', () => stats.last.residentBytes);
  gauge('link_connects', 'Connections that came up since the start', () => link.counts.connects);
  gauge('link_failures', 'Tries that failed and connections that broke since the start', () => link.counts.failures);
  new Gauge({
    name: 'englog_worker_link_state',
    help: '1 for the state the link is in',
    labelNames: ['state'],
    registers,
    collect() {
      for (const state of linkStates) this.set({ state }, Number(link.state === state));
    },
  });
  new Gauge({
    name: 'englog_worker_receipts',
    help: 'Receipts of results since the start, by disposition',
    labelNames: ['disposition'],
    registers,
    collect() {
      for (const [disposition, count] of Object.entries(link.counts.receipts)) this.set({ disposition }, count);
    },
  });
  return {
    registry,
    attemptEnded({ end, startedAt, endedAt }) {
      ended.inc({ state: end.kind });
      seconds.observe((endedAt - startedAt) / 1000);
    },
  };
};
