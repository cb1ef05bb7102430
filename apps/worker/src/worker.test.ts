import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leakCheck, startTcpProxy, waitFor } from '@englog/testing';
import { decodeLog } from './link/outbox-log';
import { heldHandler, removeFolders, startRig, temporaryFolder } from './testing/rig';
import type { Rig } from './testing/rig';
import { ScriptedApi } from './testing/scripted-api';

/** The whole worker: what a stop, a kill and a restart leave of its attempts and reports. */
let api: ScriptedApi;
const rigs: Rig[] = [];
const start = async (...args: Parameters<typeof startRig>) => {
  const rig = await startRig(...args);
  rigs.push(rig);
  return rig;
};
const within = (condition: () => boolean | Promise<boolean>, timeoutMs = 5_000) => waitFor(condition, { timeoutMs });
const resultsOf = (taskId: string) => api.results.filter((result) => result.taskId === taskId);
const keptIn = async (dataDir: string) =>
  decodeLog(await readFile(join(dataDir, 'worker-1', 'outbox.log'))).records.map(({ kind, key }) => `${kind} ${key}`);

beforeEach(async () => {
  api = await ScriptedApi.start();
});
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.kill();
  await api.stop();
  await removeFolders();
});
afterAll(() => leakCheck());

describe('stop', () => {
  test('says it is unavailable, lets what runs finish, and leaves with the receipt', async () => {
    const held = heldHandler();
    const rig = await start(api.port, { insight_generation: held.handler });
    await within(() => api.connected);
    api.send({ taskId: 'a' });
    await within(() => api.acks.length === 1);
    const stopping = rig.stop();
    await within(() => api.heartbeats.at(-1)?.status === 3);
    api.send({ taskId: 'late' });
    await within(() => resultsOf('late').length === 1);
    expect(resultsOf('late')[0]).toMatchObject({ handedBack: true, retryAfterMs: 0 });
    expect((await rig.health()).status).toBe(503);
    held.finish('a', { answer: 42 });
    await stopping;
    expect(resultsOf('a')).toMatchObject([{ status: 3, result: '{"answer":42}' }]);
    await within(() => !api.connected);
    expect(await keptIn(rig.dataDir)).toEqual([]);
  });

  test('hands back what is not finished within the grace, unspent', async () => {
    const held = heldHandler();
    const rig = await start(api.port, { insight_generation: held.handler }, { worker: { drain_grace: 2_600 } });
    await within(() => api.connected);
    api.send({ taskId: 'a' });
    await within(() => api.acks.length === 1);
    await rig.stop();
    expect(held.contexts[0]?.signal.reason).toBe('shutdown');
    expect(resultsOf('a')).toMatchObject([{ handedBack: true, retryable: true }]);
  });

  test('a handler that ignores its signal does not hold it up', async () => {
    const stubborn = () => new Promise<never>(() => undefined);
    const rig = await start(api.port, { insight_generation: stubborn }, { worker: { drain_grace: 2_600 } });
    await within(() => api.connected);
    api.send({ taskId: 'a' });
    await within(() => api.acks.length === 1);
    await rig.stop();
    expect(resultsOf('a')).toMatchObject([{ handedBack: true }]);
    expect(rig.lines.some(({ msg }) => msg.includes('ignores its signal'))).toBe(true);
  });

  test('without a grace left it goes at once, and what it could not say is on disk', async () => {
    const held = heldHandler();
    const rig = await start(api.port, { insight_generation: held.handler });
    await within(() => api.connected);
    api.receipt = 'hold';
    api.send({ taskId: 'a' });
    await within(() => api.acks.length === 1);
    held.finish('a');
    await within(() => resultsOf('a').length === 1);
    const at = performance.now();
    await rig.kill();
    expect(performance.now() - at).toBeLessThan(1_000);
    expect(await keptIn(rig.dataDir)).toEqual(['put a#1']);
  });

  test('with the API down it neither hangs nor loses', async () => {
    const held = heldHandler();
    const rig = await start(api.port, { insight_generation: held.handler });
    await within(() => api.connected);
    api.send({ taskId: 'a', attempt: 4 });
    await within(() => api.acks.length === 1);
    api.kill();
    held.finish('a');
    await rig.stop();
    await api.listen();
    const again = await start(api.port, {}, { dataDir: rig.dataDir });
    await within(() => resultsOf('a').length === 1);
    expect(resultsOf('a')[0]).toMatchObject({ attempt: 4, status: 3, workerId: 'worker-1' });
    await within(async () => (await keptIn(again.dataDir)).length === 0);
  });

  test('before it ever connected it ends at once', async () => {
    const rig = await start('127.0.0.1:1', {});
    await rig.stop();
    expect(rig.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

test('a new process claims the reports an earlier one left, with their fence, before anything else', async () => {
  const rig = await start(api.port, { insight_generation: async () => ({ late: true }) });
  await within(() => api.connected);
  api.receipt = 'hold';
  for (const taskId of ['a', 'b', 'c']) api.send({ taskId, attempt: 9 });
  await within(async () => (await keptIn(rig.dataDir)).length === 3);
  await rig.kill();
  api.receipt = 'accept';
  api.results.splice(0);
  await start(api.port, {}, { dataDir: rig.dataDir });
  await within(() => api.results.length === 3);
  const claimed = ['a', 'b', 'c'].map((taskId) => ({ taskId, attempt: 9 }));
  expect(api.registrations.at(-1)?.inFlight).toEqual(claimed);
  expect(api.registrations.at(-1)?.instanceId).not.toBe(api.registrations[0]?.instanceId);
  expect(api.results.map(({ taskId, attempt }) => ({ taskId, attempt }))).toEqual(claimed);
});

test('a full outbox takes no tasks and says so; with room it takes them again', async () => {
  const rig = await start(api.port, { insight_generation: async () => ({}) }, { worker: { outbox_max_reports: 1 } });
  await within(() => api.connected);
  api.receipt = 'hold';
  api.send({ taskId: 'a' });
  await within(() => resultsOf('a').length === 1);
  await within(() => api.heartbeats.at(-1)?.status === 3);
  api.send({ taskId: 'b' });
  const ready = await fetch(`http://127.0.0.1:${rig.worker.healthPort}/ready`, { headers: { connection: 'close' } });
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false });
  expect(api.acks).toEqual([]);
  api.receipt = 'accept';
  api.endStreams();
  await within(() => api.streams.length === 2 && resultsOf('a').length === 2);
  await within(() => api.heartbeats.at(-1)?.status === 1);
  api.send({ taskId: 'b', attempt: 2 });
  await within(() => resultsOf('b').length === 1);
});

test('a half-open connection is found, and another opened, within a few ping intervals', async () => {
  const held = heldHandler();
  const proxy = await startTcpProxy({ target: api.port });
  try {
    await start(proxy.port, { insight_generation: held.handler });
    await within(() => api.connected);
    api.send({ taskId: 'a' });
    await within(() => api.acks.length === 1);
    proxy.freeze();
    held.finish('a');
    await within(() => rigs[0]!.lines.some(({ why }) => Boolean(why?.includes('no ping on the task stream'))), 3_000);
    proxy.thaw();
    await within(() => api.streams.length >= 2);
    await within(() => resultsOf('a').length >= 1);
    expect(new Set(resultsOf('a').map(({ attempt, result }) => `${attempt} ${result}`)).size).toBe(1);
  } finally {
    for (const rig of rigs.splice(0)) await rig.kill();
    await proxy.stop();
  }
});

test('a connection cut again and again under load loses nothing', async () => {
  const proxy = await startTcpProxy({ target: api.port });
  try {
    const rig = await start(
      proxy.port,
      { insight_generation: async ({ task }) => ({ id: task.taskId }) },
      { worker: { max_concurrent_tasks: 50 } },
    );
    const done = () => new Set(api.results.map(({ taskId }) => taskId));
    let sent = 0;
    for (let round = 0; round < 6; round += 1) {
      await within(() => api.connected);
      for (let count = 0; count < 30; count += 1) api.send({ taskId: `t${(sent += 1)}` });
      // A task sent into a connection that breaks was never acknowledged: it is the API's to send again.
      await within(() => api.acks.length + done().size > 0);
      proxy.cut();
      await within(() => api.streams.length > round + 1);
    }
    await within(() => rig.worker.healthPort !== null);
    await within(
      async () => ((await rig.health()).body as unknown as { outbox: { reports: number } }).outbox.reports === 0,
    );
    for (const { taskId, result } of api.results) expect(result).toBe(JSON.stringify({ id: taskId }));
    const acked = new Set(api.acks.map(({ taskId }) => taskId));
    expect([...acked].filter((taskId) => !done().has(taskId))).toEqual([]);
  } finally {
    for (const rig of rigs.splice(0)) await rig.kill();
    await proxy.stop();
  }
});

test('health tells the link, the slots and the outbox; metrics are Prometheus text', async () => {
  const held = heldHandler();
  const rig = await start(api.port, { insight_generation: held.handler });
  await within(() => api.connected);
  api.send({ taskId: 'a' });
  await within(() => api.acks.length === 1);
  const { status, body } = await rig.health();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'healthy',
    worker_id: 'worker-1',
    link: { state: 'up', target: `127.0.0.1:${api.port}` },
    slots: { capacity: 5, in_use: 1, completed: 0, handed_back: 0 },
    outbox: { reports: 0, full: false, disk_failing: false },
  });
  const get = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${rig.worker.healthPort}${path}`, { method, headers: { connection: 'close' } });
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/^englog_worker_slots_in_use 1$/m);
  expect(metrics).toMatch(/^englog_worker_link_state\{state="up"\} 1$/m);
  expect((await get('/nowhere')).status).toBe(404);
  expect((await get('/health', 'POST')).status).toBe(405);
  expect((await get('/ready')).status).toBe(200);
});

test('a health port that is taken stops the start and names the key; nothing stays open', async () => {
  const first = await start(api.port, {});
  const taken = first.worker.healthPort!;
  const dataDir = await temporaryFolder();
  await expect(start(api.port, {}, { dataDir, worker: { health_port: taken } })).rejects.toThrow(
    /^worker.health_port \(ENGLOG_WORKER_HEALTH_PORT\): cannot listen on .*: the port is taken/,
  );
});
