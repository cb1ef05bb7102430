import type { OllamaRequest } from '@englog/testing';

interface AskedFacts {
  facts?: { id: string; text: string }[];
}

/** What a model that keeps to the facts would answer: four of them, word for word. Undefined when it was asked something else. */
export function honestAnswer({ messages }: Pick<OllamaRequest, 'messages'>): object | undefined {
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  let facts: AskedFacts['facts'];
  try {
    ({ facts } = JSON.parse(asked) as AskedFacts);
  } catch {
    return undefined;
  }
  if (!facts || facts.length === 0) return undefined;
  const sentences = facts.slice(0, 4).map(({ id, text }) => ({ text, fact_ids: [id] }));
  return { sentences, tags: ['dispatch'], confidence: 0.8 };
}
