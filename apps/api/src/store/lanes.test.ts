import type { Requirements } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { LaneStore } from './lanes';
import { laneKey } from './lanes-rows';
import { sqlOn } from './sql';
import type { Sql } from './sql';

const needs = (more: Partial<Requirements> = {}): Requirements => ({
  pool: 'default',
  capability: 'ai_insights',
  labels: {},
  model: null,
  needsOllama: false,
  ...more,
});

test('equal requirements have equal keys, however their labels are written; different ones never', () => {
  const key = laneKey(needs({ labels: { a: '1', b: '2' } }));
  expect(laneKey(needs({ labels: { b: '2', a: '1' } }))).toBe(key);
  const others = [
    needs(),
    needs({ pool: 'gpu' }),
    needs({ capability: 'cleanup' }),
    needs({ labels: { a: '1' } }),
    needs({ labels: { a: '1,b=2' } }),
    needs({ model: 'llama3' }),
    needs({ model: 'null' }),
    needs({ needsOllama: true }),
    needs({ labels: { a: '1', b: '2' } }),
  ];
  expect(new Set(others.map(laneKey)).size).toBe(others.length);
});

describe.each(databaseKinds)('lanes on %s', (kind) => {
  let fixture: DatabaseFixture;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  const run = <Row>(text: string, values: unknown[] = []) => fixture.database.query<Row>({ name: '', text }, values);

  it('many who ask for the same at once, on two replicas, get the same lane', async () => {
    const stores = [new LaneStore(sqlOn(fixture.database)), new LaneStore(sqlOn(await fixture.another()))];
    const asked = Array.from({ length: 40 }, (_, n) => stores[n % 2]?.intern(needs({ model: `m${n % 4}` })));
    const lanes = await Promise.all(asked);
    expect(new Set(lanes.map((lane) => lane?.id)).size).toBe(4);
    for (const [n, lane] of lanes.entries()) expect(lane?.requirements).toEqual(needs({ model: `m${n % 4}` }));
  });

  it('a batch of one new lane asks for it once', async () => {
    let statements = 0;
    const sql = sqlOn(fixture.database);
    const counting: Sql = {
      ...sql,
      query: (statement, values) => {
        statements += 1;
        return sql.query(statement, values);
      },
    };
    const store = new LaneStore(counting);
    const lanes = await Promise.all(Array.from({ length: 1000 }, () => store.intern(needs({ pool: 'new' }), 'ann')));
    expect(new Set(lanes.map(({ id }) => id)).size).toBe(1);
    expect(statements).toBe(2);
  });

  it('I9: new ones have a limit; those that are known, here or elsewhere, are found all the same', async () => {
    const sql = sqlOn(fixture.database);
    const known = await new LaneStore(sql).intern(needs({ labels: { n: 'known' } }));
    const bounded = new LaneStore(sql, { max: 2 });
    await bounded.intern(needs({ labels: { n: '1' } }));
    await bounded.intern(needs({ labels: { n: '2' } }));
    const refused = { code: 'resource_exhausted', message: expect.stringMatching(/2 combinations/) as string };
    await expect(bounded.intern(needs({ labels: { n: '3' } }))).rejects.toMatchObject(refused);
    expect(await bounded.intern(known.requirements)).toEqual(known);
    expect(await bounded.intern(needs({ labels: { n: '2' } }))).toMatchObject({ requirements: { labels: { n: '2' } } });
    // Those without labels and model are few, and everybody's.
    expect(await bounded.intern(needs({ needsOllama: true }))).toMatchObject({ requirements: { needsOllama: true } });
  });

  it('I9: one user’s new ones have a bound of their own, over all replicas and within one batch', async () => {
    const stores = await Promise.all(
      [fixture.database, await fixture.another()].map(
        (database) => new LaneStore(sqlOn(database), { aUserADay: 5, aUser: 7 }),
      ),
    );
    const [here, there] = stores as [LaneStore, LaneStore];
    const named = (n: number) => needs({ labels: { batch: `${n}` } });
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => here.intern(named(n), 'mallory')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const refused = {
      code: 'resource_exhausted',
      message: expect.stringMatching(/5 new combinations/) as string,
      retryAfterMs: expect.closeTo(86_400_000, -6) as number,
    };
    await expect(there.intern(named(20), 'mallory')).rejects.toMatchObject(refused);
    // What is known, plain, of nobody's account or another's goes on.
    const known = await here.intern(named(0), 'mallory');
    expect(await there.intern(named(0), 'mallory')).toEqual(known);
    await there.intern(needs({ pool: 'other' }), 'mallory');
    await there.intern(named(20), null);
    await there.intern(named(21), 'ann');
    // A day later so many again.
    await run(`update lanes set made_at = made_at - interval '25 hours' where made_by is not null`);
    await there.intern(named(22), 'mallory');
    // Those that stay in use have a bound too.
    await there.intern(named(23), 'mallory');
    await expect(there.intern(named(24), 'mallory')).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/7 combinations .* in use/) as string,
    });
  });

  it('a lane that another replica has added is there after a refresh, whole', async () => {
    const [here, there] = [new LaneStore(sqlOn(fixture.database)), new LaneStore(sqlOn(await fixture.another()))];
    const added = await there.intern(needs({ labels: { 'a "quoted"': 'é' }, pool: 'gpu', needsOllama: true }));
    expect(here.get(added.id)).toBeUndefined();
    await here.refresh();
    expect(here.get(added.id)).toEqual(added);
    expect([...here.all()]).toContainEqual(added);
    expect(here.size).toBe([...here.all()].length);
  });
});
