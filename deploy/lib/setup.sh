# shellcheck shell=bash
# What ./run and ./test share: packages, Node.js, building. Sourced by them; needs `set -euo pipefail`.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
readonly ROOT

# The Dockerfile installs the first list, too.
# shellcheck disable=SC2034  # used by the scripts that source this file
readonly BUILD_PACKAGES=(
  g++ cmake ninja-build pkg-config ca-certificates
  libcivetweb-dev libcli11-dev libcurl4-openssl-dev libfmt-dev libhiredis-dev libsimdjson-dev libssl-dev
  libspdlog-dev libyaml-cpp-dev prometheus-cpp-dev zlib1g-dev)
readonly NODE_MAJOR=18
readonly POLICY=/usr/sbin/policy-rc.d
readonly POLICY_MARK='# written by mediamtx-monitor, removed when its package installation ends; process'

say() { printf '%s\n' "$*" || true; }
complain() { printf '%s\n' "$*" >&2 || true; }
die() {
  complain "error: $*"
  exit 1
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo -- "$@"
  fi
}

# The words of $2… that are closest to $1, for "did you mean".
nearest() {
  local typed=$1 best='' best_distance=1000 word distance
  shift
  for word in "$@"; do
    distance=$(edit_distance "$typed" "$word")
    if ((distance < best_distance)); then
      best=$word best_distance=$distance
    fi
  done
  printf '%s' "$best"
}

edit_distance() {
  local from=$1 to=$2 i j cost
  local -a row previous
  for ((j = 0; j <= ${#to}; j++)); do previous[j]=$j; done
  for ((i = 1; i <= ${#from}; i++)); do
    row=("$i")
    for ((j = 1; j <= ${#to}; j++)); do
      cost=1
      if [[ ${from:i-1:1} == "${to:j-1:1}" ]]; then cost=0; fi
      row[j]=$((previous[j - 1] + cost))
      if ((previous[j] + 1 < row[j])); then row[j]=$((previous[j] + 1)); fi
      if ((row[j - 1] + 1 < row[j])); then row[j]=$((row[j - 1] + 1)); fi
    done
    previous=("${row[@]}")
  done
  printf '%d' "${previous[${#to}]}"
}

# --- packages ---------------------------------------------------------------------------------------

missing_packages() {
  local package status
  for package in "$@"; do
    # shellcheck disable=SC2016  # ${…} belongs to dpkg-query
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=''
    if [[ $status != installed ]]; then printf '%s\n' "$package"; fi
  done
}

node_is_usable() {
  local version
  command -v npm >/dev/null || return 1
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  ((${version%%.*} >= NODE_MAJOR))
}

# Debian starts a freshly installed redis-server or prometheus; this file forbids it for the moment. One that
# the administrator has put there stays as it is. A leftover of a killed installation is recognised and replaced.
forbid_service_starts() {
  local owner
  if [[ -e $POLICY ]]; then
    owner=$(sed -n "s|^$POLICY_MARK ||p" "$POLICY")
    if [[ -z $owner ]] || kill -0 "$owner" 2>/dev/null; then return 0; fi
  fi
  trap allow_service_starts EXIT
  printf '#!/bin/sh\n%s %d\nexit 101\n' "$POLICY_MARK" $$ | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
}

allow_service_starts() {
  if grep -qsxF "$POLICY_MARK $$" "$POLICY"; then as_root rm -f "$POLICY"; fi
  trap - EXIT
}

# install_packages REASON PACKAGE…: nothing happens when all of them are there.
install_packages() {
  local reason=$1 log package
  local -a missing
  shift
  if ! command -v dpkg-query >/dev/null; then
    complain "This is not a Debian system; please see that these are installed, under whatever name: $*"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return 0; fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    die "these packages are missing ($reason): ${missing[*]}
Install them as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "Installing ${#missing[@]} Debian packages $reason: ${missing[*]}"
  log=$(mktemp)
  forbid_service_starts
  if ! { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    die "the installation failed; the whole log is $log"
  fi
  allow_service_starts
  rm -f "$log"
  # Without this the service would start at the next boot. Only what was missing a moment ago is touched.
  for package in "${missing[@]}"; do
    case $package in
      redis-server | prometheus | nginx-light)
        if command -v systemctl >/dev/null; then as_root systemctl --quiet disable "${package%-light}.service" || true; fi
        ;;
    esac
  done
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null; }

install_node() {
  if node_is_usable; then return 0; fi
  install_packages "to build the web page" nodejs npm
  hash -r
  node_is_usable || die "Node.js $NODE_MAJOR or newer with npm is needed to build the page; \
$(command -v node || echo node) is $(node --version 2>/dev/null || echo absent). Remove it or put a newer one first in PATH."
}

# --- building ---------------------------------------------------------------------------------------

# A compiler needs up to 1 GB here: a small server must not run out of memory.
build_jobs() {
  local cores memory_gb
  cores=$(nproc)
  memory_gb=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  if ((memory_gb < 1)); then memory_gb=1; fi
  printf '%d' $((cores < memory_gb ? cores : memory_gb))
}

# run_logged LOG COMMAND…: output goes to LOG; a terminal sees its newest line while it runs.
run_logged() {
  local log=$1
  shift
  if [[ -t 1 ]]; then
    "$@" 2>&1 </dev/null | tee -- "$log" | show_newest_line
  else
    "$@" >"$log" 2>&1 </dev/null
  fi
}

show_newest_line() {
  local line width=${COLUMNS:-80}
  while IFS= read -r line; do printf '\r\033[K%s' "${line:0:width-1}"; done
  printf '\r\033[K'
}

# cmake_build PRESET [TARGET…]
cmake_build() {
  local preset=$1 cache=$ROOT/build/$1/CMakeCache.txt
  shift
  if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "$cache"; then
    rm -rf "${ROOT:?}/build/$preset" # configured when the repository was somewhere else
  fi
  if [[ ! -f $ROOT/build/$preset/build.ninja || $ROOT/CMakePresets.json -nt $ROOT/build/$preset/build.ninja ]]; then
    (cd "$ROOT" && cmake --preset "$preset") || return 1
  fi
  (cd "$ROOT" && cmake --build --preset "$preset" --parallel "$(build_jobs)" ${1:+--target "$@"})
}
