import { WorkerApp } from '../../harness/worker-app';
import { waitFor } from '@englog/testing';
import { everywhere, onServers } from '../fault';
import type { Fault } from '../fault';
import { slotsOfWorker } from '../world';

/** Long enough that a fault meets attempts under way, on whatever machine. */
const slowModelMs = 1_500;

/** What one worker had under way when it was lost. */
const lostWithWorker = {
  why: 'a worker that is lost in the middle of a handler leaves nobody who could say whether the handler was through',
  most: slotsOfWorker,
};

const killed: Fault = {
  name: 'SIGKILL worker mid-task',
  worlds: everywhere,
  short: ['servers', 'embedded'],
  repeats: lostWithWorker,
  async act({ world }) {
    world.slowModel(slowModelMs);
    const worker = await world.busyWorker();
    const { in_use } = (await worker.health()).slots;
    await worker.kill();
    await world.untilGone(worker);
    await worker.start();
    return `killed with ${in_use} attempts under way, back after it was given up`;
  },
};

const killedAndBack: Fault = {
  name: 'SIGKILL worker, started again at once',
  worlds: everywhere,
  repeats: lostWithWorker,
  async act({ world }) {
    world.slowModel(slowModelMs);
    const worker = await world.busyWorker();
    const { in_use } = (await worker.health()).slots;
    await worker.kill();
    await worker.start();
    return `killed with ${in_use} attempts under way`;
  },
};

const rolling: Fault = {
  name: 'SIGTERM each worker in turn',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    for (const worker of world.workers) {
      await world.busyWorker(1, [worker]);
      const exit = await worker.stop();
      if (exit?.code !== 0) throw new Error(`${worker.name} left with ${JSON.stringify(exit)}\n${worker.output()}`);
      await worker.start();
    }
    return `${world.workers.length} workers left cleanly (exit 0) and came back`;
  },
};

const paused: Fault = {
  name: 'worker paused (SIGSTOP) past its lease, then resumed',
  worlds: everywhere,
  short: onServers,
  repeats: {
    ...lostWithWorker,
    why: 'the paused worker’s attempts were given to others; it finishes its own after it wakes',
  },
  async act({ world }) {
    world.slowModel(slowModelMs);
    const worker = await world.busyWorker();
    worker.pause();
    await world.untilGone(worker);
    worker.resume();
    await worker.ready();
    // Refused as it claims them at its return, or as it reports them.
    const refused = () => worker.log().findLast(({ msg }) => /^(attempts lost|report not taken)/.test(msg));
    const line = await waitFor(refused, { timeoutMs: 10_000, what: 'what it held to be refused' });
    return `given up while it slept, then refused what it held (${line.msg}: ${String(line.count ?? 1)})`;
  },
};

const twin: Fault = {
  name: 'two workers with one worker_id',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    const [original] = world.workers;
    if (!original) throw new Error('no worker');
    const second = await WorkerApp.create({
      workerId: original.workerId,
      dataDir: `${world.folder}/twin`,
      apiAddresses: world.apis.map((api) => api.grpcAddress),
      ollamaUrl: world.ollama.url,
      env: world.timing.worker,
    });
    try {
      await second.launch();
      const isRefused = () => /in use by another live process/.test(second.output());
      await waitFor(isRefused, { timeoutMs: 20_000, what: 'the second to be told' });
      const state = (await world.seen(original.workerId))?.state;
      if (state !== 'connected') throw new Error(`the first is ${state}`);
      return 'the second was refused with a line that says why; the first worked on';
    } finally {
      await second.stop();
    }
  },
};

export const workerFaults: readonly Fault[] = [killed, killedAndBack, rolling, paused, twin];
