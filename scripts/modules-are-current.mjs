// Exits 0 when node_modules holds what package-lock.json names, by npm's own record of what it installed.
import { existsSync, readFileSync } from 'node:fs';

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

if (!existsSync('node_modules/.package-lock.json')) process.exit(1);
const installed = packagesOf('node_modules/.package-lock.json');
const missing = Object.entries(packagesOf('package-lock.json')).filter(
  ([path, wanted]) =>
    path.includes('node_modules/') &&
    !wanted.optional &&
    !wanted.devOptional &&
    !wanted.peer &&
    !(wanted.link ? installed[path]?.link : installed[path]?.version === wanted.version),
);
process.exit(missing.length === 0 ? 0 : 1);
