/** What `npm run bench` starts: installs the peers the first time, then runs the bench; arguments pass through. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

if (!existsSync(join(here, 'node_modules', 'bullmq'))) {
  console.error('bench: installing the peers (once)');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
}

const args = ['--import', 'tsx', join(here, 'src', 'main.ts'), ...process.argv.slice(2)];
const env = { ...process.env, TSX_TSCONFIG_PATH: join(here, 'tsconfig.json') };
const bench = spawn(process.execPath, args, { stdio: 'inherit', env });
// The terminal's Ctrl-C reaches the bench itself; it stops what it started, and this waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => bench.kill('SIGTERM'));
bench.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
