#!/usr/bin/env bash
# make demo: an API and two workers on the embedded default, a real git history, an insight and a report. Leaves them running.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
cd "$root"

repo=${REPO:-$root}
data=$root/.data/demo
user=demo


need_modules
"$root/scripts/demo-stop.sh" --quiet
mkdir -p "$data"

git -C "$repo" rev-parse --git-dir >/dev/null 2>&1 || die "$repo is no git repository: name one with  make demo REPO=/path/to/repository"
author=${AUTHOR:-$(git -C "$repo" log -1 --no-merges --format=%ae)}
last_day=$(git -C "$repo" log -1 --no-merges --fixed-strings --author="$author" --date=format:%Y-%m-%d --format=%ad)
[ -n "$last_day" ] || die "$repo has no commit by '$author' to import: name another with  make demo REPO=… AUTHOR=…"

step 'Building'
NX_TUI=false "$bin/nx" run-many -t build -p api,worker,cli --outputStyle=static >"$data/build.log" 2>&1 || {
  cat "$data/build.log" >&2
  die 'the build failed'
}

http_port=$(pick_port 8080 'the API')
grpc_port=$(pick_port 50051 'gRPC')
health1=$(pick_port 8091 "worker demo-1's health")
health2=$(pick_port "$((health1 > 8092 ? health1 + 1 : 8092))" "worker demo-2's health")
[ "$health1" != "$health2" ] || health2=$(pick_port "$((health1 + 1))" "worker demo-2's health")

# start <name> <program> [VAR=value …]: in the background, with its output in a log and its process id in a file.
start() {
  local name=$1 program=$2
  shift 2
  env -u DATABASE_URL -u REDIS_URL -u NODE_ENV -u ENGLOG_CONFIG -u ENGLOG_AUTH_SECRET "$@" \
    nohup node "$program" >"$data/$name.log" 2>&1 </dev/null &
  echo $! >"$data/$name.pid"
}
# ready <name> <url> [field=value]
ready() {
  local name=$1
  node scripts/wait-for-http.mjs "$2" 60 "$(cat "$data/$name.pid")" "${3:-}" && return 0
  tail -n 20 "$data/$name.log" >&2
  die "$name did not become ready: its log is $data/$name.log"
}

step 'Starting the API and two workers'
api=http://localhost:$http_port
start api dist/apps/api/main.js ENGLOG_HTTP_PORT="$http_port" ENGLOG_GRPC_PORT="$grpc_port" ENGLOG_DATA_DIR="$data/api"
ready api "$api/ready"
for n in 1 2; do
  port=health$n
  start "worker-$n" dist/apps/worker/main.js ENGLOG_WORKER_WORKER_ID="demo-$n" ENGLOG_WORKER_WORKER_NAME="Demo worker $n" \
    ENGLOG_WORKER_HEALTH_PORT="${!port}" ENGLOG_GRPC_API_SERVER_ADDRESS="localhost:$grpc_port" ENGLOG_DATA_DIR="$data/worker-$n"
done

export ENGLOG_URL=$api
ENGLOG_TOKEN=$("$bin/englog" token --user "$user" --admin --expires 7d --data-dir "$data/api")
export ENGLOG_TOKEN
ready worker-2 "$api/v1/workers/health" active_workers=2
"$bin/englog" workers

step "Importing the git history of $(basename "$repo")"
"$bin/englog" import git "$repo" --author "$author"

day() { node -e 'const d = new Date(process.argv[1]); d.setUTCDate(d.getUTCDate() - process.argv[2]); console.log(d.toISOString().slice(0, 10))' "$last_day" "$1"; }
step 'An insight into the last four weeks of it'
"$bin/englog" insight --type productivity --since "$(day 27)" --until "$last_day" | tee "$data/insight.txt"
step 'A report of its last seven days'
"$bin/englog" report --since "$(day 6)" --until "$last_day" | tee "$data/report.md"
report=$("$bin/englog" tasks --type weekly_report --limit 1 --json | node -p 'JSON.parse(require("fs").readFileSync(0))[0].task_id')
"$bin/englog" result "$report" --format html --output "$data/report.html" 2>/dev/null

step 'It goes on running'
cat <<TXT
  API        $api   (documentation: $api/docs)
  gRPC       localhost:$grpc_port
  workers    http://localhost:$health1/health   http://localhost:$health2/health
  report     file://$data/report.html
  logs       $data/*.log

  To go on with it:
    export ENGLOG_URL=$ENGLOG_URL
    export ENGLOG_TOKEN=$ENGLOG_TOKEN
    npx englog --help
  To stop it:
    make demo-stop
TXT
