import { randomUUID } from 'node:crypto';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { adoptAttempts, findGone, findLeased, findOrphans } from './leased-attempts';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { hourMs, insert, taskIn, toInsert } from './task-fixture';
import {
  connectSession,
  countLiveWorkers,
  endSession,
  findLiveInstance,
  findSession,
  findSessionByToken,
  lastSeen,
  noteSessions,
  pulseReplica,
  renewSessions,
  replaceSession,
} from './worker-sessions';
import type { SessionRecord } from './worker-sessions';
import { listWorkers } from './worker-list';

const [replicaA, replicaB] = [randomUUID(), randomUUID()];

const toSession = (workerId: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  sessionId: randomUUID(),
  workerId,
  workerName: `Worker ${workerId}`,
  tokenHash: randomUUID(),
  replicaId: replicaA,
  version: '1.2.3',
  capabilities: ['ai_insights'],
  pools: ['default'],
  labels: { gpu: 'yes' },
  models: [{ name: 'llama3', loaded: true }],
  slots: 3,
  linkVersion: 1,
  instanceId: 'i1',
  ...more,
});

describe.each(databaseKinds)('worker sessions on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
  });
  beforeEach(async () => {
    for (const table of ['tasks', 'worker_sessions']) await sql.query({ name: '', text: `delete from ${table}` }, []);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  const register = async (session: SessionRecord, leaseMs = 60_000) => {
    const replaced = await sql.transaction((trx) => replaceSession(trx, session, leaseMs));
    return { session, replaced };
  };
  const note = (sessionId: string, more = {}) => ({
    sessionId,
    state: 'away' as const,
    status: 'busy',
    stats: { active_tasks: 1 },
    models: [],
    seenForMs: 0,
    ...more,
  });
  const leasedTo = async (session: SessionRecord) => {
    const lease = { sessionId: session.sessionId, workerId: session.workerId };
    const task = toInsert({ lease, expiresAt: Date.now() + hourMs });
    await insert(sql, task);
    return task;
  };

  it('are found by worker and by token, as they were registered, until they are replaced', async () => {
    const { session: first, replaced: none } = await register(toSession('w'));
    expect(none).toBeNull();
    expect(await findSession(sql, 'w')).toEqual(first);
    expect(await findSessionByToken(sql, first.tokenHash)).toEqual(first);
    const { session: second, replaced } = await register(toSession('w', { replicaId: replicaB }));
    expect(replaced).toEqual({ sessionId: first.sessionId, replicaId: replicaA, instanceId: 'i1' });
    expect(await findSession(sql, 'w')).toEqual(second);
    expect(await findSessionByToken(sql, first.tokenHash)).toBeNull();
    expect(await findSession(sql, 'nobody')).toBeNull();
  });

  it('one worker registering twice at once has one live session', async () => {
    const other = sqlOn(await fixture.another());
    const registering = [sql, other, sql, other].map((through) =>
      through.transaction((trx) => replaceSession(trx, toSession('w'), 60_000)),
    );
    const told = await Promise.allSettled(registering);
    expect(told.some(({ status }) => status === 'fulfilled')).toBe(true);
    const text = `select from worker_sessions where worker_id = 'w' and ended_at is null`;
    expect(await sql.query({ name: '', text }, [])).toHaveLength(1);
  });

  it('move to the replica that has their stream; an ended one does not', async () => {
    const { session } = await register(toSession('w'));
    expect(await connectSession(sql, session.sessionId, replicaB, 60_000)).toBe(true);
    expect(await findSession(sql, 'w')).toMatchObject({ replicaId: replicaB });
    expect(await findLiveInstance(sql, 'w')).toMatchObject({ replicaId: replicaB, instanceId: 'i1' });
    expect(await endSession(sql, session.sessionId, replicaA)).toBe(false);
    expect(await endSession(sql, session.sessionId, replicaB)).toBe(true);
    expect(await endSession(sql, session.sessionId, replicaB)).toBe(false);
    expect(await connectSession(sql, session.sessionId, replicaB, 60_000)).toBe(false);
    expect(await findLiveInstance(sql, 'w')).toBeNull();
  });

  it('are renewed by their own replica alone, in one statement', async () => {
    const [{ session: mine }, { session: theirs }] = [
      await register(toSession('mine'), 1),
      await register(toSession('theirs', { replicaId: replicaB }), 1),
    ];
    await waitFor(async () => (await countLiveWorkers(sql, '')) === 0);
    const ago = async () => (await lastSeen(sql, [mine.sessionId])).get(mine.sessionId);
    const asked = [mine, theirs].map(({ sessionId }) => ({ sessionId, seenForMs: 0 }));
    expect(await renewSessions(sql, asked, replicaA, 60_000)).toEqual(new Set([mine.sessionId]));
    expect(await countLiveWorkers(sql, '')).toBe(1);
    expect(await countLiveWorkers(sql, 'mine')).toBe(0);
    expect(await ago()).toBeLessThan(10_000);
    await renewSessions(sql, [{ sessionId: mine.sessionId, seenForMs: hourMs }], replicaA, 60_000);
    expect(await ago()).toBeLessThan(10_000);
  });

  it('another replica may note what the worker said of itself, not how its stream is', async () => {
    const { session } = await register(toSession('w'));
    await connectSession(sql, session.sessionId, replicaA, 60_000);
    await noteSessions(sql, [note(session.sessionId)], replicaB);
    const seenAt = (await listWorkers(sql))[0]?.lastSeenAt;
    expect(await listWorkers(sql)).toMatchObject([
      { workerId: 'w', state: 'connected', status: 'busy', stats: { active_tasks: 1 } },
    ]);
    await noteSessions(sql, [note(session.sessionId, { seenForMs: hourMs })], replicaA);
    expect(await listWorkers(sql)).toMatchObject([{ state: 'away', lastSeenAt: seenAt, models: [] }]);
  });

  it('the list shows no token, and a worker nobody renews as gone', async () => {
    await register(toSession('gone'), 1);
    const { session } = await register(toSession('here'));
    await leasedTo(session);
    await connectSession(sql, session.sessionId, replicaA, 60_000);
    await waitFor(async () => (await listWorkers(sql)).some((worker) => worker.state === 'gone'));
    const workers = await listWorkers(sql);
    expect(workers).toMatchObject([
      { workerId: 'gone', state: 'gone', activeTasks: 0 },
      {
        workerId: 'here',
        state: 'connected',
        activeTasks: 1,
        slots: 3,
        labels: { gpu: 'yes' },
        capabilities: ['ai_insights'],
      },
    ]);
    expect(JSON.stringify(workers)).not.toMatch(/token|hash/i);
    expect(JSON.stringify(workers)).not.toContain(session.tokenHash);
  });

  it('attempts are adopted by the same worker and attempt alone', async () => {
    const [{ session: old }, { session: other }] = [await register(toSession('w')), await register(toSession('other'))];
    const [mine, theirs] = [await leasedTo(old), await leasedTo(other)];
    const waiting = await taskIn(sql, 'ready');
    const { session: fresh } = await register(toSession('w'));
    const claims = [
      { taskId: mine.id, attempt: 1 },
      { taskId: mine.id, attempt: 2 },
      { taskId: theirs.id, attempt: 1 },
      { taskId: waiting.id, attempt: 0 },
      { taskId: randomUUID(), attempt: 1 },
      { taskId: 'no uuid', attempt: 1 },
    ];
    expect(await adoptAttempts(sql, fresh, claims)).toEqual(new Set([`${mine.id}/1`]));
    expect(await findLeased(sql, [fresh.sessionId])).toMatchObject([
      { id: mine.id, expiresAt: mine.expiresAt, attempt: 1 },
    ]);
    expect(await findLeased(sql, [old.sessionId])).toEqual([]);
    const held = [old, fresh].map(({ sessionId }) => ({ taskId: mine.id, attempt: 1, sessionId }));
    expect(await findGone(sql, held)).toEqual([{ taskId: mine.id, sessionId: old.sessionId }]);
    expect(await adoptAttempts(sql, fresh, [])).toEqual(new Set());
  });

  it('attempts are orphans when their session has ended, has no lease any more, or never was', async () => {
    const [{ session: live }, { session: ended }, { session: late }] = [
      await register(toSession('live')),
      await register(toSession('ended')),
      await register(toSession('late'), 1),
    ];
    await leasedTo(live);
    const [ofEnded, ofLate] = [await leasedTo(ended), await leasedTo(late)];
    const ofNobody = await taskIn(sql, 'running');
    await taskIn(sql, 'ready');
    await endSession(sql, ended.sessionId, replicaA);
    await waitFor(async () => (await findOrphans(sql, 10)).length === 3);
    const orphans = await findOrphans(sql, 10);
    expect(orphans.map((row) => row.id).sort()).toEqual([ofEnded.id, ofLate.id, ofNobody.id].sort());
    expect(await findOrphans(sql, 2)).toHaveLength(2);
  });

  it('the virtual time of all replicas is the furthest, also after a pulse that is behind', async () => {
    expect(await pulseReplica(sql, replicaA, 7)).toBe(7);
    expect(await pulseReplica(sql, replicaB, 40)).toBe(40);
    expect(await pulseReplica(sql, replicaA, 8)).toBe(40);
  });
});
