import type { Span } from '@englog/domain';

export interface Selection {
  /** What an insight is about, inside its period. */
  selected: readonly Span[];
  /** All that was logged in that period. */
  logged: readonly Span[];
  before: readonly Span[];
}

/**
 * Entries picked for an insight may be any part of what was logged. Held against everything logged before, a part would
 * show a drop that never was. So what is selected is compared with what it is all of: the whole log, or all entries of
 * its projects, of its types, or of both. Undefined for any other selection, which has no like in the period before.
 */
export const comparableBefore = ({ selected, logged, before }: Selection): Span[] | undefined => {
  const ids = new Set(selected.map(({ id }) => id));
  const projects = new Set(selected.map(({ project }) => project));
  const types = new Set(selected.map(({ type }) => type));
  const parts: ((span: Span) => boolean)[] = [
    () => true,
    ({ project }) => projects.has(project),
    ({ type }) => types.has(type),
    ({ project, type }) => projects.has(project) && types.has(type),
  ];
  const whole = parts.find((isIn) => logged.every((span) => ids.has(span.id) || !isIn(span)));
  return whole && before.filter(whole);
};
