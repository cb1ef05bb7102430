import type { MessagePort } from 'node:worker_threads';
import { analyse, computeFacts } from '@englog/domain';
import type { AnalysisInput, AnalysisModel, ComputedFacts, FactsInput, Span } from '@englog/domain';

/** What a calculation is about but for its entries, which come through the port. */
export type Calculation =
  | { kind: 'analyse'; input: Omit<AnalysisInput, 'spans' | 'before'> }
  | { kind: 'facts'; input: Omit<FactsInput, 'spans' | 'before'> };

export type SpanMessage = { to: 'spans' | 'before'; spans: Span[] } | { to: 'end'; hasBefore: boolean };

const receive = (port: MessagePort): Promise<{ spans: Span[]; before: Span[] | undefined }> =>
  new Promise((resolve) => {
    const received: Record<'spans' | 'before', Span[]> = { spans: [], before: [] };
    port.on('message', (message: SpanMessage) => {
      if (message.to === 'end') {
        port.close();
        resolve({ spans: received.spans, before: message.hasBefore ? received.before : undefined });
      } else for (const span of message.spans) received[message.to].push(span);
    });
  });

/** The thread's only function: gathers the entries it is sent, then calculates. */
export const calculate = async ({
  port,
  calculation,
}: {
  port: MessagePort;
  calculation: Calculation;
}): Promise<AnalysisModel | ComputedFacts> => {
  const { spans, before } = await receive(port);
  if (calculation.kind === 'facts') return computeFacts({ ...calculation.input, spans, before });
  return analyse({ ...calculation.input, spans, before: before ?? [] });
};
