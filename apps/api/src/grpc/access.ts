import { timingSafeEqual, createHash } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { Metadata } from 'nice-grpc-common';
import type { WorkerGate } from '../dispatch/worker-gate';
import type { WorkerSession } from '../dispatch/worker-session';

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

/**
 * A worker registers with the join token, or over a connection that a client certificate has proven. `joinToken` null:
 * none is configured, which only the dev mode on loopback and a client CA allow.
 */
export function checkJoin(metadata: Metadata, joinToken: string | null): void {
  if (joinToken === null) return;
  const shown = metadata.get('authorization')?.replace(/^Bearer /i, '') ?? '';
  if (!timingSafeEqual(digest(shown), digest(joinToken)))
    throw new EnglogError('unauthenticated', 'registration needs the join token: authorization: Bearer …');
}

/** The session token from the request's field, else from the metadata. */
export function tokenOf(metadata: Metadata, field?: string): string {
  const token = field !== undefined && field !== '' ? field : metadata.get('x-session-token');
  if (token === undefined || token === '')
    throw new EnglogError('unauthenticated', 'the session token is missing: session_token or x-session-token');
  return token;
}

/** The session of a call that names no worker: the token alone tells. */
export const sessionOf = (gate: WorkerGate, metadata: Metadata): Promise<WorkerSession> =>
  gate.authenticateToken(tokenOf(metadata));
