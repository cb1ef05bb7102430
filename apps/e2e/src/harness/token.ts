import { createHmac } from 'node:crypto';

/** What the programs under test share in place of an operator's secrets. */
export const secrets = {
  auth: 'a secret for these tests alone, 32 characters or more',
  join: 'a join token for these tests alone',
} as const;

export interface TokenClaims {
  sub: string;
  roles?: string[];
}

/** An HS256 JWT as an identity provider would issue it. */
export function bearerToken(claims: TokenClaims, secret: string = secrets.auth): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 24 * 3_600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ roles: [], ...claims, exp })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
