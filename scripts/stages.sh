# The test stages. Each is a function `test_NAME`; what to do when it fails is in `cure_of`.

stages=(format lint lint-wasm docs native build node-scalar node-simd128 chrome-simd128 chrome-relaxed types scripts page)

test_format() { cargo fmt --check -- --color never; }
test_lint() { cargo clippy --locked --all-targets -- -Dwarnings; }
test_lint-wasm() { in_flavour simd128 cargo clippy --locked --lib --test web --test node -- -Dwarnings; }
test_docs() { in_flavour simd128 cargo doc --locked --no-deps; } # for wasm: there every module exists
test_native() { HEAVYTAIL_WANT_FLAVOUR=scalar cargo test --locked; }
test_build() { build; }
test_node-scalar() { suites_in scalar cargo test --locked --test node; }
test_node-simd128() { suites_in simd128 cargo test --locked --test node; }
test_chrome-simd128() {
  # In the test profile at once: wasm-pack would first compile everything in another.
  suites_in simd128 wasm-pack test --headless --chrome --chromedriver "$CHROMEDRIVER" --mode no-install -- \
    --profile test --test web
}
test_chrome-relaxed() { suites_in relaxed cargo test --locked --test web; }
test_types() {
  build
  node_modules/.bin/tsc
  node_modules/.bin/tsc --project benches
}
test_scripts() { node --test tests/js/*.test.mjs; }
test_page() { build; node --test tests/e2e/*.test.mjs; }

cure_of() { # STAGE
  case $1 in
    format) echo "run 'cargo fmt'" ;;
    native) echo "repeat one test with 'cargo test NAME'" ;;
    chrome-* | page) echo "correct the test or the code; if Chromium itself did not start, run '$CHROMIUM --version'" ;;
    *) echo "correct what the lines above name; './build.sh test $1' repeats this stage alone" ;;
  esac
}

# The suites of tests/node.rs and tests/web.rs. wasm-pack compiles every other test for wasm as well, so one stage goes
# through it and the others straight to the runner. The runner ends well when it finds no test at all: here it fails.
suites_in() { # FLAVOUR COMMAND…
  local output=$log_dir/suites.txt
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner WASM_BINDGEN_TEST_TIMEOUT=900
  in_flavour "$@" | tee "$output"
  grep -qE 'test result: ok\. [1-9][0-9]* passed' "$output" || fail "no test ran" "see tests/web.rs and tests/node.rs"
}

run_stages() { # [STAGE…], all when none is named
  local stage first_failed= passed=0 failed=0
  for stage; do
    case " ${stages[*]} " in *" $stage "*) ;; *) fail "there is no test stage '$stage'" "choose from: ${stages[*]}" ;; esac
  done
  for stage in "${stages[@]}"; do
    [ $# = 0 ] || case " $* " in *" $stage "*) ;; *) continue ;; esac
    step "$stage" "test_$stage"
    if [ "$step_status" = 0 ]; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      [ -n "$first_failed" ] || first_failed=$stage
    fi
  done
  if [ -n "$first_failed" ]; then
    show_log "$log_dir/$first_failed.log"
    printf 'Failed: stage %s; its whole output is in %s.\nCure:   %s.\n\n' \
      "$first_failed" "$log_dir/$first_failed.log" "$(cure_of "$first_failed")"
  fi
  note "$passed passed, $failed failed"
  [ $failed = 0 ]
}
