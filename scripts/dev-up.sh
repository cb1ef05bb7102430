#!/usr/bin/env bash
# make dev-up
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
cd "$root"
need_modules
need_servers
exec node --import tsx scripts/dev-up.mjs
