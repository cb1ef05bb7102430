import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';

/** A statement of fixed text: on a real PostgreSQL it is prepared once a connection under its name. */
export interface Statement {
  /** Empty for a statement that is not worth preparing. */
  name: string;
  text: string;
}

/** What the task store needs of a database: on the pool for the hot path, on a transaction where several must hold together. */
export interface Sql {
  query<Row>(statement: Statement, values: unknown[]): Promise<Row[]>;
  /** All of `work` commits or none of it. Within a transaction it joins that one. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- statements of fixed text know no schema
export function sqlIn(db: Kysely<any>): Sql {
  const sql: Sql = {
    query: async <Row>({ text }: Statement, values: unknown[]) =>
      (await db.executeQuery<Row>(CompiledQuery.raw(text, values))).rows,
    transaction: (work) => (db.isTransaction ? work(sql) : db.transaction().execute((trx) => work(sqlIn(trx)))),
  };
  return sql;
}

/** On a pool: statements go past the query builder, prepared where that is worth it. */
export const sqlOn = (database: {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- statements of fixed text know no schema
  db: Kysely<any>;
  query<Row>(statement: Statement, values: unknown[]): Promise<Row[]>;
}): Sql => ({
  query: (statement, values) => database.query(statement, values),
  transaction: (work) => sqlIn(database.db).transaction(work),
});

/** True when the statement's data may be at fault (SQLSTATE classes 21, 22 and 23) rather than the database or the way to it. */
export const isDataFault = (error: unknown): boolean =>
  /^2[123]/.test(String((error as { code?: unknown } | null)?.code ?? ''));
