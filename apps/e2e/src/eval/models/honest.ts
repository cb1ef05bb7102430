import { figureOf, sentences } from './model';
import { inOtherWords } from './wordings';
import type { Asked, AskedFact, ScriptedModel, Told } from './model';

const most = 16;
const about = (facts: readonly AskedFact[], text: string, ...ids: string[]): Told[] =>
  ids.every((id) => facts.some((fact) => fact.id === id)) ? [{ text, fact_ids: ids, isTrue: true }] : [];

const valueOf = (facts: readonly AskedFact[], id: string): number =>
  figureOf(facts.find((fact) => fact.id === id)?.text ?? '')?.value ?? NaN;

/** Two facts to a sentence, and words of its own: what a good small model writes. */
function inEnglish({ facts }: Asked): Told[] {
  const v = (id: string): string => String(valueOf(facts, id));
  const own = [
    ...about(facts, `In total, you logged ${v('time.total')} hours.`, 'time.total'),
    ...about(
      facts,
      `Development took ${v('time.type.development')} hours, while meetings took ${v('time.type.meeting')} hours.`,
      'time.type.development',
      'time.type.meeting',
    ),
    ...about(facts, `Meetings accounted for ${v('share.type.meeting')} % of the time.`, 'share.type.meeting'),
    ...about(
      facts,
      `About ${Math.round(valueOf(facts, 'focus.total'))} hours went to uninterrupted focus.`,
      'focus.total',
    ),
  ];
  const told = new Set(own.flatMap((one) => one.fact_ids));
  const others = facts
    .filter(({ id }) => !told.has(id))
    .map((fact, at): Told => ({ text: inOtherWords(fact, at), fact_ids: [fact.id], isTrue: true }));
  return [...own, ...others].slice(0, most);
}

const comma = (value: number): string => String(value).replace('.', ',');

function inGerman({ facts }: Asked): Told[] {
  const v = (id: string): string => comma(valueOf(facts, id));
  return [
    ...about(facts, `Insgesamt wurden ${v('time.total')} Stunden erfasst.`, 'time.total'),
    ...about(facts, `Auf Besprechungen entfielen ${v('time.type.meeting')} Stunden.`, 'time.type.meeting'),
    ...about(facts, `Auf Entwicklung entfielen ${v('time.type.development')} Stunden.`, 'time.type.development'),
    ...about(facts, `Der größte Anteil, ${v('top.type')} %, entfiel auf Entwicklung.`, 'top.type'),
  ];
}

function inFrench({ facts }: Asked): Told[] {
  const v = (id: string): string => comma(valueOf(facts, id));
  return [
    ...about(facts, `Au total, ${v('time.total')} heures ont été enregistrées.`, 'time.total'),
    ...about(facts, `Les réunions ont pris ${v('time.type.meeting')} heures.`, 'time.type.meeting'),
    ...about(facts, `Le développement a pris ${v('time.type.development')} heures.`, 'time.type.development'),
  ];
}

const honest = (name: string, does: string, tell: (asked: Asked) => Told[]): ScriptedModel => ({
  name,
  isHonest: true,
  does,
  answer: (asked) => sentences(tell(asked), { pieceChars: 64 }),
});

export const honestModels: readonly ScriptedModel[] = [
  honest('honest:en', 'words the facts it was given', inEnglish),
  honest('honest:de', 'the same in German', inGerman),
  honest('honest:fr', 'the same in French', inFrench),
];
