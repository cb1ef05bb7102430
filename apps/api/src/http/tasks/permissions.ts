import { EnglogError } from '@englog/domain';
import type { NewTask, Task } from '@englog/domain';
import type { TaskReads } from '../../store/records';
import { mayActFor, requireActFor, requireAdmin } from '../auth/principal';
import type { Principal } from '../auth/principal';

const onlySelf = (users: unknown, principal: Principal): boolean =>
  Array.isArray(users) && users.every((user) => user === principal.userId);

/** An address is one's own when the token vouches for it: as its email or as its subject. */
const mayEmail = (to: unknown, { userId, email }: Principal, domains: readonly string[]): boolean =>
  [to].flat().every((recipient) => {
    const address = String(recipient).toLowerCase();
    const isOwn = address === email?.toLowerCase() || address === userId.toLowerCase();
    return isOwn || domains.includes('*') || domains.includes(address.slice(address.lastIndexOf('@') + 1));
  });

/**
 * Whether the caller may have this task run: its own, and nothing that reaches into what is other people's.
 * @throws EnglogError `permission_denied` with the field named
 */
export const requireMayCreate = (
  principal: Principal,
  { type, userId, payload }: NewTask,
  { emailDomains }: { emailDomains: readonly string[] },
): void => {
  requireActFor(principal, userId);
  if (type === 'cleanup' && payload['subject_user_id'] !== principal.userId)
    requireAdmin(principal, 'cleaning up more than one’s own (subject_user_id)', 'subject_user_id');
  if (type === 'data_analysis' && payload['compare_team'] === true)
    requireAdmin(principal, 'comparing with the team', 'compare_team');
  if (type !== 'notification') return;
  if (payload['channel'] === 'email' && !mayEmail(payload['to'], principal, emailDomains))
    requireAdmin(principal, 'emailing other than one’s own address and limits.email_domains', 'to');
  const toMany = payload['channel'] === 'in_app' || payload['channel'] === 'announcement';
  if (toMany && !onlySelf(payload['user_ids'], principal))
    requireAdmin(principal, 'notifying anyone but oneself', payload['everyone'] === true ? 'everyone' : 'user_ids');
};

/** @throws EnglogError `not_found`, for other people's tasks as for none */
export const findOwnTask = async (tasks: TaskReads, principal: Principal, taskId: string): Promise<Task> => {
  const task = await tasks.find(taskId);
  if (task === null || !mayActFor(principal, task.userId)) throw new EnglogError('not_found', 'Task not found');
  return task;
};
