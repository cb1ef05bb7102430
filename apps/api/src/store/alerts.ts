import { decideDelivery, defaultPreferences, EnglogError } from '@englog/domain';
import type { AlertEvent, DeliveryDecision } from '@englog/domain';
import { v7 as uuidv7 } from 'uuid';
import { createPreferenceStore } from './preferences';
import type { Page } from './records';
import { isDataFault } from './sql';
import type { Sql, Statement } from './sql';
import { cursorOf, idOfCursor } from './uuid';

export interface AlertDelivery {
  /** Never delivered twice for one key and user. */
  key: string;
  /** Which of a user's rules holds. */
  channel: 'in_app' | 'announcement';
  /** Put on the live feed in quiet hours too. */
  urgent: boolean;
  title: string;
  body: string;
  userIds: string[];
  /** Instead of `userIds`: everybody who has an entry or a task, page by page from `cursor` on. */
  everyone: boolean;
  /** Empty at the start. */
  cursor: string;
}

export interface DeliveredAlerts {
  delivered: number;
  /** Had it already, or want none of the channel. */
  skipped: number;
  /** Empty when everybody has it. */
  nextCursor: string;
}

export interface Alert {
  id: string;
  userId: string;
  title: string;
  body: string;
  createdAt: number;
}

export interface AlertStoreOptions {
  sql: Sql;
  /** Called for each alert once it is committed; an alert that this never hears of is still listed. */
  publish: (event: AlertEvent) => void;
  /** Epoch ms. */
  now: () => number;
}

/** Users of one call under `everyone`, rows of one statement otherwise. */
const page = 500;

const insert: Statement = {
  name: 'alerts_insert',
  text: `insert into alerts (id, user_id, push_at, key, title, body)
         select * from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as u(id, user_id, push_at)
         cross join (select $4::text, $5::text, $6::text) as alert(key, title, body)
         on conflict (user_id, key) do nothing
         returning id, user_id, title, body, created_at`,
};

/** Taken by one replica: what another holds is passed over. */
const takeDue: Statement = {
  name: 'alerts_take_due',
  text: `update alerts set push_at = null where id in (
           select id from alerts where push_at <= to_timestamp($1::double precision / 1000)
           order by push_at limit $2 for update skip locked)
         returning id, user_id, title, body, created_at`,
};

/** The next user after one, in each table one step on an index over its users: no table is read through. */
const nextUser = (after: string) =>
  `(select min(user_id) from (${['log_entries', 'tasks', 'finished_tasks']
    .map((table) => `(select user_id from ${table} where user_id > ${after} order by user_id limit 1)`)
    .join(' union all ')}) as candidates)`;
const knownUsers: Statement = {
  name: 'alerts_known_users',
  text: `with recursive known(user_id) as (
           select ${nextUser('$1::text')}
           union all
           select ${nextUser('known.user_id')} from known where known.user_id is not null
         )
         select user_id from known where user_id is not null limit $2`,
};

interface AlertRow {
  id: string;
  user_id: string;
  title: string;
  body: string;
  created_at: Date;
}

const refuse = (field: string, message: string): never => {
  throw new EnglogError('invalid_argument', `${field} ${message}`, { fields: [{ field, message }] });
};

const toAlert = (row: AlertRow): Alert => ({
  id: row.id,
  userId: row.user_id,
  title: row.title,
  body: row.body,
  createdAt: row.created_at.getTime(),
});

/**
 * In-app alerts. The unique (user, key) of their table is what delivers each once, whoever tries again. In a user's
 * quiet hours an alert that is not urgent is listed at once and put on the live feed when they end, or never, as the
 * user wants it.
 */
export class AlertStore {
  readonly #options: AlertStoreOptions;

  constructor(options: AlertStoreOptions) {
    this.#options = options;
  }

  /**
   * Delivers to the users named, or to the next page of everybody; safe to repeat.
   * @throws EnglogError `invalid_argument` for nobody, for both kinds of somebody, and for text that cannot be stored
   */
  async deliver(alert: AlertDelivery): Promise<DeliveredAlerts> {
    const { userIds, everyone, cursor } = alert;
    if (everyone && userIds.length > 0) refuse('user_ids', 'must be empty with everyone');
    if (!everyone && userIds.length === 0) refuse('user_ids', 'must name somebody, or everyone be set');
    const users = everyone ? await this.#known(cursor) : [...new Set(userIds)].sort();
    let delivered = 0;
    for (let from = 0; from < users.length; from += page)
      delivered += await this.#insert(alert, users.slice(from, from + page));
    const nextCursor = everyone && users.length === page ? (users.at(-1) as string) : '';
    return { delivered, skipped: users.length - delivered, nextCursor };
  }

  /** Newest first. */
  async list(filter: { userId: string; cursor?: string; limit: number }): Promise<Page<Alert>> {
    const { userId, cursor, limit } = filter;
    const from = cursor === undefined ? null : idOfCursor('alerts', cursor);
    const text = `select id, user_id, title, body, created_at from alerts
      where user_id = $1 and ($2::uuid is null or id < $2::uuid) order by id desc limit $3`;
    const rows = await this.#options.sql.query<AlertRow>({ name: 'alerts_list', text }, [userId, from, limit + 1]);
    const items = rows.slice(0, limit).map(toAlert);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? cursorOf('alerts', last.id) : null };
  }

  /** Puts on the feed what quiet hours held back: a pass. Answers 0 when there is more. */
  async pushDue(): Promise<number | null> {
    const { sql, now } = this.#options;
    const rows = await sql.query<AlertRow>(takeDue, [now(), page]);
    for (const row of rows) this.#publish(toAlert(row));
    return rows.length === page ? 0 : null;
  }

  #publish({ id, userId, title, body, createdAt }: Alert): void {
    this.#options.publish({ kind: 'alert', userId, at: createdAt, alertId: id, title, body });
  }

  async #known(after: string): Promise<string[]> {
    const rows = await this.#options.sql.query<{ user_id: string }>(knownUsers, [after, page]);
    return rows.map((row) => row.user_id);
  }

  async #decide(alert: AlertDelivery, users: string[]): Promise<Map<string, DeliveryDecision>> {
    const { sql, now } = this.#options;
    const wanted = await createPreferenceStore(sql).findMany(users);
    return new Map(users.map((user) => [user, decideDelivery(wanted.get(user) ?? defaultPreferences, alert, now())]));
  }

  async #insert(alert: AlertDelivery, users: string[]): Promise<number> {
    const { key, title, body } = alert;
    const decisions = await this.#decide(alert, users);
    const isWanted = (decision?: DeliveryDecision): boolean =>
      decision?.kind !== 'never' || decision.reason !== 'channel_disabled';
    const takers = users.filter((user) => isWanted(decisions.get(user)));
    if (takers.length === 0) return 0;
    const pushAt = takers.map((user) => {
      const decision = decisions.get(user);
      return decision?.kind === 'later' ? new Date(decision.at).toISOString() : null;
    });
    const rows = await this.#options.sql
      .query<AlertRow>(insert, [takers.map(() => uuidv7()), takers, pushAt, key, title, body])
      .catch((error: unknown) => {
        if (!isDataFault(error)) throw error;
        throw new EnglogError('invalid_argument', 'an alert holds text that cannot be stored', { cause: error });
      });
    for (const added of rows.map(toAlert)) if (decisions.get(added.userId)?.kind === 'now') this.#publish(added);
    return rows.length;
  }
}
