import { cleanupPayload, EnglogError } from '@englog/domain';
import type { CleanupPayload, Task } from '@englog/domain';
import type { CleanupTarget } from './cleanup-targets';

/** The API's configured retention: what a cleanup without policies applies. */
export interface CleanupRetention {
  finishedTasksMs: number;
  idempotencyKeysMs: number;
  storedAnswersMs: number;
}

/** One policy as it is carried out, in absolute times. */
export interface PlannedPolicy {
  target: CleanupTarget;
  /** ISO; rows older than this are an earlier policy's. Null: none is. */
  from: string | null;
  /** ISO; null: any age. */
  before: string | null;
  /** ISO: when the task was created. */
  bornUntil: string;
  userId: string | null;
  archive: boolean;
  /** Archived and left where it is. */
  keep: boolean;
}

type AskedPolicy = Pick<PlannedPolicy, 'target' | 'archive' | 'keep'> & { olderThanMs: number };

const dayMs = 86_400_000;
/** What nobody's age makes worthless. */
const ofOneUser: readonly CleanupTarget[] = ['schedules', 'preferences'];

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

const asked = ({ policies }: CleanupPayload, retention: CleanupRetention): AskedPolicy[] => {
  if (policies === undefined)
    return [
      { target: 'finished_tasks', olderThanMs: retention.finishedTasksMs, archive: true, keep: false },
      { target: 'idempotency_keys', olderThanMs: retention.idempotencyKeysMs, archive: false, keep: false },
      { target: 'stored_answers', olderThanMs: retention.storedAnswersMs, archive: false, keep: false },
    ];
  return policies.map(({ target, older_than_days: days, archive, keep = false }) => ({
    target,
    olderThanMs: days * dayMs,
    archive: archive || keep,
    keep,
  }));
};

const iso = (ms: number) => new Date(ms).toISOString();
/** PostgreSQL’s own range ends before JavaScript’s. */
const earliest = Date.parse('-004000-01-01T00:00:00Z');

/**
 * The policies with their times, which are counted from the task's creation so that every batch of every attempt means
 * the same rows. Of two policies for one target the first takes what both would, so that no row is counted twice.
 */
export const planCleanup = (task: Task, payload: CleanupPayload, retention: CleanupRetention): PlannedPolicy[] => {
  const taken = new Map<CleanupTarget, number>();
  return asked(payload, retention).map(({ target, olderThanMs, archive, keep }) => {
    const until = olderThanMs === 0 ? Infinity : Math.max(task.createdAt - olderThanMs, earliest);
    const from = taken.get(target);
    if (!keep) taken.set(target, Math.max(from ?? -Infinity, until));
    return {
      target,
      from: from === undefined ? null : from === Infinity ? 'infinity' : iso(from),
      before: until === Infinity ? null : iso(until),
      bornUntil: iso(task.createdAt),
      userId: payload.subject_user_id ?? null,
      archive,
      keep,
    };
  });
};
