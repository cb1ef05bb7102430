/** EngLog's own programs: the API as `nx build` leaves it, and this bench's workers, built the same way. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { benchRoot, repositoryRoot } from '../machine/build';

export interface EnglogPrograms {
  api: string;
  worker: string;
  idleWorkers: string;
}

let built: Promise<EnglogPrograms> | undefined;

/** Once a process, however often asked. */
export function buildEnglog(): Promise<EnglogPrograms> {
  return (built ??= buildAll());
}

async function buildAll(): Promise<EnglogPrograms> {
  const nx = join(repositoryRoot, 'node_modules', '.bin', 'nx');
  await promisify(execFile)(nx, ['run', 'api:build'], { cwd: repositoryRoot });
  // Under the root's dist, so that what stays external is found in the root's node_modules.
  const outdir = join(repositoryRoot, 'dist', 'apps', 'bench');
  const entry = (out: string, file: string) => ({ out, in: join(benchRoot, 'src', 'englog', file) });
  await build({
    entryPoints: [entry('worker', 'worker-main.ts'), entry('idle-workers', 'idle-workers-main.ts')],
    ...{ outdir, bundle: true, platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning' },
    tsconfig: join(repositoryRoot, 'tsconfig.base.json'),
  });
  return {
    api: join(repositoryRoot, 'dist', 'apps', 'api', 'main.js'),
    worker: join(outdir, 'worker.js'),
    idleWorkers: join(outdir, 'idle-workers.js'),
  };
}
