import { totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface ResourceUse {
  /** 0..1 of one core, since the last reading. */
  cpuUsage: number;
  /** Resident bytes as 0..1 of the machine's memory. */
  memoryUsage: number;
  residentBytes: number;
  /** 99th percentile since the last reading. */
  eventLoopDelayMs: number;
}

/** What of `process` is read. */
export interface ProcessUse {
  cpuUsage(): { user: number; system: number };
  memoryUsage: { rss(): number };
}

export interface Stats {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What was used since the last reading, which this one replaces. */
  read(): ResourceUse;
  /** The last reading. */
  readonly last: ResourceUse;
  stop(): void;
}

const resolutionMs = 20;

/** The event-loop delay tells a handler that computes on the main thread from one that waits. */
export const startStats = (use: ProcessUse): Stats => {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let lastCpu = use.cpuUsage();
  let lastAt = performance.now();
  let last: ResourceUse = { cpuUsage: 0, memoryUsage: 0, residentBytes: 0, eventLoopDelayMs: 0 };
  return {
    startedAt: Date.now(),
    get last() {
      return last;
    },
    read() {
      const cpu = use.cpuUsage();
      const now = performance.now();
      const microseconds = cpu.user + cpu.system - lastCpu.user - lastCpu.system;
      const cpuUsage = now > lastAt ? microseconds / 1000 / (now - lastAt) : 0;
      lastCpu = cpu;
      lastAt = now;
      const residentBytes = use.memoryUsage.rss();
      const p99Ms = delay.percentile(99) / 1e6;
      delay.reset();
      last = {
        cpuUsage,
        memoryUsage: residentBytes / totalmem(),
        residentBytes,
        // The histogram counts its own resolution as delay.
        eventLoopDelayMs: Number.isFinite(p99Ms) ? Math.max(0, p99Ms - resolutionMs) : 0,
      };
      return last;
    },
    stop: () => delay.disable(),
  };
};
