import type { SentenceSeen } from './cases/case';
import type { Asking } from './models/ledger';
import type { FactSeen } from './naive/expected';
import type { TaskScore } from './score';
import { unsupportedIn } from './supports';

/** The words of a document, insight or report, however it is shaped. */
export interface Words {
  source: string;
  sentences: readonly SentenceSeen[];
  dropped: number;
  facts: readonly FactSeen[];
  /** Every form in which the words are shown: the document's text, pages, live chunks. */
  shown: readonly string[];
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * What of a model's telling was published. Two looks that share nothing: by what the model knows of its own sentences,
 * and by holding each published sentence to the figures and directions of the facts it cites.
 */
export function judgeWords(
  words: Words,
  askings: readonly Asking[],
): Pick<TaskScore, 'published' | 'truths' | 'lies' | 'problems'> {
  const told = askings.flatMap((asking) => asking.told);
  const published = words.sentences.filter(({ source }) => source === 'model');
  const texts = new Set(published.map(({ text }) => text));
  const rules = new Set([
    ...words.facts.map(({ text }) => text),
    ...words.sentences.filter(({ source }) => source === 'rules').map(({ text }) => text),
  ]);
  const truths = new Set(told.filter(({ isTrue }) => isTrue).map(({ text }) => oneLine(text)));
  const lies = [...new Set(told.filter(({ isTrue }) => !isTrue).map(({ text }) => oneLine(text)))];
  // The same words with the right citation are no lie, wherever they stand.
  const isKnown = (lie: string): boolean => rules.has(lie) || truths.has(lie);
  const got = lies.filter((lie) => !isKnown(lie) && (texts.has(lie) || words.shown.some((text) => text.includes(lie))));
  const unsupported = published.flatMap((sentence) => unsupportedIn(sentence, words.facts));
  const refused = lies.filter((lie) => !truths.has(lie)).length;
  return {
    published: published.length,
    truths: { told: truths.size, published: [...truths].filter((text) => texts.has(text)).length },
    lies: { told: lies.length, dropped: lies.length - got.length },
    problems: [
      ...got.map((lie) => `published a lie: ${lie}`),
      ...unsupported.map((problem) => `published unsupported: ${problem}`),
      ...(words.source !== 'cache' && words.dropped < refused
        ? [`counted ${words.dropped} dropped sentences of ${refused}`]
        : []),
    ],
  };
}
