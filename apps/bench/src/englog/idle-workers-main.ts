/**
 * Many idle workers in one process: `idle-workers <count> <address>`. Each has a connection of its own, registers as a
 * full worker, keeps its dispatch and report streams open, echoes pings and sends heartbeats when it was told to.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { APIWorkerServiceDefinition, WorkerCapability, WorkerStatus } from '@englog/proto-gen';
import type { APIWorkerServiceClient, WorkerReport } from '@englog/proto-gen';
import { AsyncQueue } from '@englog/runtime';
import { ChannelCredentials } from '@grpc/grpc-js';
import { createChannel, createClient } from 'nice-grpc';
import { Metadata } from 'nice-grpc-common';
import { untilAskedToLeave } from '../programs/until-asked-to-leave';

interface Link {
  client: APIWorkerServiceClient;
  workerId: string;
  joinToken: string;
  signal: AbortSignal;
}

const channelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
};

async function main(): Promise<void> {
  const [count, address] = [Number(process.argv[2]), process.argv[3]!];
  const joinToken = process.env.ENGLOG_JOIN_TOKEN ?? '';
  const leaving = new AbortController();
  const lives: Promise<void>[] = [];
  const channels = Array.from({ length: count }, () =>
    createChannel(address, ChannelCredentials.createInsecure(), channelOptions),
  );
  for (const [n, channel] of channels.entries()) {
    const client: APIWorkerServiceClient = createClient(APIWorkerServiceDefinition, channel);
    const link: Link = { client, workerId: `idle-${n}`, joinToken, signal: leaving.signal };
    lives.push(live(link, await register(link)));
  }
  console.log(`registered ${count}`);
  await Promise.race([untilAskedToLeave(), Promise.all(lives)]);
  leaving.abort();
  await Promise.allSettled(lives);
  for (const channel of channels) channel.close();
}

interface Session {
  sessionToken: string;
  heartbeatIntervalSeconds: number;
}

async function register({ client, workerId, joinToken, signal }: Link): Promise<Session> {
  const who = { workerId, workerName: workerId, instanceId: workerId, version: 'bench', linkVersion: 1, slots: 1 };
  const capabilities = [WorkerCapability.CAPABILITY_DATA_ANALYSIS];
  const metadata = Metadata({ authorization: `Bearer ${joinToken}` });
  return client.registerWorker({ ...who, capabilities }, { metadata, signal });
}

/** Ends when it is told to leave; rejects when the API ends it. */
async function live(link: Link, { sessionToken, heartbeatIntervalSeconds }: Session): Promise<void> {
  const { client, workerId, signal } = link;
  const options = { signal, metadata: Metadata({ 'x-session-token': sessionToken }) };
  const echoes = new AsyncQueue<WorkerReport>({ capacity: 16, signal });
  let sequence = 0;
  const tasks = async () => {
    for await (const { signal: said } of client.streamTasks({ workerId, sessionToken }, options)) {
      if (said?.kind?.$case === 'ping')
        echoes.push({ sequence: ++sequence, kind: { $case: 'pingEcho', value: said.kind.value }, more: [] });
    }
  };
  const receipts = async () => {
    for await (const receipt of client.streamReports(echoes, options)) void receipt;
  };
  const heartbeats = async () => {
    while (!signal.aborted) {
      await delay(heartbeatIntervalSeconds * 1_000, undefined, { signal });
      await client.workerHeartbeat({ workerId, sessionToken, status: WorkerStatus.IDLE }, options);
    }
  };
  await Promise.all([tasks(), receipts(), heartbeats()]);
}

void main();
