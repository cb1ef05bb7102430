import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnglogError } from '@englog/domain';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { createAuth } from './auth';
import type { Auth } from './auth';

const secret = 'a secret that is long enough for HS256';
const key = new TextEncoder().encode(secret);
const sign = (claims: JWTPayload, withKey: Uint8Array = key, expires = '1h') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires).sign(withKey);

const refusalOf = async (auth: Auth, header: string | undefined): Promise<EnglogError> => {
  try {
    await auth.authenticate(header);
  } catch (error) {
    return EnglogError.from(error);
  }
  throw new Error('it was not refused');
};

describe('createAuth with a secret', () => {
  const auth = createAuth({ mode: 'hs256', secret });

  it('knows a user and an admin, the second time at once', async () => {
    const token = await sign({ sub: 'u1' });
    expect(await auth.authenticate(`Bearer ${token}`)).toEqual({ userId: 'u1', isAdmin: false });
    expect(auth.authenticate(`bearer ${token}`)).toEqual({ userId: 'u1', isAdmin: false });
    const admin = await sign({ sub: 'root', roles: ['editor', 'admin'] });
    expect(await auth.authenticate(`Bearer ${admin}`)).toEqual({ userId: 'root', isAdmin: true });
  });

  it.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['no header', () => undefined],
    ['another scheme', () => 'Basic dTpw'],
    ['no token', () => 'Bearer '],
    ['nonsense', () => 'Bearer a.b.c'],
    ['another key', async () => `Bearer ${await sign({ sub: 'u1' }, new TextEncoder().encode('x'.repeat(32)))}`],
    ['no signature', () => `Bearer ${new UnsecuredJWT({ sub: 'u1' }).encode()}`],
    ['an expired token', async () => `Bearer ${await sign({ sub: 'u1' }, key, '-1m')}`],
    ['no subject', async () => `Bearer ${await sign({})}`],
    ['a subject too long', async () => `Bearer ${await sign({ sub: 'x'.repeat(129) })}`],
    ['a subject with a NUL', async () => `Bearer ${await sign({ sub: 'u\u0000' })}`],
    ['a subject with half a character', async () => `Bearer ${await sign({ sub: 'u\ud800' })}`],
    ['roles that are no list', async () => `Bearer ${await sign({ sub: 'u1', roles: 'admin' })}`],
  ])('refuses %s', async (_name, header) => {
    expect((await refusalOf(auth, await header())).code).toBe('unauthenticated');
  });

  it('takes a token that never expires: who holds the secret may make one', async () => {
    const token = await new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    expect(await auth.authenticate(`Bearer ${token}`)).toMatchObject({ userId: 'u1' });
  });

  it('forgets a token when it expires', async () => {
    // Within the tolerance for clocks it is still good, but no longer remembered.
    const token = await sign({ sub: 'u1' }, key, '-2s');
    expect(await auth.authenticate(`Bearer ${token}`)).toMatchObject({ userId: 'u1' });
    expect(auth.authenticate(`Bearer ${token}`)).toBeInstanceOf(Promise);
  });

  it('wants the issuer and the audience it is told to', async () => {
    const strict = createAuth({ mode: 'hs256', secret, issuer: 'idp', audience: 'englog' });
    expect((await refusalOf(strict, `Bearer ${await sign({ sub: 'u1', iss: 'idp', aud: 'other' })}`)).code).toBe(
      'unauthenticated',
    );
    expect(await strict.authenticate(`Bearer ${await sign({ sub: 'u1', iss: 'idp', aud: 'englog' })}`)).toMatchObject({
      userId: 'u1',
    });
  });
});

describe('createAuth with a key set', () => {
  let server: Server;
  let jwksUrl: string;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let status = 200;
  const claims = { sub: 'u1', iss: 'idp', aud: 'englog' };
  const signWith = (privateKey: typeof keys.privateKey, kid = 'k1') =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).setExpirationTime('1h').sign(privateKey);
  const endless = () => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(keys.privateKey);
  const auth = () => createAuth({ mode: 'jwks', jwksUrl, issuer: 'idp', audience: 'englog' });

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
    const document = JSON.stringify({
      keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
    });
    server = createServer((_request, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(document),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('takes what the set’s key signed', async () => {
    expect(await auth().authenticate(`Bearer ${await signWith(keys.privateKey)}`)).toEqual({
      userId: 'u1',
      isAdmin: false,
    });
  });

  it('refuses other keys, and a secret made of the public key', async () => {
    const other = await generateKeyPair('RS256');
    expect((await refusalOf(auth(), `Bearer ${await signWith(other.privateKey)}`)).code).toBe('unauthenticated');
    expect((await refusalOf(auth(), `Bearer ${await signWith(other.privateKey, 'k2')}`)).code).toBe('unauthenticated');
    const publicText = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    expect((await refusalOf(auth(), `Bearer ${await sign(claims, publicText)}`)).code).toBe('unauthenticated');
  });

  it('refuses a token that never expires, and says so', async () => {
    expect(await refusalOf(auth(), `Bearer ${await endless()}`)).toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('exp'),
    });
  });

  it('says unavailable, not unauthenticated, when the keys cannot be had', async () => {
    const token = `Bearer ${await signWith(keys.privateKey)}`;
    status = 500;
    expect((await refusalOf(auth(), token)).code).toBe('unavailable');
    status = 200;
  });
});
