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

/**
 * Three days of finished tasks: 3,000 completed, two failed, one cancelled, of which one is a notification. And 3,000 that
 * wait, two that run.
 */
describeWithPostgres('tasks found by their status', () => {
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
         $1, case n when 1008 then 'notification' else 'weekly_report' end, 'ann', 5, '{}', now(), 1000, 3, 1, 0, to_timestamp($2) + n / 1000 * interval '1 day'
       from generate_series(0, 2999) n`,
      [lane, Math.floor(Date.now() / dayMs) * (dayMs / 1000)],
    );
    await query(
      `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts, session_id)
       select gen_random_uuid(), case when n < 3000 then 'ready' else 'running' end, $1, n, n,
         case n when 7 then 'cleanup' else 'weekly_report' end, 'ann', 5, '{}', 1000, 3, case when n >= 3000 then gen_random_uuid() end
       from generate_series(0, 3001) n`,
      [lane],
    );
    await query('analyze');
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  /** The plan for any values, which is the one that is used: EXPLAIN itself would make one for those it is given. */
  const planOf = (text: string, values: number): Promise<PlanNode> =>
    sql.transaction(async (inside) => {
      const plain = <Row>(statement: string) => inside.query<Row>({ name: '', text: statement }, []);
      await plain(`prepare watched as ${text}`);
      const [row] = await plain<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (format json) execute watched${values === 0 ? '' : `(${Array(values).fill('null').join()})`}`,
      );
      await plain('deallocate watched');
      return (row as NonNullable<typeof row>)['QUERY PLAN'][0].Plan;
    });
  /** What it answers, and the index by which it read each table of that name (the default partition is empty: any would do). */
  const watch = async <T>(
    work: (sql: Sql) => Promise<T>,
    table = /^finished_tasks_\d/,
  ): Promise<{ answer: T; by: (string | undefined)[] }> => {
    const by: (string | undefined)[] = [];
    const watched: Sql = {
      ...sql,
      query: async (statement, values) => {
        const nodes = nodesOf(await planOf(statement.text, values.length));
        const reads = nodes.filter((node) => table.test(node['Relation Name'] ?? ''));
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
  const selectLive = (filter: object) => (on: Sql) =>
    selectTasks(on, { limit: 500, ...filter }, 'live').then((ids) => ids.length);
  const cursor = cursorOf('tasks', 'ffffffff-ffff-7fff-bfff-ffffffffffff');

  it.each([
    ['list of the failed', 2, list({ status: 'failed' })],
    ['list of the cancelled', 1, list({ status: 'cancelled' })],
    ['list of a user’s failed', 2, list({ status: 'failed', userId: 'ann' })],
    ['list of the failed of a type', 1, list({ status: 'failed', type: 'weekly_report' })],
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
    expect([...new Set(by)].toSorted()).toEqual(own.map(({ name }) => name).toSorted());
  });

  it.each([
    ['list of the running', 2, 'tasks_session', list({ status: 'running' })],
    ['choice of the running', 2, 'tasks_session', selectLive({ status: 'running' })],
    ['list of the waiting cleanups', 1, 'tasks_naming', list({ status: 'pending', type: 'cleanup' })],
    ['choice of the waiting cleanups', 1, 'tasks_naming', selectLive({ status: 'pending', type: 'cleanup' })],
  ])('a %s reads nothing else that lives', async (_, found, index, work) => {
    expect(await watch(work, /^tasks$/)).toEqual({ answer: found, by: [index] });
  });

  it('a list of the notifications reads nothing else', async () => {
    const { answer, by } = await watch(list({ type: 'notification' }));
    expect(answer).toBe(1);
    expect(by).toHaveLength(3);
    const naming = await query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = to_regclass('finished_tasks_naming')`,
    );
    for (const index of by) expect(naming.map(({ name }) => name)).toContain(index);
  });
});
