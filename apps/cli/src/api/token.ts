import { decodeJwt, SignJWT } from 'jose';

export interface TokenRequest {
  user: string;
  admin: boolean;
  /** Seconds from `issuedAt`. */
  expiresInSeconds: number;
  /** Epoch milliseconds. */
  issuedAt: number;
}

/** A bearer token as the API's HS256 mode takes it: the key is the secret's UTF-8 bytes. */
export const signToken = (secret: string, request: TokenRequest): Promise<string> => {
  const issuedAt = Math.floor(request.issuedAt / 1000);
  return new SignJWT({ roles: request.admin ? ['admin'] : [] })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(request.user)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + request.expiresInSeconds)
    .sign(new TextEncoder().encode(secret));
};

/** Whom a token speaks for, unverified (the API verifies); null when it is no token. */
export const subjectOf = (token: string): string | null => {
  try {
    return decodeJwt(token).sub ?? null;
  } catch {
    return null;
  }
};
