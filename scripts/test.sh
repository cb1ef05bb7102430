#!/usr/bin/env bash
# make test: every test there is, with what it needs installed first. Ends with `N passed, N failed`.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
cd "$root"

need_modules
need_servers
rm -rf coverage
mkdir -p coverage/tally

# A skipped test proves nothing: here, what it needs is there.
export ENGLOG_TEST_REQUIRE_ALL=1 NX_SKIP_NX_CACHE=true NX_TUI=false TALLY_DIR=$root/coverage/tally
jest=(--coverage --reporters=default "--reporters=$root/scripts/tally-reporter.cjs")
status=0

step 'Unit and integration tests'
"$bin/nx" run-many -t test --exclude=e2e --parallel="${PARALLEL:-1}" --outputStyle=stream -- "${jest[@]}" </dev/null || status=1
step 'End-to-end tests of the built programs'
"$bin/nx" run e2e:test --outputStyle=stream -- "${jest[@]:1}" </dev/null || status=1

step 'Line coverage of hand-written code'
node scripts/coverage.mjs || status=1
node scripts/tally.mjs "$status"
