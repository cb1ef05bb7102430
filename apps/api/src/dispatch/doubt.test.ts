import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import { steadyNow } from './clock';
import type { SessionWorker } from '../testing/session-worker';

/** I4, I5: a worker that may be out of reach is given nothing more until it answers; and then at once, without the poll. */
describe.each(databaseKinds)('a worker in doubt on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, {
      timing: { ackTimeoutMs: 150, pingIntervalMs: 60_000, graceMs: 60_000, pollMs: 60_000 },
    });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const why = async (taskId: string, at: Room = room) => at.dispatcher.explain(await room.read(taskId));
  const waits = { reason: 'no_free_slot', message: expect.stringContaining('do not answer') as string };
  const isInDoubt = (worker: SessionWorker) => waitFor(() => worker.session.status === 'unavailable');
  const answer = (worker: SessionWorker): void => {
    const pings = worker.signals.flatMap((signal) => (signal.kind === 'ping' ? signal.sequence : []));
    worker.session.echoed(pings.at(-1) ?? 0, steadyNow());
  };

  it('I4: one that left a task unacknowledged gets no other until it answers', async () => {
    const silent = await room.worker('silent', { acks: false, echoes: false });
    const [first = ''] = await room.create({});
    await waitFor(async () => (await room.outcomes(first)).includes('not_acknowledged'));
    const [second = ''] = await room.create({});
    expect(await why(first)).toMatchObject(waits);
    expect(await why(second)).toMatchObject(waits);
    expect(silent.deliveries).toHaveLength(1);
    silent.acks = true;
    answer(silent);
    await Promise.all([room.until(first, 'running'), room.until(second, 'running')]);
    expect(await room.outcomes(first)).toEqual(['not_acknowledged', 'running']);
  });

  it('I4: what it left goes to another worker, as do new tasks', async () => {
    const silent = await room.worker('silent', { acks: false, echoes: false });
    const [first = ''] = await room.create({});
    await isInDoubt(silent);
    const other = await room.worker('other');
    const [second = ''] = await room.create({});
    await Promise.all([room.until(first, 'running'), room.until(second, 'running')]);
    expect([silent.deliveries.length, other.deliveries.length]).toEqual([1, 2]);
  });

  it('I5: its reports end no doubt: they also come while nothing reaches it', async () => {
    const deaf = await room.worker('deaf', { echoes: false });
    const [taken = ''] = await room.create({});
    const attempt = await deaf.delivery();
    deaf.acks = false;
    await room.create({});
    await isInDoubt(deaf);
    const report = { taskId: taken, attempt: 1, percent: 50, message: 'half', textChunk: '' };
    expect(room.dispatcher.reports.progress(deaf.session, report)).toBe(true);
    expect(await deaf.complete(attempt)).toBe('accepted');
    const [third = ''] = await room.create({});
    expect(await why(third)).toMatchObject({ reason: 'no_free_slot' });
    expect(deaf.deliveries).toHaveLength(2);
  });

  it('one that answers is asked at once, and waits for no ping', async () => {
    const forgetful = await room.worker('forgetful', { acks: false });
    const [taskId = ''] = await room.create({});
    await forgetful.delivery(1);
    expect(await room.outcomes(taskId)).toEqual(['not_acknowledged', 'running']);
  });

  it('I5: one whose ping has gone unanswered for a ping interval gets nothing until it answers', async () => {
    const pinging = await room.replica({ timing: { pingIntervalMs: 1000 } });
    const silent = await pinging.worker('silent', { echoes: false });
    await isInDoubt(silent);
    const [taskId = ''] = await pinging.create({});
    expect(await why(taskId, pinging)).toMatchObject(waits);
    expect([silent.deliveries.length, silent.closedFor]).toEqual([0, null]);
    answer(silent);
    await room.until(taskId, 'running');
    silent.cut();
  });

  it('its new stream is trusted, and other replicas are told of the doubt', async () => {
    const silent = await room.worker('silent', { acks: false, echoes: false });
    const [taskId = ''] = await room.create({});
    const elsewhere = await room.replica();
    await waitFor(async () => (await why(taskId, elsewhere))?.message.includes('do not answer'));
    silent.acks = true;
    await silent.connect([]);
    await room.until(taskId, 'running');
  });

  it('a plain worker, which can answer nothing, is never in doubt', async () => {
    const pinging = await room.replica({ timing: { pingIntervalMs: 20 } });
    const plain = await pinging.worker('plain', { linkVersion: 0 });
    const full = await pinging.worker('full', { echoes: false, slots: 1 });
    await waitFor(() => full.closedFor !== null);
    const [taskId = ''] = await pinging.create({});
    expect(await plain.delivery()).toMatchObject({ taskId });
    plain.cut();
  });
});
