import { EnglogError } from '@englog/domain';
import type { ArchiveFile } from './archive';
import type { ErasedArchives } from './archive-erase';
import type { Mentions, MentionsState } from './cleanup-mentions';
import type { PlannedPolicy } from './cleanup-plan';
import type { CleanupTarget } from './cleanup-targets';
import type { TableBytes, Upkeep } from './cleanup-upkeep';
import type { Sql } from './sql';

export interface TargetOutcome {
  /** Rows the policies meant when the cleanup began; under `dry_run` all there is. */
  matched: number;
  archived: number;
  deleted: number;
  /**
   * Rows there that the policies mean, whenever they came: at the end the proof that nothing is left, under `dry_run` what
   * is there now.
   */
  remaining: number;
  /** Under `dry_run`: what a run would leave of the target. */
  would_remain?: number;
  /** Of `tasks`: what waited or ran, and is a finished task now. */
  cancelled?: number;
  archive_files: ArchiveFile[];
}

/** What was done, by target; the last batch adds the upkeep and what became of archives. */
export type CleanupOutcome = Partial<Record<CleanupTarget, TargetOutcome>> & {
  upkeep?: Upkeep;
  /** An erasure’s: earlier archives, on this API’s disk. */
  archives?: ErasedArchives;
  /** An erasure’s: other users’ rows that named the user. Under `dry_run`: what it finds in five seconds. */
  mentions?: Mentions;
};
export type TargetOutcomes = Partial<Record<CleanupTarget, TargetOutcome>>;

export interface CleanupState {
  policies: PlannedPolicy[];
  /** Rows all policies meant at the start. */
  total: number;
  /** Rows gone through. */
  done: number;
  /** Batches that went through any. */
  batches: number;
  /** Position: policy, and the key of its last row. */
  policy: number;
  after: string[] | null;
  /** Number of the last archive file. */
  part: number;
  targets: TargetOutcomes;
  bytesBefore: TableBytes;
  upkeep: Upkeep | null;
  /** Absent: archives are left alone. */
  archives?: ErasedArchives & { after: string; areDone: boolean };
  /** Absent: other users’ rows are left alone. */
  mentions?: MentionsState;
  isDone: boolean;
}

const plain = (text: string) => ({ name: '', text });

export const hasProgress = async (sql: Sql, taskId: string): Promise<boolean> =>
  (await sql.query(plain('select 1 from cleanup_progress where task_id = $1'), [taskId])).length > 0;

/** The first to begin a task's cleanup says what it means; later ones go on with that. */
export const beginProgress = async (sql: Sql, taskId: string, state: CleanupState): Promise<void> => {
  const text = 'insert into cleanup_progress (task_id, state) values ($1, $2::jsonb) on conflict (task_id) do nothing';
  await sql.query(plain(text), [taskId, JSON.stringify(state)]);
};

/** Call in a transaction: two batches of one task go one after the other. */
export const lockProgress = async (sql: Sql, taskId: string): Promise<CleanupState> => {
  const text = 'select state from cleanup_progress where task_id = $1 for update';
  const [row] = await sql.query<{ state: CleanupState }>(plain(text), [taskId]);
  if (row === undefined) throw new EnglogError('conflict', `the cleanup of task ${taskId} has no progress any more`);
  return row.state;
};

export const saveProgress = async (sql: Sql, taskId: string, state: CleanupState): Promise<void> => {
  const text = 'update cleanup_progress set state = $2::jsonb, updated_at = now() where task_id = $1';
  await sql.query(plain(text), [taskId, JSON.stringify(state)]);
};

/** What a worker had been told when it got its cursor. */
interface Told {
  /** Makes a batch's cursor another than the last one's, also when somebody else had deleted all its rows. */
  batch: number;
  /** Of each target: matched, archived, deleted, remaining, files, cancelled. */
  targets: Record<string, number[]>;
}

export const toCursor = ({ batches, targets }: CleanupState): string => {
  const told = Object.entries(targets).map(([target, outcome]) => {
    const { matched, archived, deleted, remaining, archive_files: files } = outcome;
    return [target, [matched, archived, deleted, remaining, files.length, outcome.cancelled ?? 0]];
  });
  return Buffer.from(JSON.stringify({ batch: batches, targets: Object.fromEntries(told) })).toString('base64url');
};

const areCounts = (value: unknown): boolean => Array.isArray(value) && value.every(Number.isInteger);

const toldBy = (cursor: string): Told['targets'] => {
  if (cursor === '') return {};
  try {
    const { targets } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Told;
    if (Object.values(targets).every(areCounts)) return targets;
  } catch {
    // Said below.
  }
  const message = 'is not one a cleanup batch gave';
  throw new EnglogError('invalid_argument', `cursor ${message}`, { fields: [{ field: 'cursor', message }] });
};

/**
 * What has happened since the cursor was given. Batches add up to all that was done, also for a worker that takes over
 * in the middle or asks again for a batch whose answer was lost.
 */
export const outcomeSince = (targets: TargetOutcomes, cursor: string): TargetOutcomes => {
  const told = toldBy(cursor);
  const since = Object.entries(targets).map(([target, outcome]) => {
    const [matched = 0, archived = 0, deleted = 0, remaining = 0, files = 0, cancelled = 0] = told[target] ?? [];
    return [
      target,
      {
        matched: outcome.matched - matched,
        archived: outcome.archived - archived,
        deleted: outcome.deleted - deleted,
        remaining: outcome.remaining - remaining,
        archive_files: outcome.archive_files.slice(files),
        ...(outcome.cancelled === undefined ? {} : { cancelled: outcome.cancelled - cancelled }),
      },
    ];
  });
  return Object.fromEntries(since) as TargetOutcomes;
};
