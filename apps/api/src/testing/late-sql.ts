import type { Sql } from '../store/sql';

export interface Hold {
  /** Resolves once the statement has come to where it is held. */
  readonly reached: Promise<void>;
  release(): void;
}

/** A way to the database on which one statement can be held up, so that a test says what happens meanwhile. */
export interface LateSql extends Sql {
  /** The next statement of this name is carried out, and whoever asked hears of it only once released. */
  holdAnswer(name: string): Hold;
  /** The next statement of this name is carried out only once released. */
  holdStatement(name: string): Hold;
}

interface Held {
  where: 'statement' | 'answer';
  reached: () => void;
  released: Promise<void>;
}

/** Transactions pass as they are. */
export function lateSql(sql: Sql): LateSql {
  const held = new Map<string, Held>();
  const hold = (name: string, where: Held['where']): Hold => {
    let [reached, release] = [() => {}, () => {}];
    const reaching = new Promise<void>((resolve) => (reached = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    held.set(name, { where, reached, released });
    return { reached: reaching, release };
  };
  const stop = async (here: Held | undefined, where: Held['where']): Promise<void> => {
    if (here?.where !== where) return;
    here.reached();
    await here.released;
  };
  return {
    transaction: (work) => sql.transaction(work),
    query: async <Row>(...asked: Parameters<Sql['query']>) => {
      const here = held.get(asked[0].name);
      held.delete(asked[0].name);
      await stop(here, 'statement');
      const rows = await sql.query<Row>(...asked);
      await stop(here, 'answer');
      return rows;
    },
    holdAnswer: (name) => hold(name, 'answer'),
    holdStatement: (name) => hold(name, 'statement'),
  };
}
