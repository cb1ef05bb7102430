import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of the stacks to measure; all when empty. */
  stacks: string[];
  rounds: number;
  tasks: number;
  connections: number;
  latencyTasks: number;
  latencyPerSecond: number;
  backlog: number;
  idleWorkers: number;
  /** Where the figures go as JSON, besides the table. */
  jsonFile: string | undefined;
  /** Where CPU profiles go. */
  profileDir: string | undefined;
  timeoutMs: number;
}

export const usage = `npm run bench -- [options]
  --quick               a smoke: one round, few tasks, no backlog
  --stacks a,b          only these (englog, bullmq-redis, bullmq-postgres, pg-boss, pg-boss-notify, graphile-worker, graphile-worker-local-queue)
  --rounds n            rounds over all stacks, the median told (3)
  --tasks n             tasks a rate measurement creates (20000)
  --connections n       keep-alive connections of the client (32)
  --latency-tasks n     samples at --latency-rate a second (1500 at 100)
  --backlog n           pending tasks for englog's backlog measurement (1000000; 0 leaves it out)
  --idle-workers n      idle workers connected to englog (1000; 0 leaves it out)
  --json file           writes the figures there too
  --profile dir         leaves a CPU profile of each front and worker there (Chrome DevTools opens it); slows them a little`;

const full = { rounds: 3, tasks: 20_000, latencyTasks: 1_500, backlog: 1_000_000, idleWorkers: 1_000 };
const quick = { rounds: 1, tasks: 1_000, latencyTasks: 100, backlog: 10_000, idleWorkers: 20 };

/** Reads the command line; throws with the option's name when a value makes no sense. */
export function parseOptions(args: string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ quick: { type: 'boolean', default: false }, stacks: text, rounds: text, tasks: text, connections: text },
      ...{
        'latency-tasks': text,
        'latency-rate': text,
        backlog: text,
        'idle-workers': text,
        json: text,
        profile: text,
      },
    },
  });
  const defaults = values.quick ? quick : full;
  const count = (name: Exclude<keyof typeof values, 'quick'>, fallback: number, least = 1) => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isInteger(value) || value < least)
      throw new Error(`--${name} must be a whole number of at least ${least}`);
    return value;
  };
  return {
    stacks: values.stacks?.split(',').filter(Boolean) ?? [],
    rounds: count('rounds', defaults.rounds),
    tasks: count('tasks', defaults.tasks),
    connections: count('connections', 32),
    latencyTasks: count('latency-tasks', defaults.latencyTasks),
    latencyPerSecond: count('latency-rate', 100),
    backlog: count('backlog', defaults.backlog, 0),
    idleWorkers: count('idle-workers', defaults.idleWorkers, 0),
    jsonFile: values.json,
    profileDir: values.profile,
    timeoutMs: 180_000,
  };
}
