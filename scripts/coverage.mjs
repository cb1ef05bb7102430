// Prints the line coverage of hand-written code, merged over the projects, and exits non-zero where a folder that must
// be covered is not. What only tests and measurements use (libs/testing, apps/e2e, apps/bench, what is named testing) is
// not counted.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';

const { createCoverageMap } = createRequire(import.meta.url)('istanbul-lib-coverage');

const minimum = 90;
const required = ['apps/api/src/grpc', 'apps/api/src/dispatch', 'apps/worker/src/link'];
const notCounted = /^\.\.|^apps\/(bench|e2e)\/|(^|\/)testing(\/|\.ts$)|\/gen\/|\.test\.ts$/;
const root = new URL('..', import.meta.url).pathname;

const map = createCoverageMap({});
for (const project of existsSync('coverage') ? readdirSync('coverage') : []) {
  const file = `coverage/${project}/coverage-final.json`;
  if (existsSync(file)) map.merge(JSON.parse(readFileSync(file, 'utf8')));
}

/** Folder → lines of its files, its subfolders' included where it is a required one. */
const lines = new Map();
const add = (group, { covered, total }) => {
  const before = lines.get(group) ?? { covered: 0, total: 0 };
  lines.set(group, { covered: before.covered + covered, total: before.total + total });
};
for (const file of map.files()) {
  const path = relative(root, file).split(sep).join('/');
  if (notCounted.test(path)) continue;
  const summary = map.fileCoverageFor(file).toSummary().lines;
  const folder = path.startsWith('libs/') ? path.split('/').slice(0, 2) : path.split('/').slice(0, -1).slice(0, 4);
  add(folder.join('/'), summary);
  add('total', summary);
}

const percent = ({ covered, total }) => (total === 0 ? 100 : (100 * covered) / total);
const folders = [...lines.keys()].filter((group) => group !== 'total').sort();
const failing = required.filter((folder) => !lines.has(folder) || percent(lines.get(folder)) < minimum);
for (const folder of [...folders, 'total'].filter((group) => lines.has(group))) {
  const mark = !required.includes(folder)
    ? ''
    : failing.includes(folder)
      ? `  below ${minimum} %`
      : `  (must be ${minimum} %)`;
  const { covered, total } = lines.get(folder);
  console.log(
    `${folder.padEnd(34)} ${percent(lines.get(folder)).toFixed(1).padStart(5)} %  ${covered}/${total}${mark}`,
  );
}
for (const folder of failing.filter((group) => !lines.has(group)))
  console.log(`${folder.padEnd(34)} nothing was measured`);
process.exit(failing.length === 0 ? 0 : 1);
