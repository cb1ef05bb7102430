import { startClient, type Client } from './client/client';
import type { BenchEnv, Driver, RunningStack } from './drivers/driver';
import type { BenchOptions } from './options';
import { measureLatency, type LatencyResult } from './scenarios/latency';
import { measureRate, type RateResult } from './scenarios/rate';

export interface StackResult {
  single: RateResult;
  batch: RateResult;
  latency: LatencyResult;
}

const batchSize = 1_000;
const batchConnections = 4;

/** One round of one stack: started fresh, warmed up, measured, stopped. */
export async function measureStack(driver: Driver, env: BenchEnv, options: BenchOptions): Promise<StackResult> {
  const client = await startClient({ node: env.node, program: env.programs.client, socketPath: env.reportsSocket });
  try {
    const stack = await driver.start(env);
    try {
      return await measure(stack, client, options);
    } finally {
      await stack.stop();
    }
  } finally {
    await client.stop();
  }
}

async function measure(stack: RunningStack, client: Client, options: BenchOptions): Promise<StackResult> {
  const { tasks, connections, timeoutMs, latencyPerSecond, latencyTasks } = options;
  const single = { request: stack.single, size: 1, connections, timeoutMs };
  // As many as are measured: a fifth left V8 compiling, each stack slower by a tenth or more.
  await measureRate(stack, client, { ...single, tasks });
  const batch = { request: stack.batch(batchSize), size: batchSize, connections: batchConnections, timeoutMs };
  return {
    latency: await measureLatency(stack, client, { perSecond: latencyPerSecond, tasks: latencyTasks, timeoutMs }),
    single: await measureRate(stack, client, { ...single, tasks }),
    batch: await measureRate(stack, client, { ...batch, tasks }),
  };
}
