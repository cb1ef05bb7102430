import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RenderResult } from './http/tasks/result';
import type { RenderAnswer, RenderRequest } from './report-thread';

/**
 * Makes a report's other forms, charts and all, in a thread of its own: to parse, check and render a large one would hold
 * up everything else. A report has them, whoever's worker made it.
 */
export interface ResultRenderer {
  render: RenderResult;
  /** Ends the thread, and rejects what it was to render. */
  stop(): Promise<void>;
}

/** Beside the bundle when built, beside this file when run from source. */
const threadFiles = ['report-thread.js', 'report-thread.source.cjs'];

const findThreadFile = (): string => {
  const found = threadFiles.map((name) => join(__dirname, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${threadFiles[0]} is missing beside ${__filename}`);
  return found;
};

interface Waiting {
  resolve: (body: Uint8Array | null) => void;
  reject: (error: Error) => void;
}

/** Starts no thread before the first report, and another one after a thread that broke. */
export const createResultRenderer = (threadFile?: string): ResultRenderer => {
  let thread: Worker | null = null;
  let stopped = false;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  const end = (ended: Worker, error: Error): void => {
    if (thread !== ended) return;
    thread = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const settle = (answer: RenderAnswer): void => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('body' in answer) asked?.resolve(answer.body);
    else asked?.reject(new Error(`the result was not rendered: ${answer.problem}`));
  };
  const start = (): Worker => {
    const started = new Worker(threadFile ?? findThreadFile());
    started.on('message', settle);
    started.on('error', (error: Error) => end(started, error));
    started.on('exit', (code) => end(started, new Error(`the report thread ended with ${code}`)));
    return started;
  };

  return {
    render: (json, format) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Error('the API is stopping'));
        thread ??= start();
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        thread.postMessage({ id: lastId, json, format } satisfies RenderRequest);
      }),
    stop: async () => {
      stopped = true;
      await thread?.terminate();
    },
  };
};
