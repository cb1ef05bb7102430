/**
 * How a worker's process tells the client when each handler started: lines on a unix socket, written at most each
 * 20 ms. The time is taken at the start itself, on the machine's monotonic clock, so batching costs no accuracy.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { nowUs } from '../machine/clock';

export interface StartReports {
  started(this: void, taskId: string): void;
  close(): Promise<void>;
}

const flushEveryMs = 20;

export async function openStartReports(path: string): Promise<StartReports> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    socket.write(lines);
    lines = '';
  };
  return {
    started: (taskId) => {
      lines += `${taskId} ${nowUs()}\n`;
      timer ??= setTimeout(flush, flushEveryMs);
    },
    close: async () => {
      clearTimeout(timer);
      socket.end(lines);
      await once(socket, 'close');
    },
  };
}
