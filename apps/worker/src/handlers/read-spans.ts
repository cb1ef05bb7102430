import { createSpanReader } from '@englog/domain';
import type { Span } from '@englog/domain';
import type { EntriesAnswer, HandlerContext } from './handler';

export interface ReadSpans {
  spans: Span[];
  missingIds: string[];
  /** For a payload that names none. */
  timeZone: string;
}

/** Reads entries batch by batch, keeping of each only what statistics need. */
export const readSpans = async (
  answer: EntriesAnswer,
  { signal, progress }: HandlerContext,
  from = 0,
  to = from,
): Promise<ReadSpans> => {
  const read = createSpanReader();
  const spans: Span[] = [];
  let batches = 0;
  for await (const batch of answer.batches) {
    signal.throwIfAborted();
    for (const entry of batch) spans.push(read(entry));
    batches += 1;
    // How many are to come is not known; each batch halves what is left of the way.
    progress(Math.round(to - (to - from) / 2 ** batches), `read ${spans.length} entries`);
  }
  return { spans, missingIds: answer.missingIds(), timeZone: answer.timeZone() };
};
