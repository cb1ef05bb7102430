import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import { SessionWorker } from '../testing/session-worker';
import { steadyNow } from './clock';

/** I2, I5: what was read of a session may not hold any more once the database has answered. */
describe.each(databaseKinds)('while an answer is on its way on %s', (kind) => {
  let room: DispatchFixture;
  let other: Room;
  /** Where a silent worker is soon lost. */
  let impatient: Room;

  beforeAll(async () => {
    const timing = { ackTimeoutMs: 100, graceMs: 60_000, leaseMs: 600, pingIntervalMs: 60_000 };
    room = await openDispatchFixture(kind, { timing });
    other = await room.replica({ timing: { ...timing, ackTimeoutMs: 60_000 } });
    impatient = await room.replica({ workers: { timeoutMs: 300 } });
  });
  afterEach(async () => {
    await impatient.clear();
    await other.clear();
    await room.clear();
  });
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const isHere = ({ session }: SessionWorker, at: Room = other): boolean =>
    at.dispatcher.registry.get(session.id) === session;
  /** Once a pass of leases has found that its session is another replica's. */
  const isGoneFrom = (at: Room, sessionId: string) =>
    waitFor(() => at.dispatcher.registry.get(sessionId) === undefined);
  const runs = async (worker: SessionWorker): Promise<string> => {
    const [taskId = ''] = await other.create({});
    await worker.delivery();
    return taskId;
  };
  /** Long enough for the pass that got its answer to act on it. */
  const aPass = (at: Room) => waitFor(() => at.sql.query({ name: '', text: 'select 1' }, []));

  it('a session that moved away and came back is not let go of', async () => {
    const worker = await other.worker('w');
    await worker.connect([], room.dispatcher);
    const renewal = other.sql.holdAnswer('session_renew');
    await renewal.reached;
    await worker.connect([], other.dispatcher);
    renewal.release();
    await aPass(other);
    expect([isHere(worker), worker.session.state]).toEqual([true, 'connected']);
  });

  it('a session that is coming here is not let go of', async () => {
    const worker = await room.worker('w');
    await other.dispatcher.gate.authenticate('w', worker.token);
    const move = other.sql.holdStatement('session_take_over');
    const moving = worker.connect([], other.dispatcher);
    await move.reached;
    const renewal = other.sql.holdAnswer('session_renew');
    await renewal.reached;
    renewal.release();
    await aPass(other);
    move.release();
    await moving;
    expect([isHere(worker), worker.session.state]).toEqual([true, 'connected']);
  });

  it('a silent worker that opens a stream is not lost', async () => {
    const seen = impatient.sql.holdAnswer('session_seen');
    const worker = await impatient.worker('plain', { linkVersion: 0 });
    await seen.reached;
    await worker.connect();
    seen.release();
    await aPass(impatient);
    expect([isHere(worker, impatient), worker.session.state]).toEqual([true, 'connected']);
  });

  it('a silent worker’s session that moved away and came back is not ended', async () => {
    const seen = impatient.sql.holdAnswer('session_seen');
    const worker = await impatient.worker('plain', { linkVersion: 0 });
    await seen.reached;
    await worker.connect([], other.dispatcher);
    await isGoneFrom(impatient, worker.session.id);
    await worker.connect([], impatient.dispatcher);
    const end = impatient.sql.holdStatement('session_end');
    seen.release();
    expect(await Promise.race([end.reached.then(() => 'ended'), aPass(impatient).then(() => 'left alone')])).toBe(
      'left alone',
    );
    end.release();
  });

  it('a session that came back while its end was on its way has to register anew, at once', async () => {
    const end = impatient.sql.holdStatement('session_end');
    const worker = await impatient.worker('plain', { linkVersion: 0 });
    await end.reached;
    await worker.connect();
    const back = worker.session;
    end.release();
    await waitFor(() => back.state === 'away');
    expect(worker.closedFor).toBe('no sign of life');
    await expect(worker.connect()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('an attempt of a session that moved away and is on its way back is not taken for undelivered', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({});
    const task = await worker.delivery();
    const leasedAt = steadyNow();
    await waitFor(() => steadyNow() - leasedAt > 250);
    const rows = room.sql.holdAnswer('leased_of_session');
    await rows.reached;
    await worker.connect([task], other.dispatcher);
    await isGoneFrom(room, worker.session.id);
    await room.dispatcher.gate.authenticate('w', worker.token);
    rows.release();
    await aPass(room);
    expect(await room.outcomes(taskId)).toEqual(['running']);
    expect(await worker.complete(task)).toBe('accepted');
  });

  it('a stream that came and broke while the grace of its session ran out starts the grace anew', async () => {
    const quick = await room.replica({ timing: { graceMs: 100 } });
    const worker = new SessionWorker(quick.dispatcher, 'w');
    await worker.register();
    const rows = quick.sql.holdAnswer('leased_of_session');
    await rows.reached;
    await worker.connect();
    worker.cut();
    rows.release();
    await isGoneFrom(quick, worker.session.id);
  });

  it('a call with the token of before does not end the session that replaced it', async () => {
    const worker = await room.worker('w');
    const found = other.sql.holdAnswer('session_by_worker');
    const calling = other.dispatcher.gate.authenticate('w', worker.token);
    await found.reached;
    worker.dispatcher = other.dispatcher;
    await worker.register();
    await worker.connect();
    found.release();
    await expect(calling).rejects.toMatchObject({ code: 'unauthenticated' });
    expect([isHere(worker), worker.session.state]).toEqual([true, 'connected']);
  });

  it('an older stream that is ready late does not replace the newer one, nor forgets what that was sent', async () => {
    const worker = await other.worker('w');
    const rows = other.sql.holdAnswer('leased_of_session');
    const old = { send: () => undefined, close: () => undefined };
    const connecting = other.dispatcher.gate.connect(worker.session, old, []);
    await rows.reached;
    await worker.connect();
    const taskId = await runs(worker);
    rows.release();
    await expect(connecting).rejects.toMatchObject({ code: 'unavailable' });
    expect(worker.session.state).toBe('connected');
    expect([...worker.session.inFlight.keys()]).toEqual([taskId]);
  });
});
