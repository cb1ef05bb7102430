import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startProgram } from './program';
import { waitFor } from './wait-for';

const node = (script: string) => ({ command: process.execPath, args: ['-e', script] });
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const serving = `console.log('serving'); setInterval(() => {}, 1000);`;

test('waits for the readiness line, asks it to leave, and tells how it ended', async () => {
  const program = await startProgram({
    ...node(`process.on('SIGTERM', () => { console.log('bye'); process.exit(7); }); ${serving}`),
    ready: /serving/,
  });
  expect(alive(program.pid)).toBe(true);
  await expect(program.stop()).resolves.toEqual({ code: 7, signal: null });
  expect(program.output()).toContain('bye');
  expect(alive(program.pid)).toBe(false);
});

test('kills one that does not leave when asked', async () => {
  const program = await startProgram({ ...node(`process.on('SIGTERM', () => {}); ${serving}`), ready: /serving/ });
  await expect(program.stop(50)).resolves.toEqual({ code: null, signal: 'SIGKILL' });
});

test('a program that ends before it is ready is an error with what it said', async () => {
  const started = startProgram({ ...node(`console.error('no such database'); process.exit(3)`), ready: /serving/ });
  await expect(started).rejects.toThrow(/ended \(exit 3\) before it was ready\nno such database/);
});

test('a program that cannot be started is an error that names it', async () => {
  await expect(startProgram({ command: '/no/such/program' })).rejects.toThrow('cannot start /no/such/program');
});

test('a program does not outlive the process that started it, even one killed outright', async () => {
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', ownerScript()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
  const pid = Number(line);
  expect(alive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await waitFor(() => !alive(pid), { what: 'the orphan to end' });
});

function ownerScript(): string {
  const path = JSON.stringify(require.resolve('./program.ts'));
  return `const { startProgram } = require(${path});
startProgram({ command: 'sleep', args: ['60'] }).then((p) => console.log(String(p.pid)));`;
}
