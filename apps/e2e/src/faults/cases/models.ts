import { setTimeout as delay } from 'node:timers/promises';
import type { ResultAnswer } from '@englog/domain';
import { waitFor } from '@englog/testing';
import { everywhere, onServers } from '../fault';
import type { Fault, Scene } from '../fault';

const faultMs = 3_000;

/** Resolves with how many results so far were worded without the model: the told fallback. */
async function fallbacks({ world, load }: Scene): Promise<number> {
  const sources = await Promise.all(
    load.accepted.map(async ({ taskId }) => {
      const { body } = await world.api.admin.get<ResultAnswer>(`/v1/tasks/${taskId}/result`);
      return body.result?.source;
    }),
  );
  return sources.filter((source) => source === 'rules' || source === 'cache').length;
}

async function untilFallback(scene: Scene): Promise<string> {
  await delay(faultMs);
  const count = await waitFor(() => fallbacks(scene), { timeoutMs: 30_000, intervalMs: 300, what: 'a told fallback' });
  return `${count} insights took the told fallback`;
}

const down: Fault = {
  name: 'Ollama down',
  worlds: everywhere,
  short: onServers,
  asksModelAgain: true,
  async act(scene) {
    const { world, load } = scene;
    await world.ollama.kill();
    // These want the model or nothing: they wait for it, and waiting spends no attempt.
    const patient = await Promise.all(
      Array.from({ length: 3 }, (_, n) => load.ask(load.insight(`the model or nothing ${n}`, { fallback: 'never' }))),
    );
    const said = await untilFallback(scene);
    await world.ollama.start();
    const areDone = async () => {
      const states = await Promise.all(
        patient.map(async (id) => (await world.api.admin.get<ResultAnswer>(`/v1/tasks/${id}/result`)).body),
      );
      return states.every(({ status, result }) => status === 'completed' && result?.source === 'model');
    };
    await waitFor(areDone, { timeoutMs: 90_000, intervalMs: 200, what: 'those that want the model to complete by it' });
    return `${said}; ${patient.length} that refuse one waited and were answered by the model`;
  },
};

const slow: Fault = {
  name: 'Ollama slow',
  worlds: onServers,
  asksModelAgain: true,
  async act({ world }) {
    world.answerBy({ kind: 'answer', headersDelayMs: 2_500, pieceDelayMs: 20 });
    await delay(2 * faultMs);
    return 'each answer took seconds';
  },
};

const garbage: Fault = {
  name: 'Ollama answers garbage',
  worlds: onServers,
  short: onServers,
  asksModelAgain: true,
  async act(scene) {
    scene.world.answerBy({ kind: 'garbage' });
    return untilFallback(scene);
  },
};

const midAnswer: Fault = {
  name: 'Ollama cut mid-answer',
  worlds: onServers,
  asksModelAgain: true,
  async act(scene) {
    scene.world.answerBy({ kind: 'cut', afterPieces: 3 });
    return untilFallback(scene);
  },
};

export const modelFaults: readonly Fault[] = [down, slow, garbage, midAnswer];
