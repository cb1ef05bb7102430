import { waitFor, leakCheck, startTcpProxy } from '@englog/testing';
import type { TcpProxy } from '@englog/testing';
import { Status } from 'nice-grpc';
import { heldHandler, removeFolders, startRig } from '../testing/rig';
import type { Rig } from '../testing/rig';
import { ScriptedApi } from '../testing/scripted-api';

/** The link against a real gRPC server that speaks the contract and misbehaves when told. */
let api: ScriptedApi;
let rig: Rig | null = null;
let proxy: TcpProxy | null = null;
const echo = { insight_generation: async () => ({ done: true }) };
const within = (condition: () => boolean, timeoutMs = 5_000) => waitFor(condition, { timeoutMs });
const resultsOf = (taskId: string) => api.results.filter((result) => result.taskId === taskId);

beforeEach(async () => {
  api = await ScriptedApi.start();
});
afterEach(async () => {
  await rig?.kill();
  rig = null;
  await proxy?.stop();
  proxy = null;
  await api.stop();
  await removeFolders();
});
afterAll(() => leakCheck());

test('registers, takes a task, acknowledges or reports it, and is told its receipt', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.send({ taskId: 'a', payload: '{"n":1}' });
  await within(() => resultsOf('a').length === 1);
  expect(api.registrations[0]).toMatchObject({ workerId: 'worker-1', linkVersion: 1, slots: 5, pools: ['default'] });
  expect(resultsOf('a')[0]).toMatchObject({
    attempt: 1,
    result: '{"done":true}',
    workerId: 'worker-1',
    handedBack: false,
  });
  await within(() => api.heartbeats.some(({ inFlight }) => inFlight.length === 0));
});

test('boots with the API down, says so once, and connects when it is there', async () => {
  const { port } = api;
  await api.stop();
  rig = await startRig(port, echo);
  await within(() => rig?.lines.some(({ msg }) => msg === 'not connected to the API') ?? false);
  expect((await rig.health()).body.link.state).not.toBe('up');
  await waitFor(async () => Number((await rig!.health()).body.link['failures' as never]) >= 8, { timeoutMs: 5_000 });
  const told = rig.lines.filter(({ msg }) => msg === 'not connected to the API');
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told[0]?.why).toContain(`127.0.0.1:${port}: nothing listens there (connection refused)`);
  await api.listen();
  await within(() => api.connected);
  await within(() => rig?.lines.some(({ msg }) => msg === 'connected to the API again') ?? false);
});

test('a killed API: the attempt goes on, is claimed on the same session, and its result arrives once', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a', attempt: 3 });
  await within(() => api.acks.length === 1);
  api.kill();
  await within(() => !api.connected);
  held.finish('a');
  await api.listen();
  await within(() => resultsOf('a').length === 1);
  expect(api.streams.at(-1)?.inFlight).toEqual([{ taskId: 'a', attempt: 3 }]);
  expect(api.registrations).toHaveLength(1);
});

test('with attempts to claim it does not wait longer than a part of the grace the API gives them', async () => {
  const slow = { retry_initial_interval: 60_000, retry_max_interval: 60_000, retry_multiplier: 1 };
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler }, { resilience: slow });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 1);
  const { port } = api;
  api.kill();
  await within(() => Boolean(rig?.lines.some(({ why }) => why?.includes(`127.0.0.1:${port}: nothing listens`))));
  await api.listen();
  await within(() => api.streams.length === 2, 3_000);
  expect(api.streams[1]?.inFlight).toEqual([{ taskId: 'a', attempt: 1 }]);
});

test.each([
  ['the stream ends', () => api.endStreams()],
  ['the stream is cancelled', () => api.breakStreams(Status.CANCELLED)],
  ['the stream is unavailable', () => api.breakStreams(Status.UNAVAILABLE)],
  ['the report stream breaks', () => api.breakReportStreams()],
  ['a message is missing', () => (api.skipSequence(), api.send({ taskId: 'lost-before' }))],
  [
    'the API asks to connect elsewhere',
    () => api.signal({ $case: 'drain', value: { reason: 'restart', graceMs: 500 } }),
  ],
  ['it refuses heartbeats', () => (api.refuseHeartbeats = Status.UNAVAILABLE)],
])('%s: reconnects and claims what runs', async (_name, disturb) => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 1);
  disturb();
  await within(() => api.streams.length === 2);
  api.refuseHeartbeats = null;
  expect(api.streams[1]?.inFlight).toEqual([{ taskId: 'a', attempt: 1 }]);
  held.finish('a');
  await within(() => resultsOf('a').length === 1);
});

test('a message after a gap is not taken: it will be sent again', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.skipSequence();
  api.send({ taskId: 'after-the-gap' });
  await within(() => api.streams.length === 2);
  expect(resultsOf('after-the-gap')).toEqual([]);
  expect(rig.lines.some(({ why }) => why?.includes('a message is missing: expected'))).toBe(true);
});

test('a stream that is open and silent is found by its missing pings', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.echoes.length >= 2);
  expect(api.echoes.slice(0, 2)).toEqual([1, 2]);
  api.pings = false;
  await within(() => api.streams.length === 2, 3_000);
  api.pings = true;
  expect(rig.lines.some(({ why }) => why?.includes('no ping on the task stream'))).toBe(true);
  // Heartbeats were answered all the while: they do not prove the stream.
  expect(api.heartbeats.length).toBeGreaterThan(0);
});

test('a forgotten session registers again, claiming what runs', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a', attempt: 2 });
  await within(() => api.acks.length === 1);
  api.forget();
  api.endStreams();
  await within(() => api.registrations.length === 2);
  expect(api.registrations[1]?.inFlight).toEqual([{ taskId: 'a', attempt: 2 }]);
  expect(api.registrations[1]?.instanceId).toBe(api.registrations[0]?.instanceId);
  held.finish('a');
  await within(() => resultsOf('a').length === 1);
});

test('a session refused by a heartbeat is replaced at once', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.forget();
  await within(() => api.registrations.length === 2, 3_000);
  await within(() => api.streams.length === 2);
});

test('stale attempts stop and are never reported, whether told at registration or on the stream', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  api.send({ taskId: 'b' });
  await within(() => api.acks.length === 2);
  api.stale = [{ taskId: 'a', attempt: 1 }];
  api.endStreams();
  await within(() => held.contexts[0]!.signal.aborted);
  expect(held.contexts[0]!.signal.reason).toBe('lease_lost');
  await within(() => api.connected);
  api.stale = [{ taskId: 'b', attempt: 1 }];
  api.forget();
  api.endStreams();
  await within(() => held.contexts[1]!.signal.reason === 'lease_lost');
  await within(() => api.connected);
  expect(api.results).toEqual([]);
});

test('a receipt of stale drops the report and says so', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.receipt = 'stale';
  api.send({ taskId: 'a' });
  await within(() => rig!.lines.some(({ msg, why }) => msg === 'report not taken' && why === 'stale'));
  api.endStreams();
  await within(() => api.streams.length === 2);
  expect(api.streams[1]?.inFlight).toEqual([]);
});

test('results without a receipt are sent again on the next stream', async () => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.receipt = 'hold';
  api.send({ taskId: 'a' });
  await within(() => resultsOf('a').length === 1);
  api.receipt = 'duplicate';
  api.endStreams();
  await within(() => resultsOf('a').length === 2);
  expect(resultsOf('a')[0]).toEqual(resultsOf('a')[1]);
});

test('a task sent again while it runs is acknowledged again, not run again', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 1);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 2);
  expect(held.contexts).toHaveLength(1);
});

test('a newer attempt of a running task replaces the older', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a', attempt: 1 });
  await within(() => api.acks.length === 1);
  api.send({ taskId: 'a', attempt: 2 });
  await within(() => api.acks.length === 2);
  expect(held.contexts[0]!.signal.reason).toBe('lease_lost');
  held.finish('a');
  await within(() => api.results.length === 1);
  expect(api.results[0]?.attempt).toBe(2);
});

test('what was cancelled while nothing reached the worker is not begun, and all else is, in order', async () => {
  proxy = await startTcpProxy({ target: api.port });
  const held = heldHandler();
  rig = await startRig(proxy.port, { insight_generation: held.handler });
  await within(() => api.connected);
  proxy.freeze('toClient');
  const [cancelled, kept] = [
    ['a', 'c', 'e'],
    ['b', 'd'],
  ];
  for (const taskId of ['a', 'b', 'c', 'd', 'e']) api.send({ taskId });
  for (const taskId of cancelled) api.signal({ $case: 'cancel', value: { taskId, attempt: 1 } });
  // The last ones may still be on their way to the socket when the queue is empty.
  for (let n = 0; n < 50; n += 1) api.signal({ $case: 'cancel', value: { taskId: 'nobody', attempt: 1 } });
  await within(() => api.unsent === 0);
  proxy.thaw();
  await within(() => api.results.length === 3 && held.contexts.length === 2);
  expect(api.results.map(({ taskId }) => taskId)).toEqual(cancelled);
  expect(held.contexts.map(({ task }) => task.taskId)).toEqual(kept);
});

test('cancel reaches the handler and its report within a second', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 1);
  const at = performance.now();
  api.signal({ $case: 'cancel', value: { taskId: 'a', attempt: 1 } });
  await within(() => resultsOf('a').length === 1);
  expect(performance.now() - at).toBeLessThan(1_000);
  expect(held.contexts[0]!.signal.reason).toBe('cancelled');
  expect(resultsOf('a')[0]).toMatchObject({ status: 5, result: '' });
});

test('the deadline counts from the receipt and ends the attempt', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  // The API's clock is ten minutes behind: its absolute deadline has long passed here.
  api.send({ taskId: 'a', timeoutMs: 100, deadline: new Date(Date.now() - 600_000) });
  await within(() => resultsOf('a').length === 1);
  expect(resultsOf('a')[0]).toMatchObject({ errorCode: 'deadline_exceeded', retryable: true, handedBack: false });
  expect(held.contexts[0]!.signal.reason).toBe('deadline');
});

test('more than the slots hold goes back unspent', async () => {
  const held = heldHandler();
  rig = await startRig(api.port, { insight_generation: held.handler }, { worker: { max_concurrent_tasks: 1 } });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  api.send({ taskId: 'b' });
  await within(() => resultsOf('b').length === 1);
  expect(resultsOf('b')[0]).toMatchObject({ handedBack: true, retryAfterMs: 1_000 });
});

test.each([
  ['a payload that is no object', { payload: '[1]' }, { errorCode: 'invalid_payload', retryable: false }],
  ['a payload that is no JSON', { payload: '{' }, { errorCode: 'invalid_payload', retryable: false }],
  ['a type of a newer API', { taskType: 77 }, { handedBack: true }],
  ['a type without a handler', { taskType: 4 }, { handedBack: true }],
])('%s is reported, not dropped', async (_name, task, expected) => {
  rig = await startRig(api.port, echo);
  await within(() => api.connected);
  api.send({ taskId: 'a', ...task });
  await within(() => resultsOf('a').length === 1);
  expect(resultsOf('a')[0]).toMatchObject(expected);
});

test('a result beyond what the API takes fails the attempt for good instead of breaking the stream', async () => {
  await api.stop();
  api = await ScriptedApi.start({ maxResultBytes: 1_000 });
  rig = await startRig(api.port, { insight_generation: async () => ({ text: 'x'.repeat(2_000) }) });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => resultsOf('a').length === 1);
  expect(resultsOf('a')[0]).toMatchObject({ errorCode: 'result_too_large', retryable: false });
});

test('an API that does not ping is watched by its heartbeats', async () => {
  await api.stop();
  api = await ScriptedApi.start({ pingIntervalMs: 0 });
  rig = await startRig(api.port, echo);
  await within(() => api.heartbeats.length >= 2);
  expect(api.streams).toHaveLength(1);
  expect((await rig.health()).body.link.state).toBe('up');
});

test('a wrong join token is one clear line, tried again at its pace', async () => {
  rig = await startRig(api.port, echo, { grpc: { join_token: 'wrong' } });
  await waitFor(async () => Number((await rig!.health()).body.link['failures' as never]) >= 6, { timeoutMs: 5_000 });
  const told = rig.lines.filter(({ level }) => level === 'warn');
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told[0]?.why).toMatch(/refuses this worker's join token or certificate: check ENGLOG_JOIN_TOKEN/);
});

test('too many workers is told as such', async () => {
  api.refuseRegistration = { status: Status.RESOURCE_EXHAUSTED, message: 'max_workers is 10' };
  rig = await startRig(api.port, echo);
  await within(() => rig!.lines.some(({ why }) => why?.includes('takes no more workers') ?? false));
  api.refuseRegistration = null;
  await within(() => api.connected);
});

test('several addresses: the dead one is passed over, and the next is used when the first goes', async () => {
  const other = await ScriptedApi.start();
  try {
    rig = await startRig(`127.0.0.1:1, 127.0.0.1:${api.port},127.0.0.1:${other.port}`, echo);
    await within(() => api.connected || other.connected);
    const [first, second] = api.connected ? [api, other] : [other, api];
    first.kill();
    await within(() => second.connected);
    expect(second.registrations).toHaveLength(1);
  } finally {
    await rig?.kill();
    rig = null;
    await other.stop();
  }
});
