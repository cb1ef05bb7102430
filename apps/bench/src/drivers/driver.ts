import type { HttpRequest } from '../client/http-connection';
import type { Programs } from '../machine/build';

export interface BenchEnv {
  node: string;
  /** Before the program's own: `--cpu-prof` and the like. */
  nodeArgs: string[];
  programs: Programs;
  /** A folder of this run's own, removed at its end. */
  dir: string;
  /** The unix socket the workers report handler starts on. */
  reportsSocket: string;
}

/** A stack at work: an HTTP front, one worker with a no-op handler, and its store. */
export interface RunningStack {
  readonly baseUrl: string;
  /** By role: the process whose tree is counted. */
  readonly pids: { front: number; worker: number; store: number };
  /** A request that creates one task. */
  single: HttpRequest;
  /** A request that creates so many. */
  batch(size: number): HttpRequest;
  /** How many tasks its store says are completed. */
  completed(): Promise<number>;
  stop(): Promise<void>;
}

export interface Driver {
  readonly name: string;
  /** What a reader of the table should know of its set-up. */
  readonly note: string;
  start(env: BenchEnv): Promise<RunningStack>;
}
