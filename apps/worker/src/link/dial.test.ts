import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerCredentials } from '@grpc/grpc-js';
import { leakCheck, startTcpProxy, waitFor } from '@englog/testing';
import { makeCertificates } from '../testing/certificates';
import type { Certificates } from '../testing/certificates';
import { removeFolders, startRig, temporaryFolder } from '../testing/rig';
import { ScriptedApi } from '../testing/scripted-api';
import { dial, resolveTargets } from './dial';
import type { DialOptions } from './dial';

afterAll(removeFolders);
afterAll(() => leakCheck());

const plain = (...addresses: string[]): DialOptions => ({ addresses, tls: null, connectTimeoutMs: 1_000 });
const never = new AbortController().signal;

test('a name counts as all its addresses, a list as all its names', async () => {
  const targets = await resolveTargets(['localhost:1', '127.0.0.2:2', '[::1]:3']);
  expect(targets.map(({ address }) => address)).toEqual(
    expect.arrayContaining(['127.0.0.1:1', '127.0.0.2:2', '[::1]:3']),
  );
});

test('the first target that answers is taken, from the given turn on', async () => {
  const apis = [await ScriptedApi.start(), await ScriptedApi.start()];
  const options = plain('127.0.0.1:1', ...apis.map(({ port }) => `127.0.0.1:${port}`));
  for (const [turn, expected] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [5, 1],
  ] as const) {
    const { channel, target } = await dial(options, turn, never);
    channel.close();
    expect(target.address).toBe(`127.0.0.1:${apis[expected]?.port}`);
  }
  for (const api of apis) await api.stop();
});

test('when none answers, each is named with its reason', async () => {
  const mute = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const options = { ...plain('127.0.0.1:1', `127.0.0.1:${port}`, 'no-such-host.invalid:5'), connectTimeoutMs: 200 };
  const error = await dial(options, 0, never).catch((caught: unknown) => caught as Error);
  const [refused, silent, unknown] = (error as Error).message.split('; ');
  expect(refused).toMatch(/^127\.0\.0\.1:1: nothing listens there \(connection refused\)/);
  expect(silent).toBe(`127.0.0.1:${port}: no answer in time`);
  expect(unknown).toMatch(/^no-such-host\.invalid:5: .*name cannot be resolved/);
  mute.close();
});

test('a dial can be called off while a name server does not answer', async () => {
  // Name lookups share four threads with files, and opening a pipe waits for who writes to it.
  const pipe = join(await temporaryFolder(), 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  const readers = Array.from({ length: 4 }, () => open(pipe, 'r'));
  const caller = new AbortController();
  let ended = false;
  const dialing = dial(plain('localhost:1'), 0, caller.signal).catch(() => (ended = true));
  caller.abort();
  try {
    await waitFor(() => ended, { timeoutMs: 2_000 });
  } finally {
    const writer = openSync(pipe, 'w');
    for (const reader of readers) await (await reader).close();
    closeSync(writer);
    await dialing;
  }
});

test('a dial can be called off while it waits', async () => {
  const api = await ScriptedApi.start();
  const proxy = await startTcpProxy({ target: api.port });
  proxy.freeze();
  const caller = new AbortController();
  const dialing = dial({ ...plain(`127.0.0.1:${proxy.port}`), connectTimeoutMs: 60_000 }, 0, caller.signal);
  await waitFor(() => proxy.connections > 0, { timeoutMs: 2_000 });
  caller.abort();
  await expect(dialing).rejects.toBeDefined();
  await proxy.stop();
  await api.stop();
});

describe('TLS', () => {
  let made: Certificates;
  let other: Certificates;
  let api: ScriptedApi;
  const startTls = async (requireClient: boolean) => {
    const { ca, serverCert, serverKey } = await made.read();
    const pair = { cert_chain: serverCert, private_key: serverKey };
    api = await ScriptedApi.start({ credentials: ServerCredentials.createSsl(ca, [pair], requireClient) });
  };
  const dialWith = (tls: Partial<NonNullable<DialOptions['tls']>>) =>
    dial(
      {
        addresses: [`127.0.0.1:${api.port}`],
        tls: { caFile: made.ca, serverName: 'api.englog.local', clientCertFile: '', clientKeyFile: '', ...tls },
        connectTimeoutMs: 1_000,
      },
      0,
      never,
    );
  const failure = (tls: Parameters<typeof dialWith>[0]) =>
    dialWith(tls).then(
      ({ channel }) => (channel.close(), 'connected'),
      (error: Error) => error.message,
    );

  beforeAll(async () => {
    made = await makeCertificates(await temporaryFolder(), 'api.englog.local');
    other = await makeCertificates(await temporaryFolder(), 'api.englog.local');
  });
  afterEach(() => api.stop());

  test('the right CA and name connect, whatever the address', async () => {
    await startTls(false);
    expect(await failure({})).toBe('connected');
  });

  test.each([
    ['another CA', () => ({ caFile: other.ca }), /its certificate is not trusted/],
    ['another name', () => ({ serverName: 'elsewhere.local' }), /its certificate is for another name/],
    [
      'a file that is not there',
      () => ({ caFile: '/nowhere/ca.pem' }),
      /the CA certificate cannot be read: \/nowhere\/ca.pem/,
    ],
  ])('%s is one clear line', async (_name, tls, line) => {
    await startTls(false);
    expect(await failure(tls())).toMatch(line);
  });

  test('a client certificate is shown where the API wants one', async () => {
    await startTls(true);
    expect(await failure({ clientCertFile: made.clientCert, clientKeyFile: made.clientKey })).toBe('connected');
  });

  test.each([
    ['none', () => ({}), /it wants a certificate of this worker \(grpc\.client_cert_file\)/],
    [
      'one of another CA',
      () => ({ clientCertFile: other.clientCert, clientKeyFile: other.clientKey }),
      /it closed the connection at once: does it want TLS, or another certificate\?/,
    ],
  ])('a client certificate that is %s is one clear line, the same each time', async (_name, tls, line) => {
    await startTls(true);
    const said = await failure(tls());
    expect(said).toMatch(line);
    expect(said).not.toContain('\n');
    expect(await failure(tls())).toBe(said);
  });

  test('a plain API behind tls_enabled, and a TLS API without it, are told apart', async () => {
    api = await ScriptedApi.start();
    expect(await failure({})).toMatch(/it does not speak TLS there, but tls_enabled is true/);
    await api.stop();
    await startTls(false);
    await expect(dial(plain(`127.0.0.1:${api.port}`), 0, never)).rejects.toThrow(`127.0.0.1:${api.port}: `);
  });

  test('a worker registers and works over it', async () => {
    await startTls(false);
    const rig = await startRig(
      api.port,
      { insight_generation: async () => ({ ok: true }) },
      {
        grpc: { tls_enabled: true, cert_file: made.ca, server_name: 'api.englog.local' },
      },
    );
    await waitFor(() => api.connected, { timeoutMs: 5_000 });
    api.send({ taskId: 'a' });
    await waitFor(() => api.results.length === 1, { timeoutMs: 5_000 });
    await rig.kill();
  });
});
