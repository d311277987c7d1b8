# How build.sh speaks: a step is one line with its name and seconds; a failure names its cause and its cure.

log_dir=target/logs

note() { printf '%s\n' "$*"; }

fail() { # CAUSE CURE
  printf '\nFailed: %s.\nCure:   %s.\n' "$1" "$2" >&2
  exit 1
}

# Runs COMMAND with its output in a log, prints one line, and leaves step_status and step_log. Never call it in a condition: bash
# would then let a COMMAND that is a function run on after its first failing line.
step() { # NAME COMMAND…
  local name=$1 start=$SECONDS verdict=ok
  shift
  mkdir -p "$log_dir"
  step_log=${name%% (*}
  step_log=$log_dir/${step_log//[^A-Za-z0-9.]/-}.log
  printf '  %-44s' "$name"
  set +e
  (set -e; "$@") >"$step_log" 2>&1 </dev/null
  step_status=$?
  set -e
  [ $step_status = 0 ] || verdict=FAILED
  printf ' %-6s %4d s\n' "$verdict" $((SECONDS - start))
}

show_log() { # LOG
  printf '\n--- the end of %s\n' "$1" >&2
  tail -n 60 "$1" >&2
  printf -- '---\n' >&2
}

# A step that everything after it needs.
must() { # NAME CURE COMMAND…
  local name=$1 cure=$2
  shift 2
  step "$name" "$@"
  [ "$step_status" = 0 ] && return
  show_log "$step_log"
  [ "$step_status" != 124 ] || fail "'$name' ran out of time" "check the network, then run the same command again"
  fail "'$name' did not work; the lines above say why" "$cure"
}
