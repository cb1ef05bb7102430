import { createHmac } from 'node:crypto';

/** An HS256 JWT, as a client of EngLog would bring it. */
export function bearerToken(claims: { sub: string; roles: string[] }, secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expiresAt = Math.floor(Date.now() / 1_000) + 24 * 3_600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, exp: expiresAt })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
