import { toSpans } from '@englog/domain';
import type { Span } from '@englog/domain';
import { comparableBefore } from './comparable-before';
import { entryAt } from './testing/context';

const spanOf = (day: string, project: string, type: 'development' | 'meeting'): Span =>
  toSpans([entryAt(`2026-${day}T09:00:00Z`, 1, { project, type })])[0] as Span;
const week = (day: string): Span[] => [
  spanOf(day, 'atlas', 'development'),
  spanOf(day, 'atlas', 'meeting'),
  spanOf(day, 'beta', 'development'),
  spanOf(day, 'beta', 'meeting'),
];
const logged = [...week('03-02'), ...week('03-03')];
const before = week('02-23');
const at = (spans: readonly Span[], ...indexes: number[]) => indexes.map((index) => spans[index] as Span);

test.each<[string, number[], number[] | null]>([
  ['the whole log with all of it', [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3]],
  ['a project with the project', [0, 1, 4, 5], [0, 1]],
  ['a type with the type', [1, 3, 5, 7], [1, 3]],
  ['a project’s type with its like', [0, 4], [0]],
  ['some of everything with nothing', [0, 1, 2, 3, 4, 5, 6], null],
  ['one of many alike with nothing', [0], null],
])('%s', (_name, selected, expected) => {
  const comparable = comparableBefore({ selected: at(logged, ...selected), logged, before });
  expect(comparable).toEqual(expected === null ? undefined : at(before, ...expected));
});
