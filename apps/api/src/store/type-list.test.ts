import { describeWithPostgres, leakCheck } from '@englog/testing';
import { openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { LaneStore } from './lanes';
import { ensurePartitions } from './partitions';
import type { TaskFilter } from './records';
import { sqlOn } from './sql';
import type { Sql } from './sql';
import { TaskReader } from './task-reads';

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}
const rowsRead = (node: PlanNode): number => {
  const own = node['Relation Name'] === undefined ? 0 : node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return own * node['Actual Loops'] + (node.Plans ?? []).reduce((sum, below) => sum + rowsRead(below), 0);
};

/** Of 130,000 finished tasks the oldest three are data_analysis, the rest weekly_report. Ten more wait. */
describeWithPostgres('tasks listed by type alone', () => {
  let fixture: DatabaseFixture;
  let sql: Sql;
  const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

  beforeAll(async () => {
    fixture = await openDatabaseFixture('postgres');
    sql = sqlOn(fixture.database);
    const { id: lane } = await new LaneStore(sql).intern({
      pool: 'default',
      capability: 'data_analysis',
      labels: {},
      model: null,
      needsOllama: false,
    });
    await ensurePartitions(sql, Date.now(), 2);
    await sql.query(
      {
        name: '',
        text: `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms,
                 max_attempts, attempt, attempts_spent, finished_at)
               select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'completed', $1,
                 case when n <= 3 then 'data_analysis' else 'weekly_report' end,
                 case n % 2 when 0 then 'ann' else 'bob' end, 5, '{}', now(), 1000, 3, 1, 0, now() + n % 2 * interval '1 day'
               from generate_series(1, 130000) n`,
      },
      [lane],
    );
    await sql.query(
      {
        name: '',
        text: `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
               select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready', $1, n, n,
                 case n when 130009 then 'data_analysis' else 'insight_generation' end, 'ann', 5, '{}', 1000, 3
               from generate_series(130001, 130010) n`,
      },
      [lane],
    );
    await sql.query({ name: '', text: 'vacuum analyze' }, []);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  /** Every page until there is no more, and the most rows that one of them read. */
  const listAll = async (filter: Partial<TaskFilter>) => {
    let read = 0;
    const watched: Sql = {
      ...sql,
      query: async (statement, values) => {
        if (/tasks/.test(statement.text)) {
          const explain = { name: '', text: `explain (analyze, format json) ${statement.text}` };
          const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explain, values);
          read += rowsRead((row as NonNullable<typeof row>)['QUERY PLAN'][0].Plan);
        }
        return sql.query(statement, values);
      },
    };
    const reader = new TaskReader(watched, new LaneStore(sql));
    const [ids, reads]: [string[], number[]] = [[], []];
    for (let cursor: string | null | undefined; cursor !== null;) {
      read = 0;
      const page = await reader.list({ limit: 2, ...filter, ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      reads.push(read);
      cursor = page.nextCursor;
    }
    return { ids, mostRead: Math.max(...reads), pages: reads.length };
  };

  it.each<[string, Partial<TaskFilter>, number[]]>([
    ['everybody’s', {}, [130_009, 3, 2, 1]],
    ['a user’s', { userId: 'ann' }, [130_009, 2]],
    ['the completed', { status: 'completed' }, [3, 2, 1]],
    ['a user’s completed', { status: 'completed', userId: 'bob' }, [3, 1]],
    ['the waiting', { status: 'pending' }, [130_009]],
  ])('%s: each page reads so many at most, and none is missed or told twice', async (_, filter, found) => {
    const { ids, mostRead, pages } = await listAll({ type: 'data_analysis', ...filter });
    expect(ids).toEqual(found.map(idOf));
    expect(mostRead).toBeLessThan(250_000);
    expect(pages).toBeLessThan(5);
  });

  it('a type that most are of fills its pages', async () => {
    const page = await new TaskReader(sql, new LaneStore(sql)).list({ type: 'weekly_report', limit: 50 });
    expect(page.items.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, n) => idOf(130_000 - n)));
    expect(page.nextCursor).not.toBeNull();
  });
});
