import { defaultPreferences, preferences } from '@englog/domain';
import type { Preferences } from '@englog/domain';
import type { Sql, Statement } from './sql';

export interface PreferenceStore {
  /** The defaults for a user who has set none. */
  find(userId: string): Promise<Preferences>;
  /** Of those who have set some. */
  findMany(userIds: readonly string[]): Promise<Map<string, Preferences>>;
  put(userId: string, settings: Preferences): Promise<void>;
}

const select: Statement = {
  name: 'preferences_select',
  text: 'select user_id, settings from preferences where user_id = any($1::text[])',
};
const upsert: Statement = {
  name: 'preferences_upsert',
  text: `insert into preferences (user_id, settings) values ($1, $2::jsonb)
         on conflict (user_id) do update set settings = excluded.settings, updated_at = now()`,
};

/** What an older version stored may lack what this one knows: its defaults. What cannot be read at all is not obeyed. */
const parse = (settings: unknown): Preferences => preferences.safeParse(settings).data ?? defaultPreferences;

export const createPreferenceStore = (sql: Sql): PreferenceStore => {
  const findMany = async (userIds: readonly string[]): Promise<Map<string, Preferences>> => {
    const rows = await sql.query<{ user_id: string; settings: unknown }>(select, [userIds]);
    return new Map(rows.map((row) => [row.user_id, parse(row.settings)]));
  };
  return {
    findMany,
    find: async (userId) => (await findMany([userId])).get(userId) ?? defaultPreferences,
    put: async (userId, settings) => void (await sql.query(upsert, [userId, JSON.stringify(settings)])),
  };
};
