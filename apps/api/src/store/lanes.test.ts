import type { Requirements } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { laneKey, LaneStore } from './lanes';
import { sqlOn } from './sql';

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

  it('many who ask for the same at once, on two replicas, get the same lane', async () => {
    const stores = [new LaneStore(sqlOn(fixture.database)), new LaneStore(sqlOn(await fixture.another()))];
    const asked = Array.from({ length: 40 }, (_, n) => stores[n % 2]?.intern(needs({ model: `m${n % 4}` })));
    const lanes = await Promise.all(asked);
    expect(new Set(lanes.map((lane) => lane?.id)).size).toBe(4);
    for (const [n, lane] of lanes.entries()) expect(lane?.requirements).toEqual(needs({ model: `m${n % 4}` }));
  });

  it('I9: new ones have a limit; those that are known, here or elsewhere, are found all the same', async () => {
    const sql = sqlOn(fixture.database);
    const known = await new LaneStore(sql).intern(needs({ labels: { n: 'known' } }));
    const bounded = new LaneStore(sql, 2);
    await bounded.intern(needs({ labels: { n: '1' } }));
    await bounded.intern(needs({ labels: { n: '2' } }));
    const refused = { code: 'resource_exhausted', message: expect.stringMatching(/2 combinations/) as string };
    await expect(bounded.intern(needs({ labels: { n: '3' } }))).rejects.toMatchObject(refused);
    expect(await bounded.intern(known.requirements)).toEqual(known);
    expect(await bounded.intern(needs({ labels: { n: '2' } }))).toMatchObject({ requirements: { labels: { n: '2' } } });
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
