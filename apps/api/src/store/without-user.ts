import type { JsonObject } from '@englog/domain';

/** Who is erased, and the cleanup task that does it. */
export interface ErasedUser {
  userId: string;
  taskId: string;
}

/** A task's payload without a user in it. */
export interface Unnamed {
  payload: JsonObject;
  /** It was about nobody else. */
  isEmpty: boolean;
}

const recipients = ['user_ids', 'to'] as const;

const withoutRecipient = (payload: JsonObject, userId: string): Unnamed | null => {
  for (const field of recipients) {
    const named = [payload[field] ?? []].flat();
    if (!named.includes(userId)) continue;
    const others = named.filter((recipient) => recipient !== userId);
    return { payload: { ...payload, [field]: others }, isEmpty: others.length === 0 };
  }
  return null;
};

/**
 * Takes a user out of what another user's task says of its recipients, or of whom it cleans up after. Null where it does
 * not name them. A cleanup never becomes everybody's: its subject is then one that nobody is.
 */
export const withoutUser = (type: unknown, payload: JsonObject, { userId, taskId }: ErasedUser): Unnamed | null => {
  if (type === 'notification') return withoutRecipient(payload, userId);
  if (type !== 'cleanup' || payload['subject_user_id'] !== userId) return null;
  return { payload: { ...payload, subject_user_id: `erased:${taskId}` }, isEmpty: true };
};

/** The same for a row as an archive holds it: of a finished task, or of a schedule. Null where nothing changes. */
export const rowWithoutUser = (row: JsonObject, user: ErasedUser): JsonObject | null => {
  const column = ['payload', 'task'].find((name) => typeof row[name] === 'string');
  if (column === undefined || !String(row[column]).includes(JSON.stringify(user.userId))) return null;
  const content = JSON.parse(row[column] as string) as JsonObject;
  const unnamed = withoutUser(column === 'task' ? content['type'] : row['type'], content, user);
  return unnamed && { ...row, [column]: JSON.stringify(unnamed.payload) };
};
