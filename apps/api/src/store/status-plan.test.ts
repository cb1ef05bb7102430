import { describeWithPostgres, leakCheck } from '@englog/testing';
import { openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { LaneStore } from './lanes';
import { ensurePartitions } from './partitions';
import { sqlOn } from './sql';
import type { Sql } from './sql';
import { TaskReader } from './task-reads';
import { selectTasks } from './task-selection';
import { cursorOf } from './uuid';

const dayMs = 86_400_000;

interface PlanNode {
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Three days of finished tasks: 3,000 completed, two failed, one cancelled. */
describeWithPostgres('finished tasks found by their status', () => {
  let fixture: DatabaseFixture;
  let sql: Sql;
  const query = <Row>(text: string, values: unknown[] = []) => sql.query<Row>({ name: '', text }, values);

  beforeAll(async () => {
    fixture = await openDatabaseFixture('postgres');
    sql = sqlOn(fixture.database);
    const { id: lane } = await new LaneStore(sql).intern({
      pool: 'default',
      capability: 'cleanup',
      labels: {},
      model: null,
      needsOllama: false,
    });
    await ensurePartitions(sql, Date.now(), 2);
    await query(
      `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts,
         attempt, attempts_spent, finished_at)
       select gen_random_uuid(), case n when 7 then 'failed' when 1008 then 'failed' when 2009 then 'cancelled' else 'completed' end,
         $1, 'cleanup', 'ann', 5, '{}', now(), 1000, 3, 1, 0, to_timestamp($2) + n / 1000 * interval '1 day'
       from generate_series(0, 2999) n`,
      [lane, Math.floor(Date.now() / dayMs) * (dayMs / 1000)],
    );
    await query('analyze finished_tasks');
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  /** What it answers, and the index by which it read each day (the default partition is empty: any would do). */
  const watch = async <T>(work: (sql: Sql) => Promise<T>): Promise<{ answer: T; by: (string | undefined)[] }> => {
    const by: (string | undefined)[] = [];
    const watched: Sql = {
      ...sql,
      query: async (statement, values) => {
        const text = `explain (format json) ${statement.text}`;
        const [row] = await query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(text, values);
        const nodes = nodesOf((row as NonNullable<typeof row>)['QUERY PLAN'][0].Plan);
        const reads = nodes.filter((node) => /^finished_tasks_\d/.test(node['Relation Name'] ?? ''));
        by.push(...reads.map((node) => node['Index Name'] ?? node.Plans?.[0]?.['Index Name']));
        return sql.query(statement, values);
      },
    };
    return { answer: await work(watched), by };
  };
  const list = (filter: object) => (on: Sql) =>
    new TaskReader(on, new LaneStore(sql)).list({ limit: 50, ...filter }).then(({ items }) => items.length);
  const select = (filter: object) => (on: Sql) =>
    selectTasks(on, { limit: 500, ...filter }, 'ended').then((ids) => ids.length);
  const cursor = cursorOf('tasks', 'ffffffff-ffff-7fff-bfff-ffffffffffff');

  it.each([
    ['list of the failed', 2, list({ status: 'failed' })],
    ['list of the cancelled', 1, list({ status: 'cancelled' })],
    ['list of a user’s failed', 2, list({ status: 'failed', userId: 'ann' })],
    ['list of the failed of a type', 2, list({ status: 'failed', type: 'cleanup' })],
    ['further page of the failed', 2, list({ status: 'failed', cursor })],
    ['choice of the failed', 2, select({ status: 'failed' })],
    ['choice of the cancelled', 1, select({ status: 'cancelled' })],
    ['choice of both', 3, select({})],
    ['choice of a user’s failed', 2, select({ status: 'failed', userId: 'ann', createdBefore: Date.now() + dayMs })],
  ])('a %s reads no completed task', async (_, found, work) => {
    const own = await query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = to_regclass('finished_tasks_not_completed')
         and inhrelid::regclass::text not like 'finished_tasks_default%'`,
    );
    const { answer, by } = await watch(work);
    expect(answer).toBe(found);
    expect(by.toSorted()).toEqual(own.map(({ name }) => name).toSorted());
  });
});
