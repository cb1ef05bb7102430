# Sourced by the scripts beside it: what each of them needs, and nothing that does anything by itself.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for those who source this
bin=$root/node_modules/.bin

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}
step() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }

need_node() {
  command -v node >/dev/null || die 'Node.js is needed, 20.19 or newer: https://nodejs.org'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js 20.19 or newer is needed, this is $(node --version): https://nodejs.org"
}

# Installs the npm packages unless what is installed is what the lock file says.
need_modules() {
  need_node
  (cd "$root" && node scripts/modules-are-current.mjs) && return 0
  step 'Installing npm packages (npm ci)'
  (cd "$root" && npm ci --no-audit --no-fund) || die 'npm ci failed: is the npm registry within reach?'
}

has_postgres() {
  command -v initdb >/dev/null && return 0
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}
has_redis() { command -v redis-server >/dev/null; }

# PostgreSQL and Redis as programs (the tests start their own); from Debian's packages where that may be done.
need_servers() {
  local missing=()
  has_postgres || missing+=(postgresql)
  has_redis || missing+=(redis-server)
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    die "${missing[*]} needed, in PATH: install with your system's package manager (macOS: brew install postgresql redis)"
  elif [ "$(id -u)" -ne 0 ]; then
    die "${missing[*]} needed: run  sudo apt-get install ${missing[*]}"
  fi
  step "Installing ${missing[*]} (apt-get)"
  apt_install "${missing[@]}" || die "apt-get install ${missing[*]} failed"
}

# As packages only: a service that starts by itself is nothing the tests want, and nothing to leave behind.
apt_install() {
  local policy=/usr/sbin/policy-rc.d made=0 status=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1
  fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >&2 </dev/null || status=$?
  [ "$made" -eq 1 ] && rm -f "$policy"
  return "$status"
}

# The wanted port, or the next free one, which is told.
pick_port() {
  local wanted=$1 what=$2 port
  port=$(node "$root/scripts/free-port.mjs" "$wanted") || die "no free port from $wanted on for $what"
  [ "$port" = "$wanted" ] || say "port $wanted is taken: $what listens on $port"
  printf '%s' "$port"
}
