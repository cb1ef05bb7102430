import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { sqlOn } from './sql';
import { compareWithTeam } from './team-comparison';

const monday = Date.parse('2026-03-02T00:00:00Z');
const week = { userId: 'me', from: monday, to: monday + 7 * 86_400_000 };

describe.each(databaseKinds)('comparison with the team (%s)', (kind) => {
  let fixture: DatabaseFixture;
  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });
  beforeEach(() => fixture.database.query({ name: '', text: 'delete from log_entries' }, []));

  const add = (user: string, start: string, hours: number, change: { type?: string; value?: string } = {}) =>
    fixture.database.query(
      {
        name: '',
        text: `insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
          values (gen_random_uuid(), $1, 't', $4, $2::timestamptz, $2::timestamptz + $3 * interval '1 hour', $5, 'team')`,
      },
      [user, start, hours, change.type ?? 'development', change.value ?? 'low'],
    );
  const compared = () => compareWithTeam(sqlOn(fixture.database), week);
  const team = async (people: number) => {
    for (let n = 1; n <= people; n += 1) await add(`u${n}`, '2026-03-03T08:00:00Z', n);
  };

  it('tells nothing but how many there are below five others', async () => {
    await add('me', '2026-03-03T08:00:00Z', 3);
    await team(4);
    expect(await compared()).toEqual({ people: 4, measures: [] });
  });

  it('tells quartiles and the share of others with as much or less', async () => {
    await add('me', '2026-03-03T08:00:00Z', 3);
    await team(5);
    const { people, measures } = await compared();
    expect(people).toBe(5);
    expect(measures.find(({ name }) => name === 'hours')).toEqual({
      name: 'hours',
      own: 3,
      p25: 2,
      median: 3,
      p75: 4,
      percentile: 60,
    });
  });

  it('counts overlapping time once, cuts at the period, and measures shares of it', async () => {
    await team(5);
    await add('me', '2026-03-03T08:00:00Z', 3, { value: 'high' });
    await add('me', '2026-03-03T10:00:00Z', 2, { type: 'meeting' });
    await add('me', '2026-03-01T22:00:00Z', 4, { type: 'meeting' });
    await add('me', '2026-02-20T08:00:00Z', 9);
    const own = Object.fromEntries((await compared()).measures.map(({ name, own: value }) => [name, value]));
    expect(own['hours']).toBeCloseTo(6);
    expect(own['meeting_percent']).toBeCloseTo((4 / 6) * 100);
    expect(own['high_value_percent']).toBeCloseTo(50);
  });

  it('gives a user without time zeros to compare, and others without time no weight', async () => {
    await team(6);
    await add('elsewhere', '2026-04-01T08:00:00Z', 3);
    const { people, measures } = await compared();
    expect(people).toBe(6);
    expect(measures.map(({ own, percentile }) => [own, percentile])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
