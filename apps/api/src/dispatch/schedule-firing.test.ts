import { randomUUID } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { NewSchedule, Task } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { leakCheck } from '@englog/testing';
import { MemoryFeed } from '../feed/memory-feed';
import { databaseKinds, openDatabaseFixture } from '../store/database-fixture';
import type { DatabaseFixture } from '../store/database-fixture';
import { once } from '../store/idempotency';
import type { Sql } from '../store/sql';
import { sqlOn } from '../store/sql';
import type { Dispatch } from './dispatch';
import { Dispatcher } from './dispatcher';
import { ScheduleDesk } from './schedule-desk';
import { ScheduleFiring } from './schedule-firing';
import { guardFirings } from './schedule-guard';

const log = createLogger({ name: 'test', level: 'silent' });
const ms = (time: string) => Date.parse(time);
const monday = ms('2026-03-02T07:00Z');
const hour = 3_600_000;
const day = 24 * hour;

const weekly: NewSchedule = {
  userId: 'u1',
  name: 'Weekly report',
  cron: '0 8 * * 1',
  timeZone: 'Europe/Berlin',
  task: { type: 'weekly_report', period: 'previous_week' },
  catchUp: 'once',
  enabled: true,
};

const openDispatcher = async (sql: Sql, maxBacklogPerUser = 0): Promise<Dispatcher> => {
  const dispatcher = new Dispatcher({
    sql,
    feed: new MemoryFeed({ eventsKept: 100, queueCapacity: 100, startedAt: 0 }),
    once: guardFirings(once),
    replicaId: randomUUID(),
    limits: { maxBacklog: 10_000, maxBacklogPerUser, concurrency: null, maxResultBytes: 1_048_576 },
    workers: { max: 10, timeoutMs: 120_000, plainSlots: 5, maxLosses: 5 },
    timing: {
      ackTimeoutMs: 5000,
      pingIntervalMs: 5000,
      graceMs: 15_000,
      pollMs: 1000,
      leaseMs: 15_000,
      backoff: { initialMs: 10, maxMs: 50 },
    },
    queueSize: 100,
    log,
  });
  await dispatcher.start();
  return dispatcher;
};

describe.each(databaseKinds)('firing schedules (%s)', (kind) => {
  let fixture: DatabaseFixture;
  let sqls: Sql[];
  let dispatchers: Dispatcher[];
  let clock = monday;
  const now = () => clock;
  const wanted: number[] = [];

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sqls = [sqlOn(fixture.database), sqlOn(await fixture.another())];
    dispatchers = await Promise.all(sqls.map((sql) => openDispatcher(sql)));
  });
  afterAll(async () => {
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    await fixture.close();
    await leakCheck();
  });
  beforeEach(async () => {
    clock = monday - day;
    wanted.length = 0;
    for (const table of ['schedules', 'tasks', 'finished_tasks', 'idempotency_keys'])
      await sqls[0]?.query({ name: '', text: `delete from ${table}` }, []);
  });

  const desk = (replica = 0, maxPerUser = 0) =>
    new ScheduleDesk({ sql: sqls[replica] as Sql, maxPerUser, now, onDue: (inMs) => wanted.push(inMs) });
  const firing = (replica = 0, create?: Dispatch['create']) =>
    new ScheduleFiring({
      sql: sqls[replica] as Sql,
      create: create ?? ((tasks, key) => (dispatchers[replica] as Dispatcher).create(tasks, key)),
      pools: ['default'],
      now,
      log,
    });
  const tasks = async (): Promise<Task[]> => {
    const reads = (dispatchers[0] as Dispatcher).tasks;
    const { items } = await reads.list({ limit: 200 });
    return Promise.all(items.map(async ({ id }) => (await reads.find(id)) as Task));
  };
  const weeks = async () => (await tasks()).map(({ payload }) => payload['start_date']).sort();
  const created = async (change: Partial<NewSchedule> = {}) => (await desk().create({ ...weekly, ...change })).schedule;

  it('fires at its time, once, and says when it fires next', async () => {
    const { id, nextAt } = await created();
    expect([nextAt, wanted]).toEqual([monday, [day]]);
    const pass = firing();
    expect(await pass.pass()).toBe(day);
    expect(await tasks()).toHaveLength(0);
    clock = monday;
    expect(await pass.pass()).toBe(7 * day);
    expect(await pass.pass()).toBe(7 * day);
    expect(await tasks()).toEqual([
      expect.objectContaining({
        type: 'weekly_report',
        userId: 'u1',
        payload: expect.objectContaining({
          start_date: '2026-02-23',
          end_date: '2026-03-01',
          time_zone: 'Europe/Berlin',
        }),
      }),
    ]);
    expect(await desk().find(id)).toMatchObject({ lastAt: monday, nextAt: monday + 7 * day });
  });

  it('fires once when replicas pass at once', async () => {
    for (let n = 0; n < 20; n++) await created({ userId: `u${n}` });
    clock = monday;
    await Promise.all([0, 1, 0, 1].map((replica) => firing(replica).pass()));
    const owners = (await tasks()).map((task) => task.userId);
    expect(owners).toHaveLength(20);
    expect(new Set(owners).size).toBe(20);
  });

  it('makes no second task after a crash between the task and the move to the next firing', async () => {
    await created();
    clock = monday;
    const crashing: Dispatch['create'] = async (...args) => {
      await (dispatchers[0] as Dispatcher).create(...args);
      throw new Error('killed');
    };
    expect(await firing(0, crashing).pass()).toBe(1000);
    expect(await firing(1).pass()).toBe(7 * day);
    expect(await weeks()).toEqual(['2026-02-23']);
  });

  it.each([
    ['none', []],
    ['once', ['2026-03-16']],
    ['all', ['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16']],
  ] as const)('after three weeks of downtime catches up %s', async (catchUp, expected) => {
    const { id } = await created({ catchUp });
    clock = monday + 21 * day + hour;
    expect(await firing().pass()).toBe(7 * day - hour - hour); // the clocks go forward in between
    expect(await weeks()).toEqual(expected);
    expect((await desk().find(id))?.nextAt).toBe(ms('2026-03-30T06:00Z'));
  });

  it('does nothing while it is off, and does not make up for that when it is on again', async () => {
    const { id, nextAt } = await created({ enabled: false, catchUp: 'all' });
    expect(nextAt).toBeNull();
    clock = monday + 21 * day;
    expect(await firing().pass()).toBeNull();
    expect((await desk().update(id, { ...weekly, catchUp: 'all' }))?.nextAt).toBeGreaterThan(clock);
    await firing().pass();
    expect(await tasks()).toHaveLength(0);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['deleted', (id) => desk().delete(id)],
    ['switched off', (id) => desk().update(id, { ...weekly, enabled: false })],
  ])('makes no task for a schedule that is %s while it fires', async (_how, change) => {
    const { id } = await created();
    clock = monday;
    const late: Dispatch['create'] = async (...args) => {
      await change(id);
      return (dispatchers[0] as Dispatcher).create(...args);
    };
    await firing(0, late).pass();
    expect(await tasks()).toHaveLength(0);
    expect((await desk().find(id))?.nextAt ?? null).toBeNull();
  });

  it('is not stopped by schedules that cannot fire', async () => {
    const broken = await created({ userId: 'broken' });
    await sqls[0]?.query({ name: '', text: `update schedules set cron = 'often' where id = $1` }, [broken.id]);
    const refused = await created({ userId: 'refused', task: { ...weekly.task, pool: 'gone' } });
    await created();
    clock = monday;
    expect(await firing().pass()).toBe(7 * day);
    expect((await tasks()).map((task) => task.userId)).toEqual(['u1']);
    expect((await desk().find(broken.id))?.nextAt).toBeNull();
    expect(await desk().find(refused.id)).toMatchObject({ nextAt: monday + 7 * day, lastAt: null });
  });

  it('tries again when a task cannot be taken now, where it left off', async () => {
    const { id } = await created({ catchUp: 'all' });
    clock = monday + 14 * day;
    let taken = 0;
    const full: Dispatch['create'] = (...args) =>
      taken++ === 1
        ? Promise.reject(new EnglogError('resource_exhausted', 'the backlog is full'))
        : (dispatchers[0] as Dispatcher).create(...args);
    expect(await firing(0, full).pass()).toBe(1000);
    expect(await desk().find(id)).toMatchObject({ lastAt: monday, nextAt: monday + 7 * day });
    expect(await firing(0, full).pass()).toBe(7 * day);
    expect(await weeks()).toEqual(['2026-02-23', '2026-03-02', '2026-03-09']);
  });

  it('waits for room under its owner’s own bound, and others’ schedules fire meanwhile', async () => {
    const bounded = await openDispatcher(sqls[0] as Sql, 2);
    const { id } = await created({ catchUp: 'all' });
    await created({ userId: 'u2' });
    clock = monday + 14 * day;
    const pass = firing(0, (...args) => bounded.create(...args));
    expect(await pass.pass()).toBe(1000);
    expect(await desk().find(id)).toMatchObject({ lastAt: monday + 7 * day, nextAt: monday + 14 * day });
    expect((await tasks()).map((task) => task.userId).sort()).toEqual(['u1', 'u1', 'u2']);
    expect(await pass.pass()).toBe(1000);
    const [first] = (await tasks()).filter((task) => task.userId === 'u1');
    await bounded.cancel(first?.id ?? '');
    expect(await pass.pass()).toBe(7 * day);
    expect(await desk().find(id)).toMatchObject({ lastAt: monday + 14 * day, nextAt: monday + 21 * day });
    await bounded.stop();
  });

  it('comes back from a clock that was a year ahead, without firing again what has fired', async () => {
    const { id } = await created();
    clock = monday;
    const pass = firing();
    await pass.pass();
    clock = monday + 365 * day;
    await pass.pass();
    clock = monday + hour;
    expect(await pass.pass()).toBe(7 * day - hour);
    expect(await desk().find(id)).toMatchObject({ lastAt: clock, nextAt: monday + 7 * day });
    clock = monday - hour;
    await pass.pass();
    clock = monday;
    await pass.pass();
    expect(await weeks()).toEqual(['2026-02-23', '2027-02-22']);
  });

  it('creates one schedule for one key', async () => {
    const key = { userId: 'u1', scope: 'schedules', key: 'k', fingerprint: 'f' };
    const first = await desk().create(weekly, key);
    const again = await desk().create(weekly, key);
    expect([first.replayed, again.replayed, again.schedule]).toEqual([false, true, first.schedule]);
    await expect(desk().create(weekly, { ...key, fingerprint: 'g' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await desk().list({ limit: 10 })).items).toEqual([first.schedule]);
  });

  it('I9: keeps a user, and nobody else, from making more than the bound, on replicas at once', async () => {
    const key = (name: string) => ({ userId: 'u1', scope: 'schedules', key: name, fingerprint: 'f' });
    const asked = Array.from({ length: 8 }, (_, n) => desk(n % 2, 3).create(weekly, key(`k${n}`)));
    const outcomes = await Promise.allSettled(asked);
    const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.schedule] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(made).toHaveLength(3);
    for (const error of refused) expect(error).toMatchObject({ code: 'resource_exhausted', retryAfterMs: 60_000 });
    expect(refused.at(-1)).toMatchObject({ message: expect.stringMatching(/user u1 has 3 of the 3 schedules/) });

    const kept = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
    expect(await desk(0, 3).create(weekly, key(`k${kept}`))).toMatchObject({ replayed: true });
    expect(await desk(0, 3).create({ ...weekly, userId: 'u2' })).toMatchObject({ replayed: false });
    expect(await desk(0, 3).update(made[0]?.id ?? '', { ...weekly, enabled: false })).not.toBeNull();
    await expect(desk(0, 3).create(weekly)).rejects.toMatchObject({ code: 'resource_exhausted' });
    await desk().delete(made[0]?.id ?? '');
    const again = outcomes.findIndex((outcome) => outcome.status === 'rejected');
    expect(await desk(1, 3).create(weekly, key(`k${again}`))).toMatchObject({ replayed: false });
  });

  it('lists the newest first, page by page, of one user or all', async () => {
    const ids: string[] = [];
    for (const userId of ['u1', 'u2', 'u1', 'u1']) ids.unshift((await created({ userId })).id);
    const first = await desk().list({ limit: 3 });
    const rest = await desk().list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
    expect((await desk().list({ limit: 10, userId: 'u2' })).items).toHaveLength(1);
    await expect(desk().list({ limit: 10, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_argument' });
    expect([
      await desk().find('nonsense'),
      await desk().delete('nonsense'),
      await desk().update('nonsense', weekly),
    ]).toEqual([null, false, null]);
  });
});
