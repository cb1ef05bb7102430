import { isTerminal } from './task';
import { next, rowStates, sourcesOf, statusOf, taskTransitions, transitionTable } from './task-state';
import type { RowState, TaskTransition } from './task-state';

/** The whole table once more, by hand: a cell that changes changes here too. `.` is null: the transition changes nothing. */
const columns: TaskTransition[] = [
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
];
const expected: Record<RowState, string> = {
  scheduled: 'ready . . . failed . . cancelled . .',
  ready: '. leased . . failed . . cancelled . .',
  leased: '. . running completed failed scheduled ready cancelled . .',
  running: '. . . completed failed scheduled ready cancelled . .',
  completed: '. . . . . . . . . .',
  failed: '. . . . . . . . ready scheduled',
  cancelled: '. . . . . . . . ready scheduled',
};
const cells = rowStates.flatMap((state) =>
  expected[state].split(' ').map((cell, n): [RowState, TaskTransition, RowState | null] => {
    return [state, columns[n] as TaskTransition, cell === '.' ? null : (cell as RowState)];
  }),
);

test('the table has every state and every transition, and so has this test', () => {
  expect(Object.keys(transitionTable).sort()).toEqual([...rowStates].sort());
  for (const row of Object.values(transitionTable))
    expect(Object.keys(row).sort()).toEqual([...taskTransitions].sort());
  expect([...columns].sort()).toEqual([...taskTransitions].sort());
  expect(cells).toHaveLength(rowStates.length * taskTransitions.length);
});

test.each(cells)('%s, %s → %s', (state, transition, after) => {
  expect(next(state, transition)).toBe(after);
});

test.each(taskTransitions)('what %s starts from is what its statement’s WHERE names', (transition) => {
  expect(sourcesOf(transition)).toEqual(
    cells.filter(([, name, after]) => name === transition && after).map(([s]) => s),
  );
});

test('an ended task changes only by being queued again, and a completed one never', () => {
  for (const state of rowStates.filter((each) => isTerminal(statusOf(each)))) {
    const possible = taskTransitions.filter((transition) => next(state, transition) !== null);
    expect(possible.filter((transition) => transition !== 'redrive' && transition !== 'reschedule')).toEqual([]);
  }
  expect(taskTransitions.filter((transition) => next('completed', transition) !== null)).toEqual([]);
});

test('every live state can end in each of completed, failed and cancelled', () => {
  const reach = (from: RowState, seen = new Set<RowState>()): Set<RowState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const transition of taskTransitions) {
      const after = next(from, transition);
      if (after !== null) reach(after, seen);
    }
    return seen;
  };
  for (const state of ['scheduled', 'ready', 'leased', 'running'] as const)
    for (const end of ['completed', 'failed', 'cancelled'] as const) expect(reach(state)).toContain(end);
});

test.each([
  ['scheduled', 'pending'],
  ['ready', 'pending'],
  ['leased', 'pending'],
  ['running', 'running'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
] as const)('clients see %s as %s', (state, status) => {
  expect(statusOf(state)).toBe(status);
});
