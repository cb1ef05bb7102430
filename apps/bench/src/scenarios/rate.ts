/** How many tasks a second a stack takes and completes, each exactly once. */
import { availableParallelism } from 'node:os';
import type { Client } from '../client/client';
import type { RunningStack } from '../drivers/driver';
import { nowUs } from '../machine/clock';
import { cpuMsOf, machineBusyMs, memoryMbOf } from '../machine/process-usage';
import type { HttpRequest } from '../client/http-connection';
import { completedAtLeast } from './completed-at-least';

export type Role = 'front' | 'worker' | 'store' | 'client';

export interface RateResult {
  tasks: number;
  /** From the first POST until the store has the last task completed. */
  perSecond: number;
  /** Until the last 202. */
  acceptedPerSecond: number;
  cpuMsPerTask: Record<Role, number>;
  memoryMb: Record<Role, number>;
  /** How much of the machine anything else used meanwhile, 0..1: near 0, or the figures are too low. */
  othersShare: number;
}

export interface RateOptions {
  request: HttpRequest;
  /** Tasks a request creates. */
  size: number;
  tasks: number;
  connections: number;
  timeoutMs: number;
}

/** Rejects when a task was lost, started twice or not recorded as completed. */
export async function measureRate(stack: RunningStack, client: Client, options: RateOptions): Promise<RateResult> {
  const { request, size, tasks, connections, timeoutMs } = options;
  const before = await stack.completed();
  await client.ask({ kind: 'clear' });
  const pids = { ...stack.pids, client: client.pid };
  const cpuBefore = perRole(pids, cpuMsOf);
  const others = watchOthers(pids);
  const count = Math.ceil(tasks / size);
  const sent = await client.ask({ kind: 'flood', baseUrl: stack.baseUrl, connections, count, request });
  const { delivery } = await client.ask({ kind: 'settle', timeoutMs });
  await completedAtLeast(stack, before + sent.accepted, timeoutMs);
  const doneUs = nowUs();
  const othersShare = others();
  const cpuAfter = perRole(pids, cpuMsOf);
  if (delivery.missing + delivery.repeated + delivery.unknown > 0 || sent.accepted !== count * size) {
    throw new Error(`not exactly once: ${JSON.stringify({ ...delivery, asked: count * size })}`);
  }
  const seconds = (us: number) => (us - sent.firstSentUs) / 1e6;
  return {
    tasks: sent.accepted,
    perSecond: sent.accepted / seconds(doneUs),
    acceptedPerSecond: sent.accepted / seconds(sent.lastAcceptedUs),
    cpuMsPerTask: perRole(pids, (_, role) => (cpuAfter[role] - cpuBefore[role]) / sent.accepted),
    memoryMb: perRole(pids, memoryMbOf),
    othersShare,
  };
}

/** Answers, when asked, what share of all processors' time went to neither the stack nor this bench. */
function watchOthers(pids: Record<Role, number>): () => number {
  const own = () => Object.values(perRole(pids, cpuMsOf)).reduce((total, ms) => total + ms, harnessMs());
  const before = { own: own(), all: machineBusyMs(), at: performance.now() };
  return () => {
    const othersMs = machineBusyMs() - before.all - (own() - before.own);
    return Math.max(0, othersMs / ((performance.now() - before.at) * availableParallelism()));
  };
}

function harnessMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function perRole(pids: Record<Role, number>, measure: (pid: number, role: Role) => number): Record<Role, number> {
  const entries = Object.entries(pids) as [Role, number][];
  return Object.fromEntries(entries.map(([role, pid]) => [role, measure(pid, role)])) as Record<Role, number>;
}
