import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '@englog/testing';
import { cpuMsOf, memoryMbOf } from './process-usage';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('counts a process with its children, those that ended included', async () => {
  const busy = `const until = Date.now() + 150; while (Date.now() < until);`;
  const script = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}]); console.log('done'); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  expect(await waitFor(() => cpuMsOf(parent.pid!))).toBeGreaterThanOrEqual(100);
  expect(memoryMbOf(parent.pid!)).toBeGreaterThan(5);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  expect(cpuMsOf(parent.pid!)).toBe(0);
});
