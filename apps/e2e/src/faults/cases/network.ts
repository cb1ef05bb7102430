import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@englog/testing';
import type { Direction } from '@englog/testing';
import { everywhere, onServers } from '../fault';
import type { Fault } from '../fault';
import { slotsOfWorker } from '../world';
import type { World } from '../world';

/** The lane of a busy worker goes dead without closing; a worker with another replica to go to goes there. */
async function halfOpen(world: World, direction: Direction): Promise<string> {
  world.slowModel(800);
  const worker = await world.busyWorker();
  const lane = await world.laneOf(worker);
  const { connects, target } = (await worker.health()).link;
  const deadAt = performance.now();
  lane.freeze(direction);
  const isElsewhere = async () => {
    const { link } = await worker.health();
    return link.state === 'up' && link.connects > connects && link.target !== target;
  };
  const { silenceMs, graceMs } = world.timing;
  await waitFor(isElsewhere, {
    timeoutMs: 3 * (silenceMs + graceMs),
    intervalMs: 20,
    what: 'the worker to go elsewhere',
  });
  const foundMs = Math.round(performance.now() - deadAt);
  lane.thaw();
  return `${worker.name} was up at another replica after ${foundMs} ms`;
}

const bothWays: Fault = {
  name: 'half-open TCP to one API',
  worlds: onServers,
  short: onServers,
  act: ({ world }) => halfOpen(world, 'both'),
};
const toWorker: Fault = {
  name: 'half-open TCP, only API → worker dead',
  worlds: onServers,
  act: ({ world }) => halfOpen(world, 'toClient'),
};
const toApi: Fault = {
  name: 'half-open TCP, only worker → API dead',
  worlds: onServers,
  repeats: {
    why: 'the worker still got tasks and ran them, but its acknowledgements never arrived: they were given to others',
    most: 2 * slotsOfWorker,
  },
  act: ({ world }) => halfOpen(world, 'toTarget'),
};

const isolated: Fault = {
  name: 'half-open TCP to every API, past the grace',
  worlds: everywhere,
  repeats: {
    why: 'the worker was cut off past its grace: its attempts were given to others while it may have been through with them',
    most: slotsOfWorker,
  },
  async act({ world }) {
    world.slowModel(800);
    const worker = await world.busyWorker();
    for (const lane of world.lanesOf(worker)) lane.freeze();
    await world.untilGone(worker);
    for (const lane of world.lanesOf(worker)) lane.thaw();
    await worker.ready();
    return `${worker.name} was given up, then came back`;
  },
};

const cut: Fault = {
  name: 'connections cut, again and again',
  worlds: everywhere,
  short: ['embedded'],
  async act({ world }) {
    const rounds = 8;
    for (let round = 0; round < rounds; round += 1) {
      for (const lane of world.lanes) lane.cut();
      await delay(500);
    }
    const { failures } = (await world.workers[0]!.health()).link;
    if (failures === 0) throw new Error('no worker noticed');
    return `${rounds} times, every connection`;
  },
};

const slowAndLossy: Fault = {
  name: 'slow and lossy link',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    const lanes = world.lanes;
    for (const lane of lanes) {
      lane.delay(120);
      lane.fragment(700);
    }
    const rounds = world.timing.name === 'usual' ? 10 : 4;
    for (let round = 0; round < rounds; round += 1) {
      await delay(1_000);
      lanes[round % lanes.length]?.cut();
    }
    return `120 ms each way in pieces of 700 bytes, one connection lost each second for ${rounds} s`;
  },
};

export const networkFaults: readonly Fault[] = [bothWays, toWorker, toApi, isolated, cut, slowAndLossy];
