#!/usr/bin/env bash
# The one door: sets up, builds, serves, tests and measures Heavytail Lab. `./build.sh help` lists what it does.
set -euo pipefail
if [ "${BASH_VERSINFO[0]}" -lt 5 ] || ! command -v timeout >/dev/null; then
  echo "Failed: this script needs bash 5 or later and the command timeout." >&2
  echo "Cure:   install bash and coreutils (on macOS: brew install bash coreutils)." >&2
  exit 1
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
source scripts/steps.sh
source scripts/setup.sh
source scripts/dist.sh
source scripts/stages.sh

usage() {
  cat <<'TEXT'
./build.sh COMMAND

  serve [PORT]    build the page, serve it on this machine only and print the link (port 8080, or the next free one)
  test [STAGE…]   run every test, or only the stages named; prints one line for each and a count at the end
  build           the static folder dist/, which any host can serve from any path; prints its sizes
  bench           build, then measure the page's kernels beside other engines (minutes; leave the machine alone)
  setup           find or install the tools that all of these need, and nothing else
  clean           remove what was built here (dist, target, node_modules); the tools in the cache stay
  help            this text

Each command first sets up what it needs and is missing: on two cores about 5 minutes the first time, seconds afterwards.
Then the first build takes about 2 minutes and the first full test about 10; later ones only what has changed.
Tools built for the lab are kept in ${XDG_CACHE_HOME:-~/.cache}/heavytail. System packages are only installed when run
as root on Debian; otherwise the command to run is printed.
TEXT
}

command=${1:-help}
shift || true
case $command in
  setup)
    set_up tests
    note "Everything is set up."
    ;;
  build)
    set_up build
    build
    ;;
  serve)
    set_up build
    build
    exec node scripts/serve.mjs dist "$@"
    ;;
  test)
    set_up tests
    run_stages "$@"
    ;;
  bench)
    set_up browser
    build
    exec node benches/run.mjs "$@"
    ;;
  clean)
    rm -rf dist target node_modules
    note "Removed dist, target and node_modules. The tools stay in $cache (remove that folder to have them rebuilt)."
    ;;
  help | --help | -h) usage ;;
  *)
    usage >&2
    fail "there is no command '$command'" "use one of those above"
    ;;
esac
