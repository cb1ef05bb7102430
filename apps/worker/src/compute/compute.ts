import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { analyse, computeFacts } from '@englog/domain';
import type { AnalysisInput, AnalysisModel, ComputedFacts, FactsInput, Period, Span } from '@englog/domain';
import { Piscina } from 'piscina';
import type { Calculation, SpanMessage } from './compute-thread';

/** Calculations over entries that never hold up the link: large ones are done in a thread of their own. */
export interface Compute {
  facts(input: FactsInput, signal: AbortSignal): Promise<ComputedFacts>;
  analyse(input: AnalysisInput, signal: AbortSignal): Promise<AnalysisModel>;
  /** Ends the threads, and rejects what still runs in them. */
  stop(): Promise<void>;
}

export interface ComputeOptions {
  /** Calculations at the same time; the rest wait their turn. */
  maxThreads: number;
}

/**
 * Up to here a calculation takes some milliseconds. Few entries of a long period take long too: each of its days is gone
 * through, and an analysis compares all of its weeks and shuffles them by the hundred.
 */
const inline = { maxSpans: 1_000, maxMs: 63 * 86_400_000 };
const spansAMessage = 2_000;
/** An idle thread is let go. */
const idleMs = 30_000;
const maxQueued = 1_000;

/** Beside the bundle when built, beside this file when run from source. */
const threadFiles = ['compute-thread.js', 'compute-thread.source.cjs'];

const findThreadFile = (): string => {
  const found = threadFiles.map((name) => join(__dirname, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${threadFiles[0]} is missing beside ${__filename}`);
  return found;
};

const openPool = (filename: string, { maxThreads }: ComputeOptions): Piscina =>
  new Piscina({ filename, minThreads: 0, maxThreads, idleTimeout: idleMs, maxQueue: maxQueued });

interface Entries {
  spans: readonly Span[];
  before?: readonly Span[];
}

/** In pieces, giving way to other events between them: copying 100,000 entries at once would hold them up. */
const send = async (port: MessagePort, { spans, before }: Entries, signal: AbortSignal): Promise<void> => {
  const post = (message: SpanMessage): void => port.postMessage(message);
  for (const [to, all] of [
    ['spans', spans],
    ['before', before ?? []],
  ] as const)
    for (let at = 0; at < all.length && !signal.aborted; at += spansAMessage) {
      post({ to, spans: all.slice(at, at + spansAMessage) });
      await yieldToEvents();
    }
  post({ to: 'end', hasBefore: before !== undefined });
};

/** Starts no thread before the first large calculation. `threadFile` is another program for the threads. */
export const createCompute = (options: ComputeOptions, threadFile = findThreadFile()): Compute => {
  let pool: Piscina | null = null;
  let stopped = false;
  const running = new Set<(error: Error) => void>();

  const opened = (): Piscina => {
    if (stopped) throw new Error('the worker is stopping');
    if (pool) return pool;
    pool = openPool(threadFile, options);
    // A thread that cannot start tells only the pool; what waits for it would wait for ever.
    pool.on('error', (error: Error) => {
      for (const reject of running) reject(error);
    });
    return pool;
  };

  const inThread = async <T>(calculation: Calculation, entries: Entries, signal: AbortSignal): Promise<T> => {
    const { port1, port2 } = new MessageChannel();
    let fail: (error: Error) => void = () => undefined;
    const broken = new Promise<never>((_, reject) => running.add((fail = reject)));
    try {
      const done: Promise<T> = opened().run(
        { port: port2, calculation },
        { transferList: [port2], signal, name: 'calculate' },
      );
      const [result] = await Promise.all([Promise.race([done, broken]), send(port1, entries, signal)]);
      return result;
    } finally {
      running.delete(fail);
      port1.close();
    }
  };

  const isSmall = ({ spans, before, period }: Entries & { period: Period }): boolean =>
    spans.length + (before?.length ?? 0) <= inline.maxSpans && period.to - period.from <= inline.maxMs;
  return {
    async facts(input, signal) {
      if (isSmall(input)) return computeFacts(input);
      const { spans, before, ...rest } = input;
      return inThread<ComputedFacts>({ kind: 'facts', input: rest }, { spans, before }, signal);
    },
    async analyse(input, signal) {
      if (isSmall(input)) return analyse(input);
      const { spans, before, ...rest } = input;
      return inThread<AnalysisModel>({ kind: 'analyse', input: rest }, { spans, before }, signal);
    },
    async stop() {
      stopped = true;
      await pool?.destroy();
    },
  };
};
