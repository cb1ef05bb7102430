import { EnglogError } from '@englog/domain';
import type { Sql, Statement } from './sql';

/** An attempt that is about to send. */
export interface KeyClaim {
  userId: string;
  channel: string;
  key: string;
  taskId: string;
  attempt: number;
  workerId: string;
  /** Sends also where an earlier send may have arrived. */
  resendIfUnknown: boolean;
}

export interface KeyHolder {
  taskId: string;
  attempt: number;
}

/**
 * `claimed`: send it, then settle. `sent`: it was, by the holder. `sending`: another task's attempt is at it now.
 * `unknown`: the holder is gone and never said whether it was sent.
 */
export type ClaimedKey = { state: 'claimed' } | { state: 'sent' | 'sending' | 'unknown'; holder: KeyHolder };

const insert: Statement = {
  name: 'notification_keys_insert',
  text: `insert into notification_keys (user_id, channel, key, task_id, attempt, worker_id, state)
         values ($1, $2, $3, $4, $5, $6, 'claimed') on conflict do nothing returning 1`,
};
/** A task that has completed has sent, though word of it was lost. */
const select: Statement = {
  name: 'notification_keys_select',
  text: `select k.task_id, k.attempt,
           k.state = 'sent' or exists (select from finished_tasks f where f.id = k.task_id and f.status = 'completed') as sent,
           exists (select from tasks t where t.id = k.task_id) as live
         from notification_keys k where k.user_id = $1 and k.channel = $2 and k.key = $3`,
};
/** Of two that take over at once, one does. */
const takeOver: Statement = {
  name: 'notification_keys_take_over',
  text: `update notification_keys set task_id = $4, attempt = $5, worker_id = $6, at = now()
         where user_id = $1 and channel = $2 and key = $3 and state = 'claimed' and task_id = $7 and attempt = $8 returning 1`,
};
const markSent: Statement = {
  name: 'notification_keys_sent',
  text: `update notification_keys set state = 'sent', at = now()
         where task_id = $1 and attempt = $2 and worker_id = $3 and state = 'claimed'`,
};
const release: Statement = {
  name: 'notification_keys_release',
  text: `delete from notification_keys where task_id = $1 and attempt = $2 and worker_id = $3 and state = 'claimed'`,
};

interface HeldKey {
  task_id: string;
  attempt: number;
  sent: boolean;
  live: boolean;
}

/** A key may be released or taken over between two statements; three times in a row it is not. */
const tries = 3;

/**
 * Makes the attempt the one that sends this user's message of this key on this channel. Safe to repeat by one attempt.
 * A claim nobody settled is never taken over unless it is asked for: at most once rather than twice.
 */
export const claimKey = async (sql: Sql, claim: KeyClaim): Promise<ClaimedKey> => {
  const { userId, channel, key, taskId, attempt, workerId } = claim;
  const values = [userId, channel, key, taskId, attempt, workerId];
  for (let left = tries; left > 0; left -= 1) {
    if ((await sql.query(insert, values)).length > 0) return { state: 'claimed' };
    const [held] = await sql.query<HeldKey>(select, [userId, channel, key]);
    if (held === undefined) continue;
    const holder = { taskId: held.task_id, attempt: held.attempt };
    if (held.sent) return { state: 'sent', holder };
    const isOwn = held.task_id === taskId;
    if (isOwn && held.attempt === attempt) return { state: 'claimed' };
    if (!isOwn && held.live) return { state: 'sending', holder };
    if (!claim.resendIfUnknown) return { state: 'unknown', holder };
    if ((await sql.query(takeOver, [...values, holder.taskId, holder.attempt])).length > 0) return { state: 'claimed' };
  }
  throw new EnglogError('unavailable', 'the notification key could not be claimed', { retryAfterMs: 1000 });
};

/** By the worker that claimed it: sent, or certainly not, which frees the key. Anything later than a take-over changes nothing. */
export const settleKey = async (
  sql: Sql,
  { taskId, attempt, workerId }: Pick<KeyClaim, 'taskId' | 'attempt' | 'workerId'>,
  isSent: boolean,
): Promise<void> => {
  await sql.query(isSent ? markSent : release, [taskId, attempt, workerId]);
};
