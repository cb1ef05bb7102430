/**
 * The scripted Ollama as a program: `tsx libs/testing/src/scripted-ollama-main.ts --port 11434 --models llama3.2,phi3`.
 * While it runs, `PUT /scripted/chat` with a script (see ollama/script.ts) changes how it answers, and
 * `GET /scripted/requests` lists what it was asked.
 */
import { parseArgs } from 'node:util';
import { startScriptedOllama } from './ollama/scripted-ollama';
import type { Chat } from './ollama/script';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '11434' },
      models: { type: 'string', default: 'llama3.2' },
      loaded: { type: 'string', default: '' },
      script: { type: 'string' },
    },
  });
  const names = (list: string) => list.split(',').filter(Boolean);
  const ollama = await startScriptedOllama({
    port: Number(values.port),
    models: names(values.models),
    loaded: names(values.loaded),
    chat: values.script ? (JSON.parse(values.script) as Chat) : undefined,
  });
  console.log(`scripted Ollama listening on ${ollama.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void ollama.stop());
}

void main().catch((error: Error) => {
  console.error(`scripted Ollama: ${error.message}`);
  process.exitCode = 1;
});
