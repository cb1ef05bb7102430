import type { CleanupPayload, Task } from '@englog/domain';
import type { Logger } from 'pino';
import { lastPart, writeArchive } from './archive';
import { addErased, eraseFromArchives, noErased } from './archive-erase';
import { mentionsOf, noMentions, passMentions, readMentions, writeMentions } from './cleanup-mentions';
import { isErasure, payloadOfCleanup, planCleanup } from './cleanup-plan';
import type { Mentions } from './cleanup-mentions';
import type { CleanupRetention, PlannedPolicy } from './cleanup-plan';
import { beginProgress, hasProgress, lockProgress, outcomeSince, saveProgress, toCursor } from './cleanup-progress';
import type { CleanupOutcome, CleanupState, TargetOutcome, TargetOutcomes } from './cleanup-progress';
import { cleanRows, countRows, isRowPolicy, nextLiveTasks } from './cleanup-rows';
import type { RowPolicy } from './cleanup-rows';
import { countAtCommit, keepUp, measureTables } from './cleanup-upkeep';
import type { Sql } from './sql';

/** The live events kept for replay. */
export interface EventKeeper {
  kept(which: EventsMeant): Promise<number>;
  /** Answers how many. */
  forget(which: EventsMeant): Promise<number>;
}
export interface EventsMeant {
  userId: string | null;
  /** Epoch ms. */
  before: number | null;
  exceptTaskId: string;
}

export interface CleanupOptions {
  sql: Sql;
  /** Archives go to `archive/<task id>/` in it. Replicas that share no disk each keep what they have archived. */
  dataDir: string;
  retention: CleanupRetention;
  /** Ends a waiting or running task; false when it had ended. */
  cancelTask: (taskId: string) => Promise<boolean>;
  events: EventKeeper;
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
/** Rows a dry run looks at in one statement. */
const foreseenRows = 1_000;
/** Tasks one batch cancels, one by one. */
const maxCancelled = 200;
/** A call for a batch has a deadline of half a minute. */
const archivesMs = 5_000;
const foreseenArchivesMs = 20_000;
const foreseenMentionsMs = 5_000;

/**
 * Carries out cleanup tasks batch by batch. In one transaction a batch deletes rows, puts them into an archive file that
 * has reached the disk, and writes down where it is: a crash at any moment leaves rows that are still there, or rows
 * that are archived, gone and counted once. An archive file of a batch that did not commit is written anew by the next.
 * Live tasks, events and earlier archives are no rows of such a transaction: each of their steps may be repeated instead.
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
    const state = await this.#step(task, maxRows);
    const { policies, policy, archives } = state;
    const areDone = policy === policies.length && archives?.areDone !== false;
    if (areDone && !state.isDone) await this.#conclude(task, payload, state);
    return {
      nextCursor: state.isDone ? '' : toCursor(state),
      outcome: { ...outcomeSince(state.targets, cursor), ...(state.isDone ? endOf(state) : {}) },
      percent: state.isDone ? 100 : Math.min(99, Math.floor((100 * state.done) / Math.max(1, state.total))),
    };
  }

  /** Exactly what would go, and what there would be after. */
  async #foresee(task: Task, payload: CleanupPayload): Promise<CleanupOutcome> {
    const policies = planCleanup(task, payload, this.#options.retention);
    const { targets } = await this.#count(policies);
    for (const policy of policies) {
      const outcome = (targets[policy.target] ??= emptyOutcome());
      outcome.remaining += await this.#countOf({ ...policy, bornUntil: null });
      outcome.would_remain ??= await this.#countOf({ ...policy, bornUntil: null, from: null, before: null });
      if (!policy.keep) outcome.would_remain -= await this.#countOf(policy);
    }
    if (!isErasure(payload)) return targets;
    const erased = noErased();
    const started = performance.now();
    await eraseFromArchives(this.#erasure(task, payload.subject_user_id, true), erased, {
      after: '',
      until: () => performance.now() - started > foreseenArchivesMs,
    });
    return { ...targets, archives: erased, mentions: await this.#foreseeMentions(task, payload.subject_user_id) };
  }

  async #foreseeMentions({ id: taskId }: Task, userId = ''): Promise<Mentions> {
    const state = noMentions();
    const started = performance.now();
    while (!state.areDone && performance.now() - started < foreseenMentionsMs) {
      const page = await readMentions(this.#options.sql, { userId, taskId }, state, {
        maxRows: foreseenRows,
        maxBytes,
      });
      // What is live is looked at twice, and counted once.
      const isFirst = state.stage < 3;
      state.cancelled += isFirst ? page.pointless.length : 0;
      passMentions(state, page, isFirst ? page.named : 0);
    }
    return mentionsOf(state);
  }

  #erasure({ id: taskId }: Task, userId = '', dryRun = false) {
    return { dataDir: this.#options.dataDir, userId, taskId, dryRun };
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
      ...(isErasure(payload) ? { mentions: noMentions(), archives: { ...noErased(), after: '', areDone: false } } : {}),
      isDone: false,
    });
  }

  async #count(policies: PlannedPolicy[]): Promise<{ targets: TargetOutcomes; total: number }> {
    const targets: TargetOutcomes = {};
    let total = 0;
    for (const policy of policies) {
      const count = await this.#countOf(policy);
      const outcome = (targets[policy.target] ??= emptyOutcome());
      outcome.matched += count;
      total += count;
    }
    return { targets, total };
  }

  async #countOf(policy: PlannedPolicy): Promise<number> {
    if (policy.target === 'events') return this.#options.events.kept(eventsOf(policy));
    return countRows(this.#options.sql, policy as RowPolicy);
  }

  /** The next rows, or else the next step of what is no rows. */
  async #step(task: Task, maxRows: number): Promise<CleanupState> {
    const state = await this.#locked(task, async (inside, known) => {
      if (known.mentions?.areDone !== false && known.policy < known.policies.length)
        await this.#advance(inside, task, known, maxRows);
    });
    if (state.mentions?.areDone === false) return this.#stepMentions(task, state, maxRows);
    const policy = state.policies[state.policy];
    if (policy !== undefined && !isRowPolicy(policy)) return this.#stepOutside(task, state.policy, policy);
    if (policy === undefined && state.archives?.areDone === false) return this.#stepArchives(task, state);
    return state;
  }

  /** Two batches of one task go one after the other. */
  #locked(task: Task, work: (inside: Sql, known: CleanupState) => Promise<void> | void): Promise<CleanupState> {
    return this.#options.sql.transaction(async (inside) => {
      const known = await lockProgress(inside, task.id);
      if (known.isDone) return known;
      await work(inside, known);
      await saveProgress(inside, task.id, known);
      await countAtCommit(inside);
      return known;
    });
  }

  /** Live tasks and events end elsewhere than in the transaction that writes down how many did. */
  async #stepOutside(task: Task, at: number, policy: PlannedPolicy): Promise<CleanupState> {
    const step = policy.keep ? { count: 0, isLast: true } : await this.#endOutside(policy);
    return this.#locked(task, (_, known) => {
      const outcome = (known.targets[policy.target] ??= emptyOutcome());
      if (policy.target === 'tasks') outcome.cancelled = (outcome.cancelled ?? 0) + step.count;
      else outcome.deleted += step.count;
      known.done += step.count;
      known.batches += 1;
      if (known.policy === at && step.isLast) known.policy += 1;
    });
  }

  async #endOutside(policy: PlannedPolicy): Promise<{ count: number; isLast: boolean }> {
    const { sql, events, cancelTask } = this.#options;
    if (policy.target === 'events') return { count: await events.forget(eventsOf(policy)), isLast: true };
    const ids = await nextLiveTasks(sql, policy as RowPolicy, maxCancelled);
    let count = 0;
    for (const id of ids) if (await cancelTask(id)) count += 1;
    return { count, isLast: ids.length < maxCancelled || count === 0 };
  }

  /** First of all: who waits to be told something is not told it after they are erased. */
  async #stepMentions(task: Task, { policies, mentions }: CleanupState, maxRows: number): Promise<CleanupState> {
    const { sql, cancelTask } = this.#options;
    const user = { userId: policies[0]?.userId ?? '', taskId: task.id };
    const page = await readMentions(sql, user, mentions ?? noMentions(), { maxRows, maxBytes });
    let cancelled = 0;
    for (const id of page.pointless.slice(0, maxCancelled)) if (await cancelTask(id)) cancelled += 1;
    return this.#locked(task, async (inside, known) => {
      if (known.mentions === undefined) return;
      known.mentions.cancelled += cancelled;
      known.batches += 1;
      if (page.pointless.length <= maxCancelled || cancelled === 0)
        await writeMentions(inside, user, known.mentions, page);
    });
  }

  async #stepArchives(task: Task, { policies, archives }: CleanupState): Promise<CleanupState> {
    const started = performance.now();
    const erased = noErased();
    const last = await eraseFromArchives(this.#erasure(task, policies[0]?.userId ?? undefined), erased, {
      after: archives?.after ?? '',
      until: () => performance.now() - started > archivesMs,
    });
    return this.#locked(task, (_, known) => {
      known.archives = {
        ...addErased({ ...noErased(), ...known.archives }, erased),
        after: last ?? '',
        areDone: last === null,
      };
      known.batches += 1;
    });
  }

  /** The next rows there are, whichever policy means them, up to a policy for what is no rows. */
  async #advance(sql: Sql, task: Task, state: CleanupState, maxRows: number): Promise<void> {
    for (; state.policy < state.policies.length; state.policy += 1, state.after = null) {
      const policy = state.policies[state.policy] as PlannedPolicy;
      if (!isRowPolicy(policy)) return;
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
      outcome.remaining += policy.keep ? 0 : await this.#countOf({ ...policy, bornUntil: null });
    }
    if (payload.upkeep) state.upkeep = await keepUp(sql, state.bytesBefore, now());
    state.isDone = true;
    await saveProgress(sql, task.id, state);
    log.info({ taskId: task.id, rows: state.done }, 'a cleanup is done');
  }
}

const eventsOf = ({ userId, before, taskId }: PlannedPolicy): EventsMeant => ({
  userId,
  before: before === null ? null : Date.parse(before),
  exceptTaskId: taskId,
});

/** What the last batch adds. */
const endOf = ({
  upkeep,
  archives,
  mentions,
}: CleanupState): Pick<CleanupOutcome, 'upkeep' | 'archives' | 'mentions'> => ({
  ...(mentions === undefined ? {} : { mentions: mentionsOf(mentions) }),
  ...(archives === undefined ? {} : { archives: addErased(noErased(), archives) }),
  ...(upkeep === null ? {} : { upkeep }),
});

const emptyOutcome = (): TargetOutcome => ({ matched: 0, archived: 0, deleted: 0, remaining: 0, archive_files: [] });
