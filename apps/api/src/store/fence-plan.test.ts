import { describeWithPostgres } from '@englog/testing';
import { openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { goneStatement } from './leased-attempts';
import { sqlOn } from './sql';
import type { Sql, Statement } from './sql';
import { acknowledgeStatement, returnStatement } from './task-transitions';
import { flushStatement } from './task-writes';

/** Plans are cached, and often made while the table is empty: there PostgreSQL takes any index for as good as any other. */
describeWithPostgres('statements under the fence, planned on an empty table', () => {
  let fixture: DatabaseFixture;
  beforeAll(async () => (fixture = await openDatabaseFixture('postgres')));
  afterAll(() => fixture.close());

  const planOf = (sql: Sql, { name, text }: Statement, values: string[]): Promise<string> =>
    sql.transaction(async (trx) => {
      const run = (command: string) => trx.query<{ 'QUERY PLAN': string }>({ name: '', text: command }, []);
      await run(`prepare ${name}_plan as ${text}`);
      const rows = await run(`explain execute ${name}_plan (${values.join()})`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  it.each([
    { ...flushStatement, values: [`'[]'`, `'{}'`, `'{}'`, `'{}'`, `'[]'`] },
    { ...returnStatement, values: [`'[]'`] },
    { ...acknowledgeStatement, values: [`'[]'`] },
    { ...goneStatement, values: [`'[]'`] },
  ])('$name finds its tasks by their ids, never by their session', async ({ values, ...statement }) => {
    const plan = await planOf(sqlOn(fixture.database), statement, values);
    expect(plan).toContain('tasks_pkey');
    expect(plan).not.toContain('tasks_session');
  });
});
