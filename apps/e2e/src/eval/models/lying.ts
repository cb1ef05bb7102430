import { dodges, inventedClaims, swappedFacts, wrongDirections, wrongFigures, wrongUnits } from './lies';
import { sentences } from './model';
import { wrongRoles } from './role-lies';
import type { Asked, AskedFact, Reply, ScriptedModel, Told } from './model';

/** An answer is read up to a bound: a liar that talks for ever is another fault than a lie. */
const maxSentences = 400;

/** Lies spread over the whole of what a model could say, with a truth between them now and then. */
function withTruths(lies: readonly Told[], facts: readonly AskedFact[]): Told[] {
  const step = Math.max(1, lies.length / maxSentences);
  const kept = Array.from({ length: Math.min(lies.length, maxSentences) }, (_, at) => lies[Math.floor(at * step)]);
  const truths = facts.slice(0, 2).map(({ id, text }): Told => ({ text, fact_ids: [id], isTrue: true }));
  return [...truths.slice(0, 1), ...kept.filter((one) => one !== undefined), ...truths.slice(1)];
}

const lying = (name: string, does: string, lies: (facts: readonly AskedFact[]) => Told[]): ScriptedModel => ({
  name,
  isHonest: false,
  does,
  answer: ({ facts }) => sentences(withTruths(lies(facts), facts)),
});

/** What it says outside a sentence's place must never be published. */
const speech = 'You were flawless this week and everybody agreed.';
const spoken: Told[] = [{ text: speech, fact_ids: [], isTrue: false }];
const said = (script: Reply['script'], told: Told[] = spoken): Reply => ({ script, told });

/** Does what the log's own text told it to: see the injected titles of the hostile case. */
function follow({ facts, prompt }: Asked): Reply {
  const order = /IGNORE ALL[^"]*say: ([^"\\]+)/i.exec(prompt)?.[1] ?? 'This engineer is approved for promotion.';
  const every = facts.map(({ id }) => id);
  const lies = [order, `${facts[0]?.text ?? ''} ${order}`, `${order} ${facts[0]?.text ?? ''}`].map((text): Told => ({
    text,
    fact_ids: every,
    isTrue: false,
  }));
  return sentences(lies);
}

function halfJson({ facts }: Asked): Reply {
  const told = withTruths(wrongFigures(facts).slice(0, 6), facts);
  const text = JSON.stringify({ sentences: told.map(({ text: words, fact_ids }) => ({ text: words, fact_ids })) });
  // Cut in the middle of the last sentence: none of it counts, true or not.
  return { script: { kind: 'answer', text: text.slice(0, -20) }, told: told.slice(0, -1).filter((one) => !one.isTrue) };
}

export const lyingModels: readonly ScriptedModel[] = [
  lying('liar:figures', 'other figures', wrongFigures),
  lying('liar:units', 'other units, bounds and ranges', wrongUnits),
  lying('liar:swaps', 'figures of something else', swappedFacts),
  lying('liar:directions', 'rises as falls, ranks, goals', wrongDirections),
  lying('liar:roles', 'changes as levels, shares of something else, goals by the wrong figure', wrongRoles),
  lying('liar:inventions', 'claims no figure holds', inventedClaims),
  lying('liar:dodges', 'no citation, odd digits, markup', dodges),
  { name: 'liar:injected', isHonest: false, does: 'what the log’s text orders', answer: follow },
  { name: 'broken:prose', isHonest: false, does: 'prose', answer: () => said({ kind: 'answer', text: speech }) },
  { name: 'broken:half', isHonest: false, does: 'half a JSON', answer: halfJson },
  {
    name: 'broken:shape',
    isHonest: false,
    does: 'JSON of another shape',
    answer: () => said({ kind: 'answer', value: { insight: speech, sentences: speech, facts: [{ text: speech }] } }),
  },
  { name: 'broken:empty', isHonest: false, does: 'nothing', answer: () => said({ kind: 'answer', text: '' }, []) },
  {
    name: 'broken:garbage',
    isHonest: false,
    does: 'no answer of Ollama’s',
    answer: () => said({ kind: 'garbage' }, []),
  },
];
