// tally.mjs <status>: prints `N passed, N failed` over every jest process of this run and exits non-zero unless all is well.
// A status other than 0 that no test accounts for (a build that broke, coverage too low) counts as one failure.
import { readFileSync, readdirSync } from 'node:fs';

const folder = process.env.TALLY_DIR ?? 'coverage/tally';
const status = Number(process.argv[2] ?? 0);
const tallies = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
const sum = (field) => tallies.reduce((total, tally) => total + tally[field], 0);

const passed = sum('passed');
const failed = sum('failed') || (status === 0 && passed > 0 ? 0 : 1);
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
