# The test stages. Each is a function `test_NAME`; what to do when it fails is in `cure_of`.

stages=(format lint lint-wasm docs native build node-scalar node-simd128 chrome-simd128 chrome-relaxed types scripts page)

test_format() { cargo fmt --check; }
test_lint() { cargo clippy --locked --all-targets -- -Dwarnings; }
test_lint-wasm() { in_flavour simd128 cargo clippy --locked --lib --test web --test node -- -Dwarnings; }
test_docs() { in_flavour simd128 cargo doc --locked --no-deps; } # for wasm: there every module exists
test_native() { HEAVYTAIL_WANT_FLAVOUR=scalar cargo test --locked; }
test_build() { build; }
test_node-scalar() { wasm_pack scalar --node -- --profile test --test node; }
test_node-simd128() { wasm_pack simd128 --node -- --profile test --test node; }
test_chrome-simd128() { wasm_pack simd128 --headless --chrome -- --profile test --test web; }
test_chrome-relaxed() { wasm_pack relaxed --headless --chrome -- --profile test --test web; }
test_types() { build; node_modules/.bin/tsc; }
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

# wasm-pack ends well when it finds no test at all: that is a failure here.
wasm_pack() { # FLAVOUR ARGUMENT…
  local driver=()
  case " $* " in *" --chrome "*) driver=(--chromedriver "$(command -v chromedriver)") ;; esac
  WASM_BINDGEN_TEST_TIMEOUT=600 in_flavour "$1" wasm-pack test --mode no-install "${driver[@]}" "${@:2}" | tee "$log_dir/wasm-pack.log"
  grep -qE 'test result: ok\. [1-9][0-9]* passed' "$log_dir/wasm-pack.log" || fail "no test ran" "see tests/web.rs and tests/node.rs"
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
    printf 'Failed: stage %s; the whole output is in %s.\nCure:   %s.\n\n' "$first_failed" "$log_dir/$first_failed.log" "$(cure_of "$first_failed")"
  fi
  note "$passed passed, $failed failed"
  [ $failed = 0 ]
}
