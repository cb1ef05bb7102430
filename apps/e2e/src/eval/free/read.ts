import type { Told } from '../models/model';

/** `these words → those`: the sentence with the first of these replaced. */
function falsified(text: string, change: string): string {
  const [from = '', to = ''] = change.split('→').map((words) => words.trim());
  if (from === '' || !text.includes(from)) throw new Error(`“${text}” has no “${from}”`);
  return text.replace(from, () => to);
}

/** The sentences of a language's list, each true one before what makes it false. */
export function readFree(list: string): Told[] {
  const lines = list.trim().split('\n');
  return lines.flatMap((line) => {
    const [text = '', ids = '', changes = ''] = line.split('|').map((part) => part.trim());
    const fact_ids = ids.split(',').map((id) => id.trim());
    const lies = changes.split(';').map((change): Told => ({ text: falsified(text, change), fact_ids, isTrue: false }));
    return [{ text, fact_ids, isTrue: true }, ...lies];
  });
}
