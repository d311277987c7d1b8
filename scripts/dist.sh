# Assembles dist/: the page, its scripts, the library's wasm modules and the text that comes with it.

# The trainer in three flavours, and what a page needs one of.
modules=(scalar simd128 relaxed analyst analyst-simd128 painter)

# Runs COMMAND with cargo set for one of the three flavours, each in its own target folder.
in_flavour() { # FLAVOUR COMMAND…
  local flavour=$1 features=()
  shift
  case $flavour in
    simd128) features=(-Ctarget-feature=+simd128) ;;
    relaxed) features=(-Ctarget-feature=+simd128,+relaxed-simd) ;;
  esac
  # LLVM's own scheduler reorders loads until the few vector registers spill: half the speed, silently.
  # Its loop strength reduction forgets that addresses do not wrap, so that the tile's loads lose their constant offsets.
  local flags=("${wasm_rustflags[@]}" -Cllvm-args=-pre-RA-sched=source -Cllvm-args=-disable-lsr "${features[@]}")
  env CARGO_BUILD_TARGET=$wasm_target CARGO_TARGET_DIR="$PWD/target/wasm-$flavour" CARGO_PROFILE_TEST_DEBUG=false \
    CARGO_ENCODED_RUSTFLAGS="$(joined "${flags[@]}")" HEAVYTAIL_WANT_FLAVOUR="$flavour" \
    CARGO_ENCODED_RUSTDOCFLAGS="$(joined "${wasm_rustflags[@]}" -Dwarnings)" "$@"
}

joined() { local IFS=$'\x1f'; printf '%s' "$*"; }

build() {
  local module
  for module in "${modules[@]}"; do
    must "wasm $module" "correct what they name, then run './build.sh build' again" build_wasm "$module"
  done
  must "page and text" "see the message; 'npm ci' brings the text anew" build_page
  node scripts/sizes.mjs dist
}

build_wasm() { # MODULE
  local flavour feature=trainer profile=release level=(-O3)
  case $1 in
    painter) flavour=scalar feature=$1 profile=$1 level=(-Oz --converge) ;;
    analyst) flavour=scalar feature=analyst profile=analyst ;;
    analyst-simd128) flavour=simd128 feature=analyst profile=analyst ;;
    *) flavour=$1 ;;
  esac
  local made=target/wasm-$flavour/$wasm_target/$profile/heavytail.wasm
  local bindings=target/bindings/pkg/$1 shipped=dist/pkg/$1
  # With the rlib that Cargo.toml also asks for, the linker would keep a fifth more.
  in_flavour "$flavour" cargo rustc --locked --lib --crate-type cdylib --profile "$profile" \
    --no-default-features --features "$feature"
  [ "$made" -nt "$shipped/heavytail_bg.wasm" ] || [ scripts/dist.sh -nt "$shipped/heavytail_bg.wasm" ] || return 0
  wasm-bindgen --target web --out-dir "$bindings" "$made"
  [ "$feature" = painter ] || grep -q tiles_of "$bindings/heavytail_bg.wasm" ||
    fail "wasm_opt would not know the product's tiles by name" "see --no-inline in scripts/dist.sh, and strip in Cargo.toml"
  wasm_opt "$flavour" "${level[@]}" "$bindings/heavytail_bg.wasm" --output "$bindings/optimised.wasm"
  [ "$feature" != trainer ] || check_instructions "$flavour" "$bindings/optimised.wasm"
  mkdir -p "$shipped"
  minified "$shipped" "$bindings/heavytail.js"
  mv "$bindings/optimised.wasm" "$shipped/heavytail_bg.wasm"
}

# Binaryen gets only the features that the flavour promises.
wasm_opt() { # FLAVOUR ARGUMENT…
  local features=(--mvp-features --enable-bulk-memory --enable-bulk-memory-opt --enable-multivalue --enable-mutable-globals
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext)
  [ "$1" = scalar ] || features+=(--enable-simd)
  [ "$1" != relaxed ] || features+=(--enable-relaxed-simd)
  # Binaryen would put all tiles into their one caller, where a browser's register allocator spills.
  node_modules/.bin/wasm-opt "${features[@]}" '--no-inline=*tiles_of*' "${@:2}"
}

# A build that lost its vector instructions gives the right answers at a fraction of the speed: only this notices.
check_instructions() { # FLAVOUR FILE
  local text any vector fused
  text=$(node_modules/.bin/wasm-dis --all-features "$2")
  any=$(grep -cE 'v128|[0-9]x[0-9]+\.' <<<"$text" || true)
  vector=$(grep -cE '\(f32x4\.(mul|add)' <<<"$text" || true)
  fused=$(grep -cE '\(f32x4\.relaxed_madd' <<<"$text" || true)
  echo "$1: $any lines with vectors, $vector multiplications and additions, $fused relaxed multiply-adds"
  case $1 in
    scalar) [ "$any" = 0 ] ;;
    simd128) [ "$vector" -gt 0 ] && [ "$fused" = 0 ] ;;
    relaxed) [ "$fused" -gt 0 ] ;;
  esac || fail "these are not the instructions of the $1 build" "see linalg's leaf of that name and in_flavour in scripts/dist.sh"
}

# Scripts and styles as a visitor gets them: half of the bytes are comments, spaces and long names.
minified() { # FOLDER FILE…
  node_modules/.bin/esbuild --minify --format=esm --target=es2023 --log-level=warning --outdir="$1" "${@:2}"
}

build_page() {
  [ -f index.html ] && [ -d www ] || fail "index.html or www/ is missing" "restore them: git checkout -- index.html www"
  cp index.html dist/
  rm -rf dist/www target/page
  node scripts/bundle.mjs target/page
  cat www/style/{base,bar,panel,cards,study}.css >target/page/style.css
  cp www/style/print.css target/page/
  minified dist/www target/page/*
  [ dist/text/moby-dick.txt -nt scripts/moby-dick.mjs ] || node scripts/moby-dick.mjs dist/text/moby-dick.txt
}
