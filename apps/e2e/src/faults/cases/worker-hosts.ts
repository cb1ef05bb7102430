import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptAnswer, ResultAnswer } from '@englog/domain';
import { waitFor } from '@englog/testing';
import { everywhere, onServers } from '../fault';
import type { Fault } from '../fault';
import { slotsOfWorker } from '../world';
import { largeReport } from './large-report';
import { canMount, withinTinyDisk } from './tiny-disk';

const loopBlocked: Fault = {
  name: 'a handler that blocks the event loop',
  worlds: everywhere,
  short: onServers,
  repeats: {
    why: 'what reached the blocked worker was not acknowledged in time and was given to another; it found it when it woke',
    most: slotsOfWorker,
  },
  async act({ world, load }) {
    // Longer than the API hears no echo before it ends the stream, shorter than it waits for the worker to come back.
    const { silenceMs, graceMs } = world.timing;
    const ms = silenceMs + Math.floor(graceMs / 3);
    const taskId = await load.ask(load.insight(`BLOCK-${ms}`));
    const { body } = await world.api.admin.call<ResultAnswer>({
      path: `/v1/tasks/${taskId}/result?wait=60s`,
      timeoutMs: 65_000,
    });
    const { attempts } = (await world.api.admin.get<{ attempts: AttemptAnswer[] }>(`/v1/tasks/${taskId}/attempts`))
      .body;
    if (body.status !== 'completed' || attempts.length !== 1)
      throw new Error(`the blocking task is ${body.status} after ${attempts.length} attempts`);
    return `blocked for ${ms} ms; its worker was not given up and ended it in one attempt`;
  },
};

const diskFull: Fault = {
  name: 'outbox disk full',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    const [worker] = world.workers;
    const dataDir = join(world.folder, 'tiny');
    await mkdir(dataDir, { recursive: true });
    await worker!.stop();
    await worker!.start({ wrap: withinTinyDisk(dataDir), env: { ENGLOG_DATA_DIR: dataDir } });
    world.slowModel(800);
    await world.busyWorker(3, [worker!]);
    // Cut off, it must keep what it finishes: more than its disk holds.
    for (const lane of world.lanesOf(worker!)) {
      await lane.refuse();
      lane.cut();
    }
    const isTold = async () => (await worker!.health()).outbox.disk_failing;
    await waitFor(isTold, {
      timeoutMs: world.timing.graceMs + 5_000,
      intervalMs: 20,
      what: 'the full disk to be told',
    });
    const { reports } = (await worker!.health()).outbox;
    for (const lane of world.lanesOf(worker!)) await lane.listen();
    await worker!.ready();
    return `${reports} reports kept in memory and delivered (${canMount() ? 'a tmpfs of one page' : 'a limit on file size'})`;
  },
};

const largeResult: Fault = {
  name: 'a 5 MiB result',
  worlds: everywhere,
  short: onServers,
  async act({ world, load }) {
    const bytes = await largeReport(world, load);
    return `a year’s report of ${(bytes / 1024 / 1024).toFixed(1)} MiB, read back whole`;
  },
};

export const workerHostFaults: readonly Fault[] = [loopBlocked, diskFull, largeResult];
