import type { CleanupPayload, Task } from '@englog/domain';
import type { Logger } from 'pino';
import { lastPart, writeArchive } from './archive';
import { payloadOfCleanup, planCleanup } from './cleanup-plan';
import type { CleanupRetention, PlannedPolicy } from './cleanup-plan';
import { beginProgress, hasProgress, lockProgress, outcomeSince, saveProgress, toCursor } from './cleanup-progress';
import type { CleanupOutcome, CleanupState, TargetOutcome, TargetOutcomes } from './cleanup-progress';
import { cleanRows, countRows } from './cleanup-rows';
import { keepUp, measureTables } from './cleanup-upkeep';
import type { Sql } from './sql';

export interface CleanupOptions {
  sql: Sql;
  /** Archives go to `archive/<task id>/` in it. Replicas that share no disk each keep what they have archived. */
  dataDir: string;
  retention: CleanupRetention;
  now: () => number;
  log: Logger;
}

export interface CleanupBatch {
  /** Empty when all is done. */
  nextCursor: string;
  /** What has been done since the batch's own cursor was given: the sum over all batches is all that was done. */
  outcome: CleanupOutcome;
  percent: number;
}

/** A batch holds its rows in memory and its transaction open: some 8 MiB, whatever the rows are like. */
const maxBytes = 8 * 1_048_576;

/**
 * Carries out cleanup tasks batch by batch. In one transaction a batch deletes rows, puts them into an archive file that
 * has reached the disk, and writes down where it is: a crash at any moment leaves rows that are still there, or rows
 * that are archived, gone and counted once. An archive file of a batch that did not commit is written anew by the next.
 */
export class Cleanup {
  readonly #options: CleanupOptions;

  constructor(options: CleanupOptions) {
    this.#options = options;
  }

  /**
   * One batch. Which rows are meant is fixed by the task alone, and where it is by the database: the cursor only says
   * what the worker has been told.
   * @throws EnglogError `invalid_argument` for a payload or cursor that cannot be read, `unavailable` when an archive cannot be written
   */
  async batch(task: Task, cursor: string, maxRows: number): Promise<CleanupBatch> {
    const payload = payloadOfCleanup(task);
    if (payload.dry_run) return { nextCursor: '', outcome: await this.#foresee(task, payload), percent: 100 };
    outcomeSince({}, cursor);
    await this.#begin(task, payload);
    const { sql } = this.#options;
    const state = await sql.transaction(async (inside) => {
      const known = await lockProgress(inside, task.id);
      if (known.policy < known.policies.length) {
        await this.#advance(inside, task, known, maxRows);
        await saveProgress(inside, task.id, known);
      }
      return known;
    });
    if (state.policy === state.policies.length && !state.isDone) await this.#conclude(task, payload, state);
    return {
      nextCursor: state.isDone ? '' : toCursor(state),
      outcome: { ...outcomeSince(state.targets, cursor), ...(state.upkeep === null ? {} : { upkeep: state.upkeep }) },
      percent: state.isDone ? 100 : Math.min(99, Math.floor((100 * state.done) / Math.max(1, state.total))),
    };
  }

  /** Exactly what would go. */
  async #foresee(task: Task, payload: CleanupPayload): Promise<TargetOutcomes> {
    return (await this.#count(planCleanup(task, payload, this.#options.retention))).targets;
  }

  async #begin(task: Task, payload: CleanupPayload): Promise<void> {
    const { sql, dataDir, retention } = this.#options;
    if (await hasProgress(sql, task.id)) return;
    const policies = planCleanup(task, payload, retention);
    const { targets, total } = await this.#count(policies);
    const tables = [...new Set(policies.map(({ target }) => target))];
    await beginProgress(sql, task.id, {
      policies,
      total,
      done: 0,
      batches: 0,
      policy: 0,
      after: null,
      part: await lastPart(dataDir, task.id),
      targets,
      bytesBefore: await measureTables(sql, tables),
      upkeep: null,
      isDone: false,
    });
  }

  async #count(policies: PlannedPolicy[]): Promise<{ targets: TargetOutcomes; total: number }> {
    const targets: TargetOutcomes = {};
    let total = 0;
    for (const policy of policies) {
      const count = await countRows(this.#options.sql, policy);
      const outcome = (targets[policy.target] ??= emptyOutcome());
      outcome.matched += count;
      total += count;
    }
    return { targets, total };
  }

  /** The next rows there are, whichever policy means them. */
  async #advance(sql: Sql, task: Task, state: CleanupState, maxRows: number): Promise<void> {
    for (; state.policy < state.policies.length; state.policy += 1, state.after = null) {
      const policy = state.policies[state.policy] as PlannedPolicy;
      const { lines, count, last } = await cleanRows(sql, policy, { after: state.after, maxRows, maxBytes });
      if (last === null) continue;
      const outcome = (state.targets[policy.target] ??= emptyOutcome());
      if (lines.length > 0) {
        state.part += 1;
        const name = { taskId: task.id, target: policy.target, part: state.part };
        outcome.archive_files.push(await writeArchive(this.#options.dataDir, name, lines));
        outcome.archived += count;
      }
      if (!policy.keep) outcome.deleted += count;
      state.done += count;
      state.batches += 1;
      state.after = last;
      return;
    }
  }

  /** Outside of any transaction, and repeated when it is cut short. */
  async #conclude(task: Task, payload: CleanupPayload, state: CleanupState): Promise<void> {
    const { sql, now, log } = this.#options;
    for (const policy of state.policies) {
      const outcome = (state.targets[policy.target] ??= emptyOutcome());
      outcome.remaining += policy.keep ? 0 : await countRows(sql, policy);
    }
    if (payload.upkeep) state.upkeep = await keepUp(sql, state.bytesBefore, now());
    state.isDone = true;
    await saveProgress(sql, task.id, state);
    log.info({ taskId: task.id, rows: state.done }, 'a cleanup is done');
  }
}

const emptyOutcome = (): TargetOutcome => ({ matched: 0, archived: 0, deleted: 0, remaining: 0, archive_files: [] });
