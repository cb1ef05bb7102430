/** `npm run bench`: EngLog and its peers on this machine, in one run; `--help` lists the options. */
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { drivers } from './drivers';
import { englog } from './drivers/englog';
import { measureBacklog, type BacklogComparison } from './englog/backlog';
import { measureIdleWorkers, type IdleResult } from './englog/idle-workers';
import { backlogText, idleText } from './own-report';
import type { BenchEnv, Driver } from './drivers/driver';
import { buildPrograms, nodeBinary, type Programs } from './machine/build';
import { describeMachine } from './machine/describe-machine';
import { measureStack, type StackResult } from './measure-stack';
import { parseOptions, usage, type BenchOptions } from './options';
import { medianOf, tableOf, type StackReport } from './report';

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage);
  const options = parseOptions(args);
  const chosen = choose(options.stacks);
  const dir = await mkdtemp(join(tmpdir(), 'englog-bench-'));
  const cleanUp = () => rmSync(dir, { recursive: true, force: true });
  // What it started ends with it: each program by its dead man's switch, the client with its channel.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp();
      process.exit(1);
    });
  }
  try {
    const programs = await buildPrograms();
    await measureAndTell(chosen, environment(programs, dir, options), options);
  } finally {
    cleanUp();
  }
}

function environment(programs: Programs, dir: string, { profileDir }: BenchOptions): BenchEnv {
  const nodeArgs = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${resolve(profileDir)}`] : [];
  return { node: nodeBinary(), nodeArgs, programs, dir, reportsSocket: join(dir, 'starts.sock') };
}

async function measureAndTell(chosen: Driver[], env: BenchEnv, options: BenchOptions): Promise<void> {
  const machine = await describeMachine(env.node);
  console.log(
    `${machine.text}; ${options.tasks} tasks from ${options.connections} connections, median of ${options.rounds}\n`,
  );
  const reports = await measureAll(chosen, env, options);
  console.log(tableOf(reports));
  const own = await measureOwn(chosen, env, options);
  if (options.jsonFile)
    await writeFile(options.jsonFile, `${JSON.stringify({ machine, options, reports, ...own }, null, 2)}\n`);
}

interface OwnResults {
  backlog?: BacklogComparison;
  idle?: IdleResult;
}

/** What only EngLog is asked: a deep backlog, many idle workers. */
async function measureOwn(
  chosen: Driver[],
  env: BenchEnv,
  { backlog, idleWorkers, ...rest }: BenchOptions,
): Promise<OwnResults> {
  const own: OwnResults = {};
  if (!chosen.includes(englog)) return own;
  if (backlog > 0)
    console.log(backlogText((own.backlog = await measureBacklog(env, { ...rest, backlog, idleWorkers }))));
  if (idleWorkers > 0) console.log(idleText((own.idle = await measureIdleWorkers(env, idleWorkers))));
  return own;
}

/** Round by round over all stacks, so that what the machine does meanwhile falls on each alike. */
async function measureAll(chosen: Driver[], env: BenchEnv, options: BenchOptions): Promise<StackReport[]> {
  const rounds = new Map<Driver, StackResult[]>(chosen.map((driver) => [driver, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const driver of chosen) {
      const result = await measureStack(driver, env, options);
      rounds.get(driver)!.push(result);
      const { single, latency } = result;
      console.error(
        `round ${round} ${driver.name}: ${Math.round(single.perSecond)} tasks/s, start p50 ${latency.p50Ms} p99 ${latency.p99Ms} ms, others used ${Math.round(100 * single.othersShare)} % of the machine`,
      );
    }
  }
  return chosen.map((driver) => {
    const all = rounds.get(driver)!;
    return { name: driver.name, note: driver.note, rounds: all, median: medianOf(all) };
  });
}

function choose(names: string[]): Driver[] {
  const unknown = names.filter((name) => !drivers.some((driver) => driver.name === name));
  if (unknown.length > 0) throw new Error(`--stacks: no stack ${unknown.join(', ')}\n${usage}`);
  return names.length === 0 ? drivers : drivers.filter(({ name }) => names.includes(name));
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
