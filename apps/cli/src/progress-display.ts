import type { TaskStatus } from '@englog/domain';
import { Presets, SingleBar } from 'cli-progress';
import type { CliContext } from './context';
import { say } from './context';
import { printable } from './printable';

/** Shows how far a thing is: a bar on a terminal, a line a change elsewhere. */
export interface ProgressDisplay {
  state(status: TaskStatus): void;
  /** Why it waits. */
  waits(why: string): void;
  progress(percent: number, message: string): void;
  /** Text as the model writes it: only a terminal shows it live. `restart`: what was shown is thrown away. */
  text(chunk: string, restart?: boolean): void;
  end(): void;
}

export const createProgressDisplay = (context: CliContext): ProgressDisplay =>
  context.stderr.isTTY === true ? barDisplay(context) : lineDisplay(context);

const barDisplay = (context: CliContext): ProgressDisplay => {
  const bar = new SingleBar(
    {
      stream: context.stderr as NodeJS.WriteStream,
      format: '{bar} {percentage}% | {message}',
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      barsize: 30,
    },
    Presets.shades_classic,
  );
  let drawing = false;
  let writing = false;
  const draw = (percent: number | null, message: string): void => {
    if (writing) return;
    if (!drawing) bar.start(100, 0, { message });
    drawing = true;
    if (percent === null) bar.update({ message });
    else bar.update(percent, { message });
  };
  const erase = (): void => {
    if (drawing) bar.stop();
    drawing = false;
  };
  return {
    state: (status) => draw(null, status),
    waits: (why) => draw(null, `pending: ${oneLine(why)}`),
    progress: (percent, message) => draw(Math.round(percent), oneLine(message)),
    text: (chunk, restart = false) => {
      erase();
      if (restart && writing) context.stderr.write('\n(again)\n');
      writing = true;
      context.stderr.write(printable(chunk));
    },
    end: () => {
      erase();
      if (writing) context.stderr.write('\n');
      writing = false;
    },
  };
};

const lineDisplay = (context: CliContext): ProgressDisplay => {
  let shown = '';
  const line = (text: string): void => {
    if (text !== shown) say(context, text);
    shown = text;
  };
  return {
    state: (status) => line(status),
    waits: (why) => line(`pending: ${oneLine(why)}`),
    progress: (percent, message) => line(`${String(Math.round(percent)).padStart(3)}% ${oneLine(message)}`),
    text: () => undefined,
    end: () => undefined,
  };
};

const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ').slice(0, 60);
