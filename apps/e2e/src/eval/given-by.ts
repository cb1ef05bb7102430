import type { FactSeen } from './naive/expected';

const together = /together|combined|in total|zusammen|gemeinsam|ensemble|au total/i;
const fromTo = /\b(?:from|von|de)\b/i;
const outOf = /\b(?:of|von|sur)\b/i;

/** The subject of a kind: `time.type.meeting` and `change.type.meeting` are of one. */
const subjectOf = ({ id }: FactSeen): string => id.replace(/^(?:time|share|change)\./, '');

function pairs(cited: readonly FactSeen[]): [FactSeen, FactSeen][] {
  return cited.flatMap((one) =>
    cited.filter((other) => other !== one).map((other): [FactSeen, FactSeen] => [one, other]),
  );
}

/** What cited facts give by plain arithmetic, where the words say that they are added or what was before. */
export function givenBy(cited: readonly FactSeen[], text: string): FactSeen[] {
  return pairs(cited).flatMap(([one, other]) => {
    const sum: FactSeen = { ...one, value: one.value + other.value };
    if (one.kind === other.kind && /^(?:time|share)\./.test(one.kind)) return together.test(text) ? [sum] : [];
    if (one.kind === 'goal.missed' && other.kind === 'goal.short') return outOf.test(text) ? [sum] : [];
    if (!one.kind.startsWith('time.') || !other.kind.startsWith('change.')) return [];
    if (subjectOf(one) !== subjectOf(other)) return [];
    const before = one.value - other.value;
    const percent: FactSeen = { ...other, unit: 'percent', value: (other.value / before) * 100 };
    return [percent, ...(fromTo.test(text) ? [{ ...one, value: before }] : [])];
  });
}
