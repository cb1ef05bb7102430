import { timingSafeEqual, createHash } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { CallContext, Metadata } from 'nice-grpc-common';
import type { WorkerGate } from '../dispatch/worker-gate';
import type { WorkerSession } from '../dispatch/worker-session';

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

const isLoopback = (peer: string): boolean => /^(ipv6:)?\[?(::1|::ffff:127\.|127\.)/.test(peer.replace(/^ipv4:/, ''));

/**
 * A worker registers with the join token, or over a connection that a client certificate has proven. Where neither is
 * configured, which production refuses, only workers on this machine are let in.
 */
export function checkJoin({ metadata, peer }: CallContext, { joinToken, isCertified }: JoinRule): void {
  const shown = metadata.get('authorization')?.replace(/^Bearer /i, '') ?? '';
  if (joinToken === null ? isCertified || isLoopback(peer) : timingSafeEqual(digest(shown), digest(joinToken))) return;
  if (isCertified && shown === '') return;
  const message =
    joinToken === null
      ? 'no join token is configured: only workers on this machine may register (ENGLOG_JOIN_TOKEN)'
      : 'registration needs the join token: authorization: Bearer …';
  throw new EnglogError('unauthenticated', message);
}

export interface JoinRule {
  joinToken: string | null;
  /** Every connection here has shown a certificate of the client CA. */
  isCertified: boolean;
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
