import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DrawChart } from '@englog/domain';
import type { ChartAnswer, ChartRequest } from './chart-thread';

/** Draws charts in a thread of its own: loading the library and drawing would hold up everything else for too long. */
export interface ChartDrawer {
  draw: DrawChart;
  /** Ends the thread, and rejects what it was to draw. */
  stop(): Promise<void>;
}

/** Beside the bundle when built, beside this file when run from source. */
const threadFiles = ['chart-thread.js', 'chart-thread.source.cjs'];

const findThreadFile = (): string => {
  const found = threadFiles.map((name) => join(__dirname, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${threadFiles[0]} is missing beside ${__filename}`);
  return found;
};

interface Waiting {
  resolve: (svg: string) => void;
  reject: (error: Error) => void;
}

/** Starts no thread before the first chart, and another one after a thread that broke. */
export const createChartDrawer = (threadFile?: string): ChartDrawer => {
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
  const settle = (answer: ChartAnswer): void => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('svg' in answer) asked?.resolve(answer.svg);
    else asked?.reject(new Error(`the chart was not drawn: ${answer.problem}`));
  };
  const start = (): Worker => {
    const started = new Worker(threadFile ?? findThreadFile());
    started.on('message', settle);
    started.on('error', (error: Error) => end(started, error));
    started.on('exit', (code) => end(started, new Error(`the chart thread ended with ${code}`)));
    return started;
  };

  return {
    draw: (drawing) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Error('the API is stopping'));
        thread ??= start();
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        thread.postMessage({ id: lastId, drawing } satisfies ChartRequest);
      }),
    stop: async () => {
      stopped = true;
      await thread?.terminate();
    },
  };
};
