import { describeWithPostgres } from '@englog/testing';
import { byUserStatement, nearStatement } from './claim-limited';
import { openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { adoptStatement, goneStatement } from './leased-attempts';
import { sqlOn } from './sql';
import type { Sql, Statement } from './sql';
import {
  acknowledgeStatement,
  cancelStatement,
  dueStatement,
  expireStatement,
  redriveStatement,
  returnStatement,
} from './task-transitions';
import { flushStatement } from './task-writes';

const run = (sql: Sql, text: string) => sql.query<{ 'QUERY PLAN': string }>({ name: '', text }, []);

const planOf = (sql: Sql, { name, text }: Statement, values: string[]): Promise<string> =>
  sql.transaction(async (trx) => {
    await run(trx, `prepare ${name}_plan as ${text}`);
    const rows = await run(trx, `explain execute ${name}_plan (${values.join()})`);
    await run(trx, `deallocate ${name}_plan`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });

/** Scans of a table of tasks that read all of it: the whole of an index, or without one. */
const wholeScans = (plan: string): string[] =>
  plan.split('->').filter((node) => /Scan.* on (finished_)?tasks/.test(node) && !node.includes('Index Cond'));

const no = `'[]'`;
const fenced = [
  { ...flushStatement, values: [no, `'{}'`, `'{}'`, `'{}'`, no] },
  { ...returnStatement, values: [no] },
  { ...acknowledgeStatement, values: [no] },
  { ...goneStatement, values: [no] },
];
const byIds = [
  ...fenced,
  { ...adoptStatement, values: ['null', no, `'w'`] },
  { ...cancelStatement, values: [`'{}'`, `'cancelled'`, 'null'] },
  { ...expireStatement, values: ['1', `'failed'`, 'null'] },
  { ...dueStatement, values: ['1'] },
  { ...redriveStatement, values: [no] },
];

/** Plans are cached, often made while the table is empty: there PostgreSQL takes any index for as good as any other. */
describeWithPostgres('statements planned on an empty table', () => {
  let fixture: DatabaseFixture;
  beforeAll(async () => (fixture = await openDatabaseFixture('postgres')));
  afterAll(() => fixture.close());

  it.each(fenced)('$name finds its tasks by their ids, never by their session', async ({ values, ...statement }) => {
    const plan = await planOf(sqlOn(fixture.database), statement, values);
    expect(plan).toContain('tasks_pkey');
    expect(plan).not.toContain('tasks_session');
  });
});

/** A quiet system vacuumed while one task ran: to the planner the table holds one row, however many come after. */
describeWithPostgres('statements planned while one task was left of many', () => {
  let fixture: DatabaseFixture;
  beforeAll(async () => {
    fixture = await openDatabaseFixture('postgres');
    const sql = sqlOn(fixture.database);
    await run(
      sql,
      `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
       select gen_random_uuid(), 'ready', 1, n, n, 'insight_generation', 'ann', 5, '{}', 60000, 3
       from generate_series(1, 5000) n`,
    );
    // The last row keeps the table from being truncated.
    await run(sql, 'delete from tasks where order_key < 5000');
    await run(sql, 'vacuum analyze tasks');
  });
  afterAll(() => fixture.close());

  it.each(byIds)('$name looks up its tasks, and never reads all of them', async ({ values, ...statement }) => {
    const plan = await planOf(sqlOn(fixture.database), statement, values);
    expect({ plan, whole: wholeScans(plan) }).toEqual({ plan, whole: [] });
  });

  it.each([nearStatement, byUserStatement])(
    '$name reads what is in flight, and of what waits no more than it may take',
    async (statement) => {
      const plan = await planOf(sqlOn(fixture.database), statement, [`'{1}'`, `'{}'`, `'{}'`, '5', `'{}'`]);
      const whole = wholeScans(plan).filter((node) => !node.includes('tasks_session'));
      expect({ plan, whole }).toEqual({ plan, whole: [] });
    },
  );
});
