/** Edit distance, two rows at a time: names are short. */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
};

/** The known name that was probably meant: at most two edits away, or null. */
export const nearest = (name: string, known: Iterable<string>): string | null => {
  let best: { name: string; edits: number } | null = null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > 2) continue;
    const edits = distance(name, candidate);
    if (edits <= 2 && edits < (best?.edits ?? 3)) best = { name: candidate, edits };
  }
  return best?.name ?? null;
};
