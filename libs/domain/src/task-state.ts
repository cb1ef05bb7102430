import type { TaskStatus } from './task';

/**
 * The states a task row has, and the one total table of what may happen to it. Every write in the API's store is one
 * guarded statement that performs exactly one of these transitions; a cell that is null changes nothing.
 *
 * - scheduled: waits for a time (run_at, or the backoff after a failed attempt)
 * - ready: waits for a slot
 * - leased: sent to a worker's session, not yet acknowledged
 * - running: acknowledged by the worker
 */
export const rowStates = ['scheduled', 'ready', 'leased', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RowState = (typeof rowStates)[number];

export const taskTransitions = [
  'due',
  'claim',
  'acknowledge',
  'complete',
  'fail',
  'retry',
  'release',
  'cancel',
  'redrive',
  'reschedule',
] as const;
export type TaskTransition = (typeof taskTransitions)[number];

type Row = Record<TaskTransition, RowState | null>;
const none: Row = {
  due: null,
  claim: null,
  acknowledge: null,
  complete: null,
  fail: null,
  retry: null,
  release: null,
  cancel: null,
  redrive: null,
  reschedule: null,
};

/**
 * A leased task may complete, fail or retry without a separate acknowledgement: a report implies it.
 * `fail` on a waiting task is its absolute deadline passing. `retry` waits for a time and `release` does not; so does
 * `reschedule` for the run_at of a task that ended before it, and `redrive` does not.
 */
export const transitionTable: Record<RowState, Row> = {
  scheduled: { ...none, due: 'ready', fail: 'failed', cancel: 'cancelled' },
  ready: { ...none, claim: 'leased', fail: 'failed', cancel: 'cancelled' },
  leased: {
    ...none,
    acknowledge: 'running',
    complete: 'completed',
    fail: 'failed',
    retry: 'scheduled',
    release: 'ready',
    cancel: 'cancelled',
  },
  running: {
    ...none,
    complete: 'completed',
    fail: 'failed',
    retry: 'scheduled',
    release: 'ready',
    cancel: 'cancelled',
  },
  completed: { ...none },
  failed: { ...none, redrive: 'ready', reschedule: 'scheduled' },
  cancelled: { ...none, redrive: 'ready', reschedule: 'scheduled' },
};

export const next = (state: RowState, transition: TaskTransition): RowState | null =>
  transitionTable[state][transition];

/** The states from which a transition may start: what its statement's WHERE names. */
export const sourcesOf = (transition: TaskTransition): RowState[] =>
  rowStates.filter((state) => transitionTable[state][transition] !== null);

const statusByState: Record<RowState, TaskStatus> = {
  scheduled: 'pending',
  ready: 'pending',
  leased: 'pending',
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export const statusOf = (state: RowState): TaskStatus => statusByState[state];
