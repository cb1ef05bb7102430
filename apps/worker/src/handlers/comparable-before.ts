import type { Span } from '@englog/domain';

/**
 * Entries picked for an insight may be a selection: of one project, or of some types. Comparing them with everything
 * that was logged before would show a drop that never was, so the period before is cut to the same projects and types
 * where the selection plainly is one: it holds a single project, or no more than two types.
 */
export const comparableBefore = (spans: readonly Span[], before: readonly Span[]): Span[] => {
  const projects = new Set(spans.map((span) => span.project));
  const types = new Set(spans.map((span) => span.type));
  return before.filter(
    (span) => (projects.size > 1 || projects.has(span.project)) && (types.size > 2 || types.has(span.type)),
  );
};
