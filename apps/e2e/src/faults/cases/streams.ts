import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@englog/testing';
import { startHttp2Proxy } from '../../harness/http2-proxy';
import type { Http2Proxy } from '../../harness/http2-proxy';
import type { WorkerApp } from '../../harness/worker-app';
import { everywhere, onServers } from '../fault';
import type { Fault, Scene } from '../fault';

/** One worker reaches the API through a proxy that understands HTTP/2, while `harm` is done to its streams. */
async function throughProxy(
  { world }: Scene,
  harm: (proxy: Http2Proxy, worker: WorkerApp) => Promise<string>,
): Promise<string> {
  const [worker] = world.workers;
  const proxy = await startHttp2Proxy(world.apis[0]!.grpcAddress);
  try {
    await worker!.stop();
    await worker!.start({ env: { ENGLOG_GRPC_API_SERVER_ADDRESS: proxy.address } });
    world.slowModel(800);
    await world.busyWorker(1, [worker!]);
    const said = await harm(proxy, worker!);
    await worker!.ready();
    await worker!.stop();
    return said;
  } finally {
    await proxy.stop();
  }
}

const cutStream =
  (name: string, path: RegExp): Fault['act'] =>
  async (scene) =>
    throughProxy(scene, async (proxy, worker) => {
      const rounds = 3;
      for (let round = 1; round <= rounds; round += 1) {
        const { connects } = (await worker.health()).link;
        if (proxy.cutStreams(path) === 0) throw new Error(`there was no ${name} to cut`);
        const isBack = async () => {
          const { link } = await worker.health();
          return link.connects > connects && link.state === 'up' && proxy.streams(path) > 0;
        };
        await waitFor(isBack, { timeoutMs: 20_000, intervalMs: 20, what: `a new ${name}` });
      }
      return `${name} reset ${rounds} times; the worker was back each time`;
    });

const taskStreamCut: Fault = {
  name: 'task stream cut by the proxy, connection alive',
  worlds: everywhere,
  short: onServers,
  act: cutStream('task stream', /\/StreamTasks$/),
};
const reportStreamCut: Fault = {
  name: 'report stream cut by the proxy, connection alive',
  worlds: everywhere,
  act: cutStream('report stream', /\/StreamReports$/),
};

const goAway: Fault = {
  name: 'GOAWAY',
  worlds: everywhere,
  short: onServers,
  act: (scene) =>
    throughProxy(scene, async (proxy, worker) => {
      let told = 0;
      for (const abrupt of [false, true, false, true]) {
        const { connects } = (await worker.health()).link;
        told += proxy.goAway(abrupt);
        // A graceful one leaves streams alone: they may live on.
        if (abrupt) {
          const isBack = async () => (await worker.health()).link.connects > connects;
          await waitFor(isBack, { timeoutMs: 20_000, intervalMs: 20, what: 'a new connection' });
        } else await delay(300);
        await waitFor(() => proxy.streams(/\/StreamTasks$/) > 0, { timeoutMs: 20_000, what: 'its task stream' });
      }
      if (told === 0) throw new Error('nobody was told');
      return `${told} connections told to go, half of them with their streams refused`;
    }),
};

export const streamFaults: readonly Fault[] = [taskStreamCut, reportStreamCut, goAway];
