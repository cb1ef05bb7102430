import type { Requirements } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { LaneStore } from './lanes';
import { retireLanes } from './lanes-upkeep';
import { sqlOn } from './sql';
import type { Sql } from './sql';
import { insert, taskIn, toInsert } from './task-fixture';
import { TaskReader } from './task-reads';
import { cancelTasks, redriveTasks } from './task-transitions';

const day = 86_400_000;
const finishedTasksMs = 30 * day;

const named = (name: string): Requirements => ({
  pool: 'default',
  capability: 'ai_insights',
  labels: { name },
  model: null,
  needsOllama: false,
});

describe.each(databaseKinds)('the upkeep of lanes on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;
  /** Of another replica. */
  let elsewhere: Sql;
  let lanes: LaneStore;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
    elsewhere = sqlOn(await fixture.another());
  });
  beforeEach(async () => {
    lanes = new LaneStore(sql);
    await run('delete from lanes');
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  const run = <Row>(text: string, values: unknown[] = []) => sql.query<Row>({ name: '', text }, values);
  const pass = (now = Date.now()) => retireLanes(elsewhere, { now, finishedTasksMs }, new AbortController().signal);
  const unused = (hours: number) => run(`update lanes set last_used = last_used - $1 * interval '1 hour'`, [hours]);
  const live = async () =>
    (await run<{ id: number }>('select id from lanes where retired_at is null order by id')).map(({ id }) => id);

  it('retires what nobody used for a day and no task is in; the plain ones stay', async () => {
    const plain = await lanes.intern({ ...named(''), labels: {} });
    const idle = await lanes.intern(named('idle'));
    const [waits, runs, later] = [
      await lanes.intern(named('waits')),
      await lanes.intern(named('runs')),
      await lanes.intern(named('later')),
    ];
    await taskIn(sql, 'ready', { lane: waits.id });
    await taskIn(sql, 'running', { lane: runs.id });
    await taskIn(sql, 'scheduled', { lane: later.id });
    await lanes.refresh();
    await unused(23);
    expect(await pass()).toBe(0);
    await unused(2);
    expect(await pass()).toBe(1);
    const kept = [plain.id, waits.id, runs.id, later.id];
    expect(await live()).toEqual(kept);
    expect(await pass()).toBe(0);
    const before = lanes.version;
    await lanes.refresh();
    expect(lanes.version).not.toBe(before);
    expect([...lanes.all()].map(({ id }) => id).sort((a, b) => a - b)).toEqual(kept);
    expect(lanes.get(idle.id)).toEqual(idle);
    await run('delete from tasks');
    await unused(25);
    expect(await pass()).toBe(3);
  });

  it('many at once, by two replicas at once', async () => {
    await run(`insert into lanes (key, pool, capability, labels, needs_ollama, last_used)
      select n::text, 'default', 'cleanup', jsonb_build_object('n', n::text), false, now() - interval '2 days' from generate_series(1, 11000) n`);
    const retired = await Promise.all([pass(), pass()]);
    expect(retired.reduce((sum, count) => sum + count)).toBe(11_000);
    expect(await live()).toEqual([]);
  });

  it('one that is in use is not idle: each use is noted, an hour late at most', async () => {
    await lanes.intern(named('in use'));
    await lanes.refresh();
    await unused(25);
    await lanes.intern(named('in use'));
    await lanes.refresh();
    expect(await pass()).toBe(0);
    const [lane] = await run<{ is_fresh: boolean }>(
      `select last_used > now() - interval '1 minute' as is_fresh from lanes`,
    );
    expect(lane).toEqual({ is_fresh: true });
  });

  it('one that is asked for again comes back, under its id', async () => {
    const lane = await lanes.intern(named('again'));
    await lanes.refresh();
    await unused(25);
    await pass();
    expect(await new LaneStore(elsewhere).intern(named('again'))).toEqual(lane);
    await lanes.refresh();
    expect([...lanes.all()]).toEqual([lane]);
    await unused(25);
    await pass();
    await lanes.refresh();
    expect([...lanes.all()]).toEqual([]);
    expect(await lanes.intern(named('again'))).toEqual(lane);
    expect(await live()).toEqual([lane.id]);
  });

  it('a task on its way into a lane that is retired at that moment is not stranded', async () => {
    const lane = await lanes.intern(named('raced'));
    await lanes.refresh();
    await unused(25);
    const asked = await lanes.intern(named('raced'));
    expect(await pass()).toBe(1);
    await insert(sql, toInsert({ lane: asked.id }));
    await lanes.refresh();
    expect(await live()).toEqual([lane.id]);
    expect([...lanes.all()]).toEqual([lane]);
    await run('delete from tasks');
  });

  it('nor where the replica died before it noted the use', async () => {
    const lane = await lanes.intern(named('died'));
    await unused(25);
    expect(await pass()).toBe(1);
    await insert(sql, toInsert({ lane: lane.id }));
    expect(await pass()).toBe(0);
    expect(await live()).toEqual([lane.id]);
    await run('delete from tasks');
  });

  it('a use that could not be noted is noted later', async () => {
    let isAway = false;
    const flaky: Sql = {
      query: (statement, values) =>
        isAway && statement.name === 'lanes_touch' ? Promise.reject(new Error('away')) : sql.query(statement, values),
      transaction: (work) => sql.transaction(work),
    };
    const store = new LaneStore(flaky);
    const lane = await store.intern(named('flaky'));
    await store.refresh();
    await unused(25);
    await store.intern(named('flaky'));
    isAway = true;
    await expect(store.refresh()).rejects.toThrow('away');
    isAway = false;
    expect(await pass()).toBe(1);
    await store.refresh();
    expect(await live()).toEqual([lane.id]);
  });

  it('finished tasks of a retired lane are read and redriven as ever', async () => {
    const lane = await lanes.intern(named('finished'));
    const { id } = await taskIn(sql, 'ready', { lane: lane.id });
    await cancelTasks(sql, [id]);
    await unused(25);
    expect(await pass()).toBe(1);
    const store = new LaneStore(elsewhere);
    const reader = new TaskReader(elsewhere, store);
    const requirements = named('finished');
    expect(await reader.find(id)).toMatchObject({ id, requirements });
    expect(await reader.findMany([id])).toMatchObject([{ requirements }]);
    expect((await reader.list({ limit: 10 })).items).toMatchObject([{ requirements }]);
    expect([...store.all()]).toEqual([]);
    expect(await store.intern(requirements)).toEqual(lane);
    expect(await redriveTasks(sql, [{ id, turn: 1, orderKey: 1 }])).toEqual([{ id, lane: lane.id }]);
    expect(await live()).toEqual([lane.id]);
    await run('delete from tasks');
  });

  it('a retired one is forgotten a year after the last task that could name it', async () => {
    await lanes.intern(named('old'));
    await unused(25);
    await pass();
    const count = async () => (await run('select 1 from lanes')).length;
    await pass(Date.now() + 394 * day);
    expect(await count()).toBe(1);
    await pass(Date.now() + 396 * day);
    expect(await count()).toBe(0);
  });

  it('lanes that come and go do not add up to the bound', async () => {
    const store = new LaneStore(sql, { max: 3, aUserADay: 3 });
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 3; n += 1) await store.intern(named(`${round}-${n}`), 'ann');
      await expect(store.intern(named('more'), 'ann')).rejects.toMatchObject({ code: 'resource_exhausted' });
      await store.refresh();
      await unused(25);
      await pass();
      await store.refresh();
      expect(store.size).toBe(0);
    }
  });
});
