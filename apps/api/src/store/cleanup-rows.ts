import { liveTasks, targetTables } from './cleanup-targets';
import type { RowTarget, TargetTable } from './cleanup-targets';
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

/** A policy for rows, or for live tasks, which are counted like them. */
export type RowPolicy = PlannedPolicy & { target: Exclude<PlannedPolicy['target'], 'events'> };
export const isRowPolicy = (policy: PlannedPolicy): policy is PlannedPolicy & { target: RowTarget } =>
  policy.target !== 'tasks' && policy.target !== 'events';

type Bind = (value: unknown) => string;

const plain = (text: string) => ({ name: '', text });
const tableOf = (target: RowPolicy['target']): TargetTable => (target === 'tasks' ? liveTasks : targetTables[target]);

const conditions = (policy: RowPolicy, table: TargetTable, bind: Bind): string => {
  const where = ['true'];
  if (policy.bornUntil !== null) where.push(`t.${table.bornColumn} <= ${bind(policy.bornUntil)}::timestamptz`);
  if (policy.from !== null) where.push(`t.${table.ageColumn} >= ${bind(policy.from)}::timestamptz`);
  if (policy.before !== null) where.push(`t.${table.ageColumn} < ${bind(policy.before)}::timestamptz`);
  if (policy.userId !== null) where.push(`t.user_id = ${bind(policy.userId)}`);
  if (table.column !== undefined) where.push(`t.${table.column} is not null`);
  if (policy.target === 'tasks') where.push(`t.id <> ${bind(policy.taskId)}::uuid`);
  return where.join(' and ');
};

/** How many rows the policy means, now. */
export const countRows = async (sql: Sql, policy: RowPolicy): Promise<number> => {
  const values: unknown[] = [];
  const table = tableOf(policy.target);
  const where = conditions(policy, table, (value) => `$${values.push(value)}`);
  const text = `select count(*)::integer as count from ${table.table} t where ${where}`;
  const [row] = await sql.query<{ count: number }>(plain(text), values);
  return row?.count ?? 0;
};

/** The next live tasks the policy means, oldest first. */
export const nextLiveTasks = async (sql: Sql, policy: RowPolicy, limit: number): Promise<string[]> => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = conditions(policy, liveTasks, bind);
  const text = `select t.id from tasks t where ${where} order by t.id limit ${bind(limit)}`;
  return (await sql.query<{ id: string }>(plain(text), values)).map((row) => row.id);
};

export interface Page {
  /** Key to go on from; null at the start. */
  after: string[] | null;
  maxRows: number;
  maxBytes: number;
}

/** A lane's number means something in this database alone: in an archive stands what it is. */
const laneOf = `coalesce((
  select jsonb_build_object('key', key, 'pool', pool, 'capability', capability, 'labels', labels, 'model', model, 'needs_ollama', needs_ollama)
  from lanes where lanes.id = t.lane), to_jsonb(t.lane))`;

/** What is archived of row `t`: all of it, or the one column with whose it is. */
const lineOf = ({ table, column }: TargetTable): string => {
  if (column !== undefined)
    return `jsonb_build_object('id', t.id, 'user_id', t.user_id, '${column}', t.${column})::text`;
  return table === 'finished_tasks'
    ? `(to_jsonb(t) || jsonb_build_object('lane', ${laneOf}))::text`
    : 'to_jsonb(t)::text';
};

/**
 * The policy's next rows in order of their key, up to a number and a size: deleted (or emptied of their column) and
 * answered in one statement, or only answered when they are kept.
 */
export const cleanRows = async (
  sql: Sql,
  policy: PlannedPolicy & { target: RowTarget },
  page: Page,
): Promise<CleanedRows> => {
  const table = targetTables[policy.target];
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = conditions(policy, table, bind);
  const keys = table.keys.map(({ name }) => name);
  const of = (alias: string) => keys.map((name) => `${alias}.${name}`).join(', ');
  const same = (left: string, right: string) => keys.map((name) => `${left}.${name} = ${right}.${name}`).join(' and ');
  const after = page.after?.map((value, index) => `${bind(value)}::${table.keys[index]?.type}`);
  const going = after === undefined ? 'true' : `(${of('t')}) > (${after.join(', ')})`;
  const line = policy.archive ? lineOf(table) : `''`;
  const taken = (): string => {
    if (policy.keep)
      return `select ${line} as line, ${of('t')} from ${table.table} t join picked p on ${same('t', 'p')} where ${where}`;
    if (table.column === undefined)
      return `delete from ${table.table} t using picked p where ${same('t', 'p')} and ${where} returning ${line} as line, ${of('t')}`;
    // An update answers with the row as it is after it.
    const old = `(select ${line} from ${table.table} t where ${same('t', 'u')})`;
    return `update ${table.table} u set ${table.column} = null from picked p
      where ${same('u', 'p')} and u.${table.column} is not null returning ${old} as line, ${of('u')}`;
  };
  const text = `
    with found as (
      select ${of('t')}, ${table.bytes} as bytes from ${table.table} t
      where ${where} and ${going} order by ${of('t')} limit ${bind(page.maxRows)}
    ),
    sized as (select ${of('found')}, sum(bytes) over (order by ${of('found')}) - bytes as bytes_before from found),
    picked as materialized (select ${of('sized')} from sized where bytes_before < ${bind(page.maxBytes)}),
    taken as (${taken()})
    (select line, null::text[] as last from taken order by ${of('taken')})
    union all
    (select null, array[${keys.map((name) => `${name}::text`).join(', ')}] from picked order by ${keys.map((name) => `${name} desc`).join(', ')} limit 1)`;
  // No join of the two: they have no index, and would be compared row by row.
  const rows = await sql.query<{ line: string | null; last: string[] | null }>(plain(text), values);
  const lines = rows.flatMap(({ line }) => line ?? []);
  const last = rows.find((row) => row.last !== null)?.last ?? null;
  return { lines: policy.archive ? lines : [], count: lines.length, last };
};
