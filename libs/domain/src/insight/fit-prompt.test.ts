import { computeFacts } from '../facts/compute-facts';
import { periodOf } from '../statistics/period';
import { clip, toSpans } from '../statistics/span';
import { entry } from '../testing/entry';
import { chooseFacts } from './choose-facts';
import { estimateTokens } from './estimate-tokens';
import { fitPrompt } from './fit-prompt';

const week = periodOf({ start_date: '2026-03-02', end_date: '2026-03-08', time_zone: 'UTC' });
const scripts = {
  English: { project: 'payments', title: 'Review the pull request of the invoice service' },
  Russian: { project: 'платежи', title: 'Проверка запроса на слияние службы счетов' },
  Japanese: { project: '決済基盤', title: '請求書サービスのプルリクエストのレビューと単体テストの追加' },
};
const spansOf = ({ project, title }: (typeof scripts)['English'], count: number) =>
  clip(
    toSpans(
      Array.from({ length: count }, (_, index) => {
        const from = Date.parse('2026-03-02T00:00:00Z') + (index % 300) * 1_800_000;
        return entry(new Date(from).toISOString(), new Date(from + 1_800_000).toISOString(), {
          project: `${project}${index % 400}${project.repeat(9)}`,
          title: `${title} ${index}`,
        });
      }),
    ),
    week,
  );
/** At the least: a token for each character that is no ASCII, one for four of those that are. */
const leastTokens = (text: string): number => {
  const ascii = text.replace(/[^\x20-\x7e]/g, '').length;
  return text.length - ascii + ascii / 4;
};

describe.each(Object.entries(scripts))('a log in %s', (_name, words) => {
  it.each([
    [10_000, 8_192, 6, 'x'],
    [10_000, 4_096, 20, words.title.repeat(40)],
    [30, 2_048, 20, words.title.repeat(40)],
    [1, 2_048, 1, ''],
  ])('of %i entries fits %i tokens with %i sentences of answer', (count, contextTokens, maxSentences, context) => {
    const spans = spansOf(words, count);
    const { facts } = chooseFacts(computeFacts({ spans, period: week }).facts, 'general');
    const input = { about: 'an insight', asks: 'x', facts, context, language: 'en', maxSentences } as const;
    const fitted = fitPrompt(input, { spans, timeZone: 'UTC' }, contextTokens);
    const { system, prompt, format } = fitted.prompt;
    const sentences = /at most (\d+) short sentences/.exec(system)?.[1];
    expect(leastTokens(system) + leastTokens(prompt) + 100 * Number(sentences)).toBeLessThan(contextTokens);
    expect(fitted.facts).toEqual(facts.slice(0, fitted.facts.length));
    expect(fitted.facts.length).toBeGreaterThanOrEqual(4);
    expect(JSON.parse(prompt).facts).toHaveLength(fitted.facts.length);
    expect(JSON.stringify(format)).toContain(`"maxItems":${sentences}`);
  });
});

test('what fits is left as it is', () => {
  const spans = spansOf(scripts.English, 20);
  const { facts } = chooseFacts(computeFacts({ spans, period: week }).facts, 'general');
  const input = {
    about: 'an insight',
    asks: 'x',
    facts,
    context: 'on focus',
    language: 'en',
    maxSentences: 6,
  } as const;
  const fitted = fitPrompt(input, { spans, timeZone: 'UTC' }, 16_384);
  expect(fitted.facts).toEqual(facts);
  expect(JSON.parse(fitted.prompt.prompt)).toMatchObject({ context: 'on focus', entries: { entries: { length: 20 } } });
});

test.each([
  ['Reviewed the invoice service', 7],
  ['{"day":"2026-03-02","hours":1.5}', 16],
  ['счета', 5],
  ['請求書', 3],
  ['🎉', 2],
])('%s is at least %i tokens', (text, least) => expect(estimateTokens(text)).toBeGreaterThanOrEqual(least));
