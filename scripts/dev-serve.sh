#!/usr/bin/env bash
# dev-serve.sh api|worker: the app from its sources, restarted on change, its log beside it in .data/<app>.log.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
cd "$root"
app=$1
need_modules
mkdir -p .data
if [ "$app" = api ] && [ -f .data/dev.env ]; then
  set -a
  # shellcheck source=/dev/null
  source .data/dev.env
  set +a
fi
# debug: one line an RPC, which make grpc-logs follows
export ENGLOG_TELEMETRY_LOG_LEVEL=${ENGLOG_TELEMETRY_LOG_LEVEL:-debug}
# nx itself, not npx: a signal to npx would leave the app behind
"$bin/nx" serve "$app" 2>&1 | tee -i ".data/$app.log"
