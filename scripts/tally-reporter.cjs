// A jest reporter: leaves one small file a jest process with how many tests passed and failed, for scripts/tally.mjs.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = class TallyReporter {
  onRunComplete(contexts, results) {
    const folder = process.env.TALLY_DIR;
    if (!folder) return;
    const [context] = contexts;
    const name = context?.config.displayName?.name ?? 'jest';
    mkdirSync(folder, { recursive: true });
    const tally = {
      passed: results.numPassedTests,
      // A file that does not even load has no test to count.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests,
    };
    writeFileSync(join(folder, `${name}-${process.pid}.json`), JSON.stringify(tally));
  }
};
