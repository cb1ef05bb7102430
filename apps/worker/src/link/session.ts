import type { Capability } from '@englog/domain';
import type { AttemptRef } from '../attempt';
import { toWireCapabilities } from './wire';
import type { ApiClient } from './wire';
import { EnglogError } from '@englog/domain';
import { Metadata } from 'nice-grpc-common';

/** Who the worker is, as it registers. */
export interface WorkerIdentity {
  workerId: string;
  workerName: string;
  version: string;
  /** Random, one a process. */
  instanceId: string;
  capabilities: Capability[];
  slots: number;
  pools: string[];
  labels: Record<string, string>;
}

export interface ModelInfo {
  name: string;
  loaded: boolean;
  sizeBytes: number;
}

/** What the API gave at registration; outlives a connection. */
export interface Session {
  token: string;
  heartbeatIntervalMs: number;
  /** 0: the API does not ping its stream. */
  pingIntervalMs: number;
  maxResultBytes: number;
  /** How long the API keeps this worker's attempts for it while it is away; 0 when it does not say. */
  reconnectGraceMs: number;
}

export interface Registration {
  session: Session;
  /** Claimed attempts that are no longer this worker's. */
  stale: AttemptRef[];
}

export interface RegisterOptions {
  client: ApiClient;
  identity: WorkerIdentity;
  models: ModelInfo[];
  inFlight: AttemptRef[];
  joinToken: string;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The API's own bound on a result when it names none: what fits a gRPC message of the usual 4 MiB. */
export const defaultMaxResultBytes = 4 * 1024 * 1024 - 64 * 1024;

/** @throws the call's error, or EnglogError `permission_denied` when the API answers that it does not want this worker */
export const register = async (options: RegisterOptions): Promise<Registration> => {
  const { client, identity, models, inFlight, joinToken, timeoutMs, signal } = options;
  const { capabilities, ...rest } = identity;
  const metadata = joinToken === '' ? Metadata() : Metadata({ authorization: `Bearer ${joinToken}` });
  const answer = await client.registerWorker(
    { ...rest, capabilities: toWireCapabilities(capabilities), linkVersion: 1, ollamaModels: models, inFlight },
    { metadata, signal, deadline: timeoutMs },
  );
  if (!answer.registrationSuccessful)
    throw new EnglogError('permission_denied', answer.message || 'registration refused');
  return {
    session: {
      token: answer.sessionToken,
      heartbeatIntervalMs: answer.heartbeatIntervalSeconds > 0 ? answer.heartbeatIntervalSeconds * 1000 : 30_000,
      pingIntervalMs: answer.pingIntervalMs,
      reconnectGraceMs: answer.reconnectGraceMs,
      maxResultBytes: answer.maxResultBytes > 0 ? answer.maxResultBytes : defaultMaxResultBytes,
    },
    stale: answer.stale,
  };
};
