/** How long from a POST until its handler starts, at a rate any of them can bear. */
import type { Client } from '../client/client';
import type { RunningStack } from '../drivers/driver';
import { completedAtLeast } from './completed-at-least';

export interface LatencyResult {
  tasks: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface LatencyOptions {
  perSecond: number;
  tasks: number;
  timeoutMs: number;
}

export async function measureLatency(
  stack: RunningStack,
  client: Client,
  options: LatencyOptions,
): Promise<LatencyResult> {
  const { perSecond, tasks, timeoutMs } = options;
  const run = async (count: number) => {
    const before = await stack.completed();
    await client.ask({ kind: 'clear' });
    await client.ask({ kind: 'pace', baseUrl: stack.baseUrl, perSecond, count, request: stack.single });
    const settled = await client.ask({ kind: 'settle', timeoutMs });
    await completedAtLeast(stack, before + count, timeoutMs);
    return settled.latenciesUs;
  };
  await run(perSecond);
  const latenciesUs = await run(tasks);
  const quantileMs = (q: number) =>
    latenciesUs[Math.min(latenciesUs.length - 1, Math.floor(q * latenciesUs.length))]! / 1_000;
  return { tasks: latenciesUs.length, p50Ms: quantileMs(0.5), p99Ms: quantileMs(0.99), maxMs: quantileMs(1) };
}
