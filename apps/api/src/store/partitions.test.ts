import { describeWithPostgres, leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { dropPartitions, ensurePartitions } from './partitions';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { finish, taskIn, toFinish } from './task-fixture';

const dayMs = 86_400_000;
const nameOf = (ms: number) => `finished_tasks_${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;

const partitionsOf = async (sql: Sql): Promise<string[]> => {
  const text = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'finished_tasks'::regclass order by 1`;
  return (await sql.query<{ name: string }>({ name: '', text }, [])).map((row) => row.name);
};
const placeOf = async (sql: Sql, id: string): Promise<string | undefined> => {
  const text = 'select tableoid::regclass::text as name from finished_tasks where id = $1';
  return (await sql.query<{ name: string }>({ name: '', text }, [id]))[0]?.name;
};

describe.each(databaseKinds)('partitions of finished tasks on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  it('a task that ends before there is a partition for its day is kept in the default one', async () => {
    const { id } = await taskIn(sql, 'completed');
    expect(await placeOf(sql, id)).toBe('finished_tasks_default');
    // Its day cannot have one of its own any more: that is told by nothing failing.
    await ensurePartitions(sql, Date.now(), 2);
    expect(await partitionsOf(sql)).toEqual(
      [nameOf(Date.now() + dayMs), nameOf(Date.now() + 2 * dayMs), 'finished_tasks_default'].sort(),
    );
    await sql.query({ name: '', text: 'delete from finished_tasks' }, []);
  });

  it('replicas make them at once, and a task that ends goes to its day', async () => {
    const other = sqlOn(await fixture.another());
    await Promise.all([sql, other, sql, other].map((through) => ensurePartitions(through, Date.now(), 3)));
    const days = [0, 1, 2, 3].map((n) => nameOf(Date.now() + n * dayMs));
    expect(await partitionsOf(sql)).toEqual([...days, 'finished_tasks_default'].sort());
    const { id } = await taskIn(sql, 'failed');
    expect(await placeOf(sql, id)).toBe(nameOf(Date.now()));
  });

  it('are dropped once their whole day is past, and the tasks of that day with them', async () => {
    const { id } = await taskIn(sql, 'completed');
    const old = Date.now() - 40 * dayMs;
    await ensurePartitions(sql, old, 1);
    expect(await dropPartitions(sql, old + dayMs)).toEqual([nameOf(old)]);
    expect(await dropPartitions(sql, old + dayMs)).toEqual([]);
    expect(await placeOf(sql, id)).toBe(nameOf(Date.now()));
    await dropPartitions(sql, Date.now() + dayMs);
    expect(await placeOf(sql, id)).toBeUndefined();
  });
});

describeWithPostgres('a partition that cannot be had at once', () => {
  it('is left for another time: whoever reads for hours does not hold up those who write', async () => {
    const fixture = await openDatabaseFixture('postgres');
    try {
      const sql = sqlOn(fixture.database);
      const ref = await taskIn(sql, 'running');
      await sqlOn(await fixture.another()).transaction(async (backup) => {
        await backup.query({ name: '', text: 'select count(*) from finished_tasks' }, []);
        const making = ensurePartitions(sql, Date.now(), 0);
        expect((await finish(sql, toFinish(ref))).has(ref.id)).toBe(true);
        await making;
        expect(await partitionsOf(sql)).toEqual(['finished_tasks_default']);
      });
      await ensurePartitions(sql, Date.now() + dayMs, 0);
      expect(await partitionsOf(sql)).toEqual([nameOf(Date.now() + dayMs), 'finished_tasks_default'].sort());
    } finally {
      await fixture.close();
      await leakCheck();
    }
  });
});
