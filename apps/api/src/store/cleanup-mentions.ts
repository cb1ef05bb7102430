import type { JsonObject } from '@englog/domain';
import type { Sql } from './sql';
import { withoutUser } from './without-user';
import type { ErasedUser, Unnamed } from './without-user';

/** What became of other users' tasks and schedules that named an erased one, as a recipient or as whom they clean up after. */
export interface Mentions {
  /** Tasks that do not name the user any more. */
  tasks: number;
  /** Schedules that do not; one that was for nobody else is off. */
  schedules: number;
  /** Of the tasks: waited or ran for nobody else. */
  cancelled: number;
}

/** Where the walk over the rows is. */
export interface MentionsState extends Mentions {
  stage: number;
  /** Id of the last row gone through; null at a stage's start. */
  after: string | null;
  areDone: boolean;
}

/** The live ones twice: a finished one may have been queued again in between. */
const stages = ['schedules', 'tasks', 'finished_tasks', 'tasks'] as const;
type Source = (typeof stages)[number];
export const sourceOf = ({ stage }: MentionsState): Source => stages[stage] ?? 'tasks';

export const noMentions = (): MentionsState => ({
  tasks: 0,
  schedules: 0,
  cancelled: 0,
  stage: 0,
  after: null,
  areDone: false,
});

export const mentionsOf = ({ tasks, schedules, cancelled }: Mentions): Mentions => ({ tasks, schedules, cancelled });

const plain = (text: string) => ({ name: '', text });
/** No id is less. Plans are made for any value: one of `$1 is null or …` would go through the index from its start. */
const beforeAll = '00000000-0000-0000-0000-000000000000';
const contentOf = (source: Source) => (source === 'schedules' ? 'task' : 'payload');
/** Both have a partial index of exactly these, by id; schedules are few. Other live cleanups are left to end by themselves. */
const kindsOf: Record<Source, string> = {
  schedules: 'true',
  tasks: `t.type in ('notification', 'cleanup') and t.type <> 'cleanup'`,
  finished_tasks: `t.type in ('notification', 'cleanup')`,
};

export interface NamingPage {
  /** Rows that hold the user's id. */
  ids: string[];
  /** Null: there are no more rows of this stage. */
  last: string | null;
}

/** The next rows on the index, and which of them hold the id, up to a number and a size of those that do. */
const nextNaming = async (
  sql: Sql,
  { userId }: ErasedUser,
  state: MentionsState,
  { maxRows, maxBytes }: { maxRows: number; maxBytes: number },
): Promise<NamingPage> => {
  const source = sourceOf(state);
  const content = `t.${contentOf(source)}`;
  const text = `
    with page as materialized (
      select id, named, case when named then octet_length(content) else 0 end as bytes from (
        select t.id, ${content} as content, t.user_id <> $2 and strpos(${content}, $3) > 0 as named
        from ${source} t where ${kindsOf[source]} and t.id > $1::uuid order by t.id limit $4
      ) next
    ),
    sized as (select id, named, sum(bytes) over (order by id) - bytes as before from page)
    select id, named from sized where before < $5 order by id`;
  const values = [state.after ?? beforeAll, userId, JSON.stringify(userId), maxRows, maxBytes];
  const rows = await sql.query<{ id: string; named: boolean }>(plain(text), values);
  return { ids: rows.filter(({ named }) => named).map(({ id }) => id), last: rows.at(-1)?.id ?? null };
};

interface Named extends Unnamed {
  id: string;
}

/** Those of the rows that name the user, without it. */
const readNamed = async (
  sql: Sql,
  user: ErasedUser,
  source: Source,
  { ids, lock }: { ids: string[]; lock: boolean },
): Promise<Named[]> => {
  if (ids.length === 0) return [];
  const text = `select id, ${source === 'schedules' ? 'null' : 'type'} as type, ${contentOf(source)} as content
    from ${source} where id = any($1::uuid[]) order by id${lock ? ' for update' : ''}`;
  const rows = await sql.query<{ id: string; type: string | null; content: string }>(plain(text), [ids]);
  return rows.flatMap(({ id, type, content }) => {
    const payload = JSON.parse(content) as JsonObject;
    const unnamed = withoutUser(type ?? payload['type'], payload, user);
    return unnamed === null ? [] : [{ id, ...unnamed }];
  });
};

/** A schedule's firing that has read it as it was makes nothing any more: its version has changed. */
const writeStatements: Record<Source, string> = {
  schedules: `update schedules t set task = u.content, version = version + 1, enabled = t.enabled and not u.is_empty,
      next_at = case when u.is_empty then null else t.next_at end
    from unnest($1::uuid[], $2::text[], $3::boolean[]) as u(id, content, is_empty) where t.id = u.id`,
  tasks: `update tasks t set payload = u.content
    from unnest($1::uuid[], $2::text[], $3::boolean[]) as u(id, content, is_empty) where t.id = u.id`,
  finished_tasks: `update finished_tasks t set payload = u.content
    from unnest($1::uuid[], $2::text[], $3::boolean[]) as u(id, content, is_empty) where t.id = u.id`,
};

/** How far earlier cleanups of the user had come: of no use once they have ended. */
const forgetProgress = async (sql: Sql, { userId, taskId }: ErasedUser): Promise<void> => {
  const text = `delete from cleanup_progress p where p.task_id <> $1 and p.state #>> '{policies,0,userId}' = $2
    and not exists (select from tasks t where t.id = p.task_id)`;
  await sql.query(plain(text), [taskId, userId]);
};

export interface MentionsPage extends NamingPage {
  stage: number;
  after: string | null;
  /** Live tasks that are for nobody but the user: to be cancelled before the page is written. */
  pointless: string[];
  named: number;
}

/** Looks at the next rows, and changes nothing. */
export const readMentions = async (
  sql: Sql,
  user: ErasedUser,
  state: MentionsState,
  limits: { maxRows: number; maxBytes: number },
): Promise<MentionsPage> => {
  const page = await nextNaming(sql, user, state, limits);
  const named = await readNamed(sql, user, sourceOf(state), { ids: page.ids, lock: false });
  const pointless = sourceOf(state) === 'tasks' ? named.filter(({ isEmpty }) => isEmpty).map(({ id }) => id) : [];
  return { ...page, stage: state.stage, after: state.after, pointless, named: named.length };
};

/** Goes on behind a page. */
export const passMentions = (state: MentionsState, { last }: NamingPage, many: number): void => {
  state[sourceOf(state) === 'schedules' ? 'schedules' : 'tasks'] += many;
  state.after = last;
  if (last === null) state.stage += 1;
  state.areDone = state.stage === stages.length;
};

/** Takes the user out of a page's rows, in the transaction that writes down that it did. */
export const writeMentions = async (
  sql: Sql,
  user: ErasedUser,
  state: MentionsState,
  page: MentionsPage,
): Promise<void> => {
  if (state.stage !== page.stage || state.after !== page.after) return;
  const source = sourceOf(state);
  const rows = await readNamed(sql, user, source, { ids: page.ids, lock: true });
  const values = [
    rows.map(({ id }) => id),
    rows.map(({ payload }) => JSON.stringify(payload)),
    rows.map(({ isEmpty }) => isEmpty),
  ];
  if (rows.length > 0) await sql.query(plain(writeStatements[source]), values);
  passMentions(state, page, rows.length);
  if (state.areDone) await forgetProgress(sql, user);
};
