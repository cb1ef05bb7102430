import type { EntryType } from '../entries';
import type { Fact, Subject } from '../facts/fact';
import type { Lexicon } from './lexicon/lexicon';
import type { Phrases } from './tokens';

const dayPhrases = (day: string, lexicon: Lexicon): string[] => {
  const [year = '', month = '', date = ''] = day.split('-');
  const name = lexicon.months[Number(month) - 1] ?? '';
  const number = String(Number(date));
  const dates = [
    day,
    `${date}.${month}.${year}`,
    `${number} ${name} ${year}`,
    `${number}. ${name} ${year}`,
    `${name} ${number}, ${year}`,
    `${name} ${number}`,
    `${number} ${name}`,
    `${number}. ${name}`,
  ];
  const weekday = lexicon.weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]?.[0] ?? '';
  return [...dates, ...dates.flatMap((one) => lexicon.beforeDate.map((between) => `${weekday}${between}${one}`))];
};

const hourPhrases = (hour: number): string[] => {
  const padded = `${String(hour).padStart(2, '0')}:00`;
  const twelve = `${hour % 12 === 0 ? 12 : hour % 12}`;
  const half = hour < 12 ? 'am' : 'pm';
  return [padded, `${hour}:00`, `${twelve} ${half}`, `${twelve}${half}`, `${hour} uhr`, `${padded} uhr`];
};

const subjectPhrases = (subject: Subject, lexicon: Lexicon): readonly string[] => {
  switch (subject.kind) {
    case 'type':
      return lexicon.types[subject.name as EntryType] ?? [subject.name];
    case 'weekday':
      return lexicon.weekdays[Number(subject.name) - 1] ?? [];
    case 'day':
      return dayPhrases(subject.name, lexicon);
    case 'hour':
      return hourPhrases(Number(subject.name));
    case 'project':
    case 'tag':
    case 'theme':
    case 'goal':
    case 'entry':
      return [subject.name];
  }
};

/** What changed in focus is named like the focus. */
const termsOf = ({ kind }: Fact, lexicon: Lexicon): readonly string[] =>
  lexicon.terms[kind === 'change.focus' ? 'focus.total' : kind] ?? [];

/** What the cited facts may be called in a sentence: a fact with a subject by its subject alone, else by its terms. */
export const phrasesOf = (cited: readonly Fact[], lexicon: Lexicon): Phrases => {
  const phrases = new Map<string, Fact[]>();
  for (const fact of cited) {
    const own = fact.subject ? subjectPhrases(fact.subject, lexicon) : termsOf(fact, lexicon);
    for (const phrase of own) {
      const key = lexicon.normalise(phrase.normalize('NFC').toLowerCase());
      if (key !== '') phrases.set(key, [...(phrases.get(key) ?? []), fact]);
    }
  }
  return phrases;
};
