/**
 * How patient the programs are. `usual` is what they do by default, so its stalls are those of an installation nobody
 * tuned; `quick` asks the same questions in less time.
 */
export interface Timing {
  name: 'usual' | 'quick';
  /** A silent worker is found within this. */
  silenceMs: number;
  /** How long a worker found silent or cut off may stay away before its attempts are run again. */
  graceMs: number;
  leaseMs: number;
  /** An open breaker lets a call through after this. */
  breakerMs: number;
  api: Record<string, string>;
  worker: Record<string, string>;
}

export const usualTiming: Timing = {
  name: 'usual',
  silenceMs: 15_000,
  graceMs: 15_000,
  leaseMs: 15_000,
  breakerMs: 30_000,
  api: {},
  worker: {},
};

export const quickTiming: Timing = {
  name: 'quick',
  silenceMs: 3_000,
  graceMs: 3_000,
  leaseMs: 4_000,
  breakerMs: 1_500,
  api: {
    ENGLOG_DISPATCH_PING_INTERVAL: '1s',
    ENGLOG_DISPATCH_RECONNECT_GRACE: '3s',
    ENGLOG_DISPATCH_LEASE: '4s',
    ENGLOG_DISPATCH_ACK_TIMEOUT: '2s',
    ENGLOG_DISPATCH_RETRY_INITIAL_INTERVAL: '200ms',
    ENGLOG_DISPATCH_RETRY_MAX_INTERVAL: '2s',
    ENGLOG_WORKER_MANAGEMENT_HEARTBEAT_INTERVAL: '1s',
    ENGLOG_WORKER_MANAGEMENT_WORKER_TIMEOUT: '8s',
  },
  worker: {
    ENGLOG_RESILIENCE_RETRY_INITIAL_INTERVAL: '100ms',
    ENGLOG_RESILIENCE_RETRY_MAX_INTERVAL: '1s',
    ENGLOG_RESILIENCE_CIRCUIT_BREAKER_TIMEOUT: '1500ms',
  },
};
