import { targetTables } from './cleanup-targets';
import type { TargetTable } from './cleanup-targets';
import type { PlannedPolicy } from './cleanup-plan';
import type { Sql } from './sql';

/** The rows one batch has gone through. */
export interface CleanedRows {
  /** Rows as JSON, when they are to be archived. */
  lines: string[];
  /** Rows found, and deleted unless they are kept. */
  count: number;
  /** Key of the last row; null: there are no more. */
  last: string[] | null;
}

type Bind = (value: unknown) => string;

const plain = (text: string) => ({ name: '', text });

const conditions = (policy: PlannedPolicy, { ageColumn, bornColumn }: TargetTable, bind: Bind): string => {
  const where = [`t.${bornColumn} <= ${bind(policy.bornUntil)}::timestamptz`];
  if (policy.from !== null) where.push(`t.${ageColumn} >= ${bind(policy.from)}::timestamptz`);
  if (policy.before !== null) where.push(`t.${ageColumn} < ${bind(policy.before)}::timestamptz`);
  if (policy.userId !== null) where.push(`t.user_id = ${bind(policy.userId)}`);
  return where.join(' and ');
};

/** How many rows the policy means, now. */
export const countRows = async (sql: Sql, policy: PlannedPolicy): Promise<number> => {
  const values: unknown[] = [];
  const where = conditions(policy, targetTables[policy.target], (value) => `$${values.push(value)}`);
  const text = `select count(*)::integer as count from ${policy.target} t where ${where}`;
  const [row] = await sql.query<{ count: number }>(plain(text), values);
  return row?.count ?? 0;
};

export interface Page {
  /** Key to go on from; null at the start. */
  after: string[] | null;
  maxRows: number;
  maxBytes: number;
}

/**
 * The policy's next rows in order of their key, up to a number and a size: deleted and answered in one statement, or
 * only answered when they are kept.
 */
export const cleanRows = async (sql: Sql, policy: PlannedPolicy, page: Page): Promise<CleanedRows> => {
  const table = targetTables[policy.target];
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = conditions(policy, table, bind);
  const keys = table.keys.map(({ name }) => name);
  const of = (alias: string) => keys.map((name) => `${alias}.${name}`).join(', ');
  const same = (left: string, right: string) => keys.map((name) => `${left}.${name} = ${right}.${name}`).join(' and ');
  const after = page.after?.map((value, index) => `${bind(value)}::${table.keys[index]?.type}`);
  const going = after === undefined ? 'true' : `(${of('t')}) > (${after.join(', ')})`;
  const answer = `${policy.archive ? 'to_jsonb(t)::text' : `''`} as line, ${of('t')}`;
  const text = `
    with found as (
      select ${of('t')}, ${table.bytes} as bytes from ${policy.target} t
      where ${where} and ${going} order by ${of('t')} limit ${bind(page.maxRows)}
    ),
    sized as (select ${of('found')}, sum(bytes) over (order by ${of('found')}) - bytes as bytes_before from found),
    picked as materialized (select ${of('sized')} from sized where bytes_before < ${bind(page.maxBytes)}),
    taken as (${
      policy.keep
        ? `select ${answer} from ${policy.target} t join picked p on ${same('t', 'p')} where ${where}`
        : `delete from ${policy.target} t using picked p where ${same('t', 'p')} and ${where} returning ${answer}`
    })
    select array[${keys.map((name) => `picked.${name}::text`).join(', ')}] as key, taken.line
    from picked left join taken on ${same('taken', 'picked')} order by ${of('picked')}`;
  const rows = await sql.query<{ key: string[]; line: string | null }>(plain(text), values);
  const lines = rows.flatMap(({ line }) => line ?? []);
  return { lines: policy.archive ? lines : [], count: lines.length, last: rows.at(-1)?.key ?? null };
};
