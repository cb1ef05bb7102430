import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Dispatcher } from './dispatch/dispatcher';
import type { Feed } from './feed/feed';

export interface MetricSources {
  dispatcher: Dispatcher;
  feed: Feed;
}

/** The process's own and dispatch's, read when scraped; HTTP adds its own. Counters start with the process. */
export const createMetrics = ({ dispatcher, feed }: MetricSources): Registry => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `englog_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge('tasks_waiting', 'Ready and scheduled tasks, of all replicas', () => dispatcher.health().backlog);
  gauge('workers_connected', 'Workers whose stream is here', () => dispatcher.health().connectedWorkers);
  gauge('slots', 'Attempts those workers may run at once', () => dispatcher.health().slots);
  gauge('slots_in_use', 'Attempts they have', () => dispatcher.health().slotsInUse);
  gauge('feed_degraded', '1 while other replicas are not heard of', () => Number(feed.health() === 'degraded'));
  new Counter({
    name: 'englog_tasks_created_total',
    help: 'Tasks committed here',
    registers,
    collect() {
      this.reset();
      this.inc(dispatcher.counts.created);
    },
  });
  new Counter({
    name: 'englog_attempts_ended_total',
    help: 'Attempts by how they ended here',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of dispatcher.counts.ended) this.inc({ outcome }, count);
    },
  });
  return registry;
};
