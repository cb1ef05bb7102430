#!/usr/bin/env bash
# make demo-stop: ends what make demo left running, workers first, so that they can say goodbye.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

arguments_of() { { tr '\0' ' ' <"/proc/$1/cmdline" || ps -o args= -p "$1"; } 2>/dev/null || true; }

stopped=0
for name in worker-1 worker-2 api; do
  file=$root/.data/demo/$name.pid
  [ -f "$file" ] || continue
  pid=$(cat "$file")
  # The number may be another program's by now.
  if arguments_of "$pid" | grep -q "dist/apps/${name%-*}/main.js"; then
    kill "$pid"
    for _ in $(seq 1 150); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    stopped=$((stopped + 1))
  fi
  rm -f "$file"
done
[ "${1:-}" = --quiet ] || say "$stopped stopped"
