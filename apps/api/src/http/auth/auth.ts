import { EnglogError } from '@englog/domain';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Principal } from './principal';

export type AuthOptions = {
  issuer?: string;
  audience?: string;
} & ({ mode: 'hs256'; /** Its UTF-8 bytes are the key. */ secret: string } | { mode: 'jwks'; jwksUrl: string });

export interface Auth {
  /**
   * Who the `Authorization` header speaks for. Synchronous for a token seen before, since this is on the path of every request.
   * @throws EnglogError `unauthenticated`; `unavailable` when the keys cannot be fetched
   */
  authenticate(authorization: string | undefined): Principal | Promise<Principal>;
}

const maxCachedTokens = 10_000;
/** A verified token is believed this long at most, so that a withdrawn key stops counting. */
const maxCacheMs = 5 * 60_000;
const keyFetchMs = 5_000;
const clockToleranceSeconds = 5;

/** PostgreSQL stores neither NUL nor half a character. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

const claims = z.object({
  sub: z.string().min(1).max(128).refine(isStorable),
  roles: z.array(z.string()).optional(),
  email: z.string().optional().catch(undefined),
  email_verified: z.unknown().optional(),
});

const refuse = (message: string, cause?: unknown) => new EnglogError('unauthenticated', message, { cause });

const toPrincipal = (payload: JWTPayload): Principal => {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw refuse('The token needs a sub of 1 to 128 characters, and roles only as a list of names');
  const { sub, roles, email, email_verified: isVerified } = parsed.data;
  const principal: Principal = { userId: sub, isAdmin: roles?.includes('admin') ?? false };
  return email === undefined || isVerified === false ? principal : { ...principal, email };
};

/** Refusals that are the token's own fault, by jose's codes. Anything else means that the keys could not be had. */
const reasons: Record<string, string> = {
  [errors.JWTExpired.code]: 'The token has expired',
  [errors.JWTClaimValidationFailed.code]: 'The token is not for this service, or not yet valid',
  [errors.JWTInvalid.code]: 'The token is malformed',
  [errors.JWSInvalid.code]: 'The token is malformed',
  [errors.JWSSignatureVerificationFailed.code]: 'The token is not signed by a known key',
  [errors.JWKSNoMatchingKey.code]: 'The token is not signed by a known key',
  [errors.JWKSMultipleMatchingKeys.code]: 'The token does not say which key signed it',
  [errors.JOSEAlgNotAllowed.code]: 'The token is signed with an algorithm that is not accepted',
  [errors.JOSENotSupported.code]: 'The token is signed with an algorithm that is not accepted',
};

const refusalOf = (cause: unknown): EnglogError => {
  if (cause instanceof EnglogError) return cause;
  if (cause instanceof errors.JWTClaimValidationFailed && cause.reason === 'missing')
    return refuse(`The token has no ${cause.claim}`, cause);
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const reason = reasons[code];
  if (reason !== undefined) return refuse(reason, cause);
  return new EnglogError('unavailable', 'The keys that tokens are checked with cannot be fetched', {
    cause,
    retryAfterMs: 5_000,
  });
};

type Verify = (token: string) => Promise<JWTPayload>;

const createVerify = (options: AuthOptions): Verify => {
  const rules: JWTVerifyOptions = {
    clockTolerance: clockToleranceSeconds,
    ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
    ...(options.audience === undefined ? {} : { audience: options.audience }),
  };
  if (options.mode === 'hs256') {
    const key = new TextEncoder().encode(options.secret);
    return async (token) => (await jwtVerify(token, key, { ...rules, algorithms: ['HS256'] })).payload;
  }
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), { timeoutDuration: keyFetchMs });
  const all = { ...rules, requiredClaims: ['exp'], algorithms: ['RS256', 'PS256', 'ES256'] };
  return async (token) => (await jwtVerify(token, keys, all)).payload;
};

const lifetimeMs = (payload: JWTPayload): number => {
  if (payload.exp === undefined) return maxCacheMs;
  return Math.min(maxCacheMs, payload.exp * 1_000 - Date.now());
};

export const createAuth = (options: AuthOptions): Auth => {
  const verify = createVerify(options);
  const known = new LRUCache<string, Principal>({ max: maxCachedTokens });

  const check = async (token: string): Promise<Principal> => {
    try {
      const payload = await verify(token);
      const principal = toPrincipal(payload);
      const ttl = Math.floor(lifetimeMs(payload));
      if (ttl > 0) known.set(token, principal, { ttl });
      return principal;
    } catch (error) {
      throw refusalOf(error);
    }
  };

  return {
    authenticate: (authorization) => {
      const token = /^bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw refuse('Authorization: Bearer <token> is required');
      return known.get(token) ?? check(token);
    },
  };
};
