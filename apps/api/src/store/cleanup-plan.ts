import { cleanupPayload, EnglogError } from '@englog/domain';
import type { CleanupPayload, Task } from '@englog/domain';
import type { CleanupTarget } from './cleanup-targets';

/** The API's configured retention: what a cleanup without policies applies. */
export interface CleanupRetention {
  finishedTasksMs: number;
  idempotencyKeysMs: number;
  storedAnswersMs: number;
  /** 0: kept for ever. */
  logEntriesMs: number;
}

/** One policy as it is carried out, in absolute times. */
export interface PlannedPolicy {
  target: CleanupTarget;
  /** ISO; rows older than this are an earlier policy's. Null: none is. */
  from: string | null;
  /** ISO; null: any age. */
  before: string | null;
  /** ISO: when the task was created. Null: whatever is there, as an erasure means it. */
  bornUntil: string | null;
  userId: string | null;
  archive: boolean;
  /** Archived and left where it is. */
  keep: boolean;
  /** The cleanup task itself, which is none of what it cleans up. */
  taskId: string;
}

type AskedPolicy = Pick<PlannedPolicy, 'target' | 'archive' | 'keep'> & { olderThanMs: number };

const dayMs = 86_400_000;
/** What nobody's age makes worthless. */
const ofOneUser: readonly CleanupTarget[] = ['schedules', 'preferences', 'tasks'];

/** @throws EnglogError `invalid_argument` naming what is wrong with the task's payload */
export const payloadOfCleanup = (task: Task): CleanupPayload => {
  const parsed = cleanupPayload.safeParse(task.payload);
  if (!parsed.success)
    throw new EnglogError('invalid_argument', `the payload of task ${task.id} cannot be read`, { cause: parsed.error });
  const policies = parsed.data.policies ?? [];
  const at = policies.findIndex(({ target }) => ofOneUser.includes(target));
  if (at >= 0 && parsed.data.subject_user_id === undefined) {
    const field = `policies.${at}.target`;
    const message = `${policies[at]?.target} are cleaned up for one subject_user_id only`;
    throw new EnglogError('invalid_argument', message, { fields: [{ field, message }] });
  }
  return parsed.data;
};

/** In this order: first what makes tasks, then what makes finished tasks and events. */
const erased: readonly CleanupTarget[] = [
  'schedules',
  'tasks',
  'log_entries',
  'finished_tasks',
  'stored_answers',
  'alerts',
  'idempotency_keys',
  'notification_keys',
  'preferences',
  'events',
];
/** What a user has made or been told. Who wants all of it gone wants nothing to come after. */
const ownData: readonly CleanupTarget[] = [
  'schedules',
  'log_entries',
  'finished_tasks',
  'stored_answers',
  'alerts',
  'idempotency_keys',
  'preferences',
];

/** Asked for as `erase`, or by policies that leave a user nothing. */
export const isErasure = ({ erase, policies = [], subject_user_id: subject }: CleanupPayload): boolean => {
  const gone = new Set(policies.filter((policy) => policy.older_than_days === 0 && !policy.keep).map((p) => p.target));
  return subject !== undefined && (erase === true || ownData.every((target) => gone.has(target)));
};

const asked = ({ policies }: CleanupPayload, retention: CleanupRetention): AskedPolicy[] => {
  const { finishedTasksMs, idempotencyKeysMs, storedAnswersMs, logEntriesMs } = retention;
  if (policies === undefined)
    return [
      { target: 'finished_tasks', olderThanMs: finishedTasksMs, archive: true, keep: false },
      { target: 'idempotency_keys', olderThanMs: idempotencyKeysMs, archive: false, keep: false },
      { target: 'notification_keys', olderThanMs: finishedTasksMs, archive: false, keep: false },
      { target: 'stored_answers', olderThanMs: storedAnswersMs, archive: false, keep: false },
      ...(logEntriesMs > 0
        ? [{ target: 'log_entries' as const, olderThanMs: logEntriesMs, archive: true, keep: false }]
        : []),
    ];
  return policies.map(({ target, older_than_days: days, archive, keep = false }) => ({
    target,
    olderThanMs: days * dayMs,
    archive: archive || keep,
    keep,
  }));
};

/** Everything, and what was asked to be archived first is. */
const everything = ({ policies = [] }: CleanupPayload): AskedPolicy[] =>
  erased.map((target) => ({
    target,
    olderThanMs: 0,
    archive: policies.some((policy) => policy.target === target && policy.archive),
    keep: false,
  }));

const iso = (ms: number) => new Date(ms).toISOString();
/** PostgreSQL’s own range ends before JavaScript’s. */
const earliest = Date.parse('-004000-01-01T00:00:00Z');

/**
 * The policies with their times, which are counted from the task's creation so that every batch of every attempt means
 * the same rows. Of two policies for one target the first takes what both would, so that no row is counted twice.
 */
export const planCleanup = (task: Task, payload: CleanupPayload, retention: CleanupRetention): PlannedPolicy[] => {
  const erases = isErasure(payload);
  const taken = new Map<CleanupTarget, number>();
  const policies = erases ? everything(payload) : asked(payload, retention);
  return policies.map(({ target, olderThanMs, archive, keep }) => {
    const until = olderThanMs === 0 ? Infinity : Math.max(task.createdAt - olderThanMs, earliest);
    const from = taken.get(target);
    if (!keep) taken.set(target, Math.max(from ?? -Infinity, until));
    return {
      target,
      from: from === undefined ? null : from === Infinity ? 'infinity' : iso(from),
      before: until === Infinity ? null : iso(until),
      bornUntil: erases ? null : iso(task.createdAt),
      userId: payload.subject_user_id ?? null,
      archive,
      keep,
      taskId: task.id,
    };
  });
};
