import type { LogEntry } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { ServerError, Status } from 'nice-grpc';
import type { Handler } from '../handlers/handler';
import { removeFolders, startRig } from '../testing/rig';
import type { Rig } from '../testing/rig';
import { ScriptedApi } from '../testing/scripted-api';

/** What a handler gets of the API, through breaks of the connection in between. */
let api: ScriptedApi;
let rig: Rig | null = null;

beforeEach(async () => {
  api = await ScriptedApi.start();
});
afterEach(async () => {
  await rig?.kill();
  rig = null;
  await api.stop();
  await removeFolders();
});
afterAll(() => leakCheck());

const entry = (id: string) => ({ id, title: id }) as LogEntry;
const batch = (ids: string[], last = false, missing: string[] = []) => ({
  entries: JSON.stringify(ids.map(entry)),
  missingEntryIds: missing,
  last,
  timeZone: last ? 'Asia/Tokyo' : '',
});
const run = async (handler: Handler, timeoutMs = 60_000) => {
  rig = await startRig(api.port, { insight_generation: handler });
  await waitFor(() => api.connected, { timeoutMs: 5_000 });
  api.send({ taskId: 'a', timeoutMs });
  await waitFor(() => api.results.length === 1, { timeoutMs: 10_000 });
  return api.results[0]!;
};
const collect: Handler = async ({ entries }) => {
  const { batches, missingIds } = entries('asked');
  const ids: string[] = [];
  for await (const some of batches) ids.push(...some.map(({ id }) => id));
  return { ids, missing: missingIds() };
};

test('entries come in batches with the ids that are missing', async () => {
  api.entries = async function* () {
    yield batch(['1', '2']);
    yield batch(['3'], true, ['9']);
  };
  const { result } = await run(collect);
  expect(JSON.parse(result)).toEqual({ ids: ['1', '2', '3'], missing: ['9'] });
  expect(api.entryRequests[0]).toMatchObject({ attempt: { taskId: 'a', attempt: 1 }, selection: 0 });
});

test('the last batch tells the user’s preferred time zone; an API that does not leaves it at UTC', async () => {
  const { result } = await run(async ({ entries }) => {
    api.entries = async function* () {
      yield batch(['1'], true);
    };
    const zones: string[] = [];
    for (const selection of ['asked', 'period'] as const) {
      const { batches, timeZone } = entries(selection);
      for await (const _ of batches);
      zones.push(timeZone());
      api.entries = async function* () {
        yield { ...batch(['1'], true), timeZone: '' };
      };
    }
    return { zones };
  });
  expect(JSON.parse(result)).toEqual({ zones: ['Asia/Tokyo', 'UTC'] });
  expect(api.entryRequests.map(({ selection }) => selection)).toEqual([0, 2]);
});

test('the period before is asked for as such, and may be empty', async () => {
  const { result } = await run(async ({ entries }) => {
    let count = 0;
    for await (const some of entries('period_before').batches) count += some.length;
    return { count };
  });
  expect(JSON.parse(result)).toEqual({ count: 0 });
  expect(api.entryRequests[0]?.selection).toBe(1);
});

test('a stream broken midway is read again; no entry comes twice and none is missed', async () => {
  let breaks = 0;
  api.entries = async function* () {
    yield batch(['1', '2']);
    if ((breaks += 1) <= 2) throw new ServerError(Status.UNAVAILABLE, 'cut');
    yield batch(['3', '4'], true);
  };
  expect(JSON.parse((await run(collect)).result)).toEqual({ ids: ['1', '2', '3', '4'], missing: [] });
  expect(api.entryRequests).toHaveLength(3);
});

test('a stream that ends without its last batch is not taken for complete', async () => {
  let tries = 0;
  api.entries = async function* () {
    yield batch(['1']);
    if ((tries += 1) > 1) yield batch(['2'], true);
  };
  expect(JSON.parse((await run(collect)).result)).toEqual({ ids: ['1', '2'], missing: [] });
});

test('an API killed in the middle is waited for', async () => {
  let killed = false;
  api.entries = async function* () {
    yield batch(['1']);
    if (!killed) {
      killed = true;
      setImmediate(() => {
        api.kill();
        void api.listen();
      });
      await new Promise(() => undefined);
    }
    yield batch(['2'], true);
  };
  expect(JSON.parse((await run(collect)).result)).toEqual({ ids: ['1', '2'], missing: [] });
});

test('a connection given up as silent in the middle is left for the next one', async () => {
  let reads = 0;
  api.entries = async function* () {
    yield batch(['1']);
    if ((reads += 1) === 1) {
      api.pings = false;
      await new Promise(() => undefined);
    }
    yield batch(['2'], true);
  };
  const running = run(collect);
  await waitFor(() => reads === 1, { timeoutMs: 5_000 });
  const isFound = async () => (await rig?.health())?.body.link.state !== 'up';
  await waitFor(isFound, { timeoutMs: 5_000, intervalMs: 5, what: 'the silence to be found' });
  api.pings = true;
  const { errorMessage, result } = await running;
  expect(errorMessage).toBe('');
  expect(JSON.parse(result)).toEqual({ ids: ['1', '2'], missing: [] });
});

test('the attempt ending ends the reading at once', async () => {
  api.entries = async function* () {
    yield batch(['1']);
    await new Promise(() => undefined);
  };
  expect(await run(collect, 200)).toMatchObject({ errorCode: 'deadline_exceeded' });
});

test.each([
  ['a bad request fails for good', Status.INVALID_ARGUMENT, { errorCode: 'api_refused', retryable: false }],
  [
    'an attempt that is no longer its own is told as lost',
    Status.ALREADY_EXISTS,
    { errorCode: 'lease_lost', retryable: true },
  ],
])('%s', async (_name, status, expected) => {
  // eslint-disable-next-line require-yield
  api.entries = async function* () {
    throw new ServerError(status, 'no');
  };
  expect(await run(collect)).toMatchObject(expected);
});

test('entries that are no JSON are a failure that may be tried again', async () => {
  api.entries = async function* () {
    yield { entries: '[{', missingEntryIds: [], last: true, timeZone: '' };
  };
  expect(await run(collect)).toMatchObject({ errorCode: 'api_garbled', retryable: true });
});

test('a stored answer with its age, or none', async () => {
  api.storedAnswer = { result: '{"content":"as before"}', answeredAt: new Date(1_700_000_000_000) };
  const handler: Handler = async ({ storedAnswer }) => ({ answer: await storedAnswer('ab12') });
  const { result } = await run(handler);
  expect(JSON.parse(result)).toEqual({ answer: { result: { content: 'as before' }, answeredAt: 1_700_000_000_000 } });
  api.storedAnswer = null;
  api.send({ taskId: 'b' });
  await waitFor(() => api.results.length === 2, { timeoutMs: 5_000 });
  expect(JSON.parse(api.results[1]!.result)).toEqual({ answer: null });
});

test('cleanup goes from cursor to cursor; alerts are counted', async () => {
  const { result } = await run(async ({ cleanupBatch, claimNotification, settleNotification, deliverAlerts }) => {
    const first = await cleanupBatch('', 10);
    const second = await cleanupBatch(first.nextCursor, 10);
    const claim = await claimNotification();
    await settleNotification(true);
    const alerts = await deliverAlerts({ key: 'k', title: 't', body: 'b', userIds: ['u1', 'u2'] });
    return { first, second, claim, alerts };
  });
  expect(JSON.parse(result)).toEqual({
    first: { nextCursor: 'half', outcome: { deleted: 10 }, percent: 50 },
    second: { nextCursor: '', outcome: { deleted: 10 }, percent: 100 },
    claim: { state: 'claimed' },
    alerts: { delivered: 2, skipped: 0, nextCursor: '' },
  });
});
