#!/usr/bin/env node
// `npx englog` from a clone: the built program when it is up to date, the sources through tsx otherwise.
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(app));
const built = join(root, 'dist', 'apps', 'cli', 'main.js');

const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const changedAt = Math.max(
  ...readdirSync(join(app, 'src'), { recursive: true }).map((file) => statSync(join(app, 'src', file)).mtimeMs),
);

const require = createRequire(import.meta.url);
if (builtAt >= changedAt) {
  require(built);
} else {
  process.env.TSX_TSCONFIG_PATH = join(root, 'tsconfig.base.json');
  require('tsx/cjs/api').register();
  require(join(app, 'src', 'main.ts'));
}
