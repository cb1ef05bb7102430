import { join } from 'node:path';
import { freePort } from './free-port';
import { startProgram } from './program';

test('runs as a program, scripted over HTTP, and leaves when asked', async () => {
  const port = await freePort();
  const program = await startProgram({
    command: process.execPath,
    args: [
      '--import',
      'tsx',
      join(__dirname, 'scripted-ollama-main.ts'),
      '--port',
      String(port),
      '--models',
      'phi3:mini',
    ],
    ready: /listening on/,
  });
  try {
    const at = `http://127.0.0.1:${port}`;
    await fetch(`${at}/scripted/chat`, { method: 'PUT', body: JSON.stringify({ kind: 'answer', text: 'Well.' }) });
    const body = JSON.stringify({ model: 'phi3:mini', messages: [], stream: false });
    const answer = await fetch(`${at}/api/chat`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ message: { content: 'Well.' } });
    expect(await (await fetch(`${at}/scripted/requests`)).json()).toMatchObject([{ model: 'phi3:mini' }]);
  } finally {
    await expect(program.stop()).resolves.toEqual({ code: 0, signal: null });
  }
});
