# Finds the tools, and installs or builds those that are missing. What is built goes to a cache outside the checkout.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heavytail
wasm_target=wasm32-unknown-unknown
debian_rust=$cache/debian-rust
wasm_rustflags=()

set_up() { # build, browser or tests: each includes the one before
  local packages=()
  have node && have npm || packages+=(nodejs npm)
  find_rust || packages+=($(missing_packages $(debian_rust_packages)))
  if [ "$1" != build ]; then
    have chromedriver && [ -n "$(find_chromium)" ] || packages+=(chromium chromium-driver)
  fi
  [ ${#packages[@]} = 0 ] || debian_install "${packages[@]}"

  set_up_node
  set_up_rust
  cargo_program wasm-bindgen wasm-bindgen-cli "$(locked_version wasm-bindgen)"
  [ "$1" != tests ] || cargo_program wasm-pack wasm-pack 0.15.1
  [ "$1" = build ] || set_up_browser
}

have() { command -v "$1" >/dev/null; }

# Without --foreground Ctrl-C would not reach the command.
within() { timeout --foreground "$@"; } # SECONDS COMMAND…

debian_install() { # PACKAGE…
  local by_hand="apt-get update && apt-get install --no-install-recommends $*"
  have apt-get || fail "these are missing, and only Debian's packages are known here: $*" \
    "install Node 18 or later, Rust by rustup with the target $wasm_target, Chromium and its chromedriver"
  [ "$(id -u)" = 0 ] || fail "these packages are missing, and only root may install them: $*" "run as root: $by_hand"
  must "Debian packages (1 min): $*" "run by hand: $by_hand" debian_install_now "$@"
}

debian_install_now() {
  export DEBIAN_FRONTEND=noninteractive
  local options=(-o Acquire::http::Timeout=30 -o Acquire::Retries=2 --no-install-recommends --no-remove -y)
  within 900 apt-get install "${options[@]}" "$@" && return
  within 300 apt-get update
  within 900 apt-get install "${options[@]}" "$@"
}

missing_packages() { # PACKAGE…
  local package
  for package; do
    [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

set_up_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 18 ] || fail "Node $(node --version) is too old" "install Node 18 or later"
  [ node_modules/.package-lock.json -nt package-lock.json ] ||
    must "npm packages (half a minute)" "check the network and run 'npm ci'" within 900 npm ci --no-fund --no-audit
}

# Rust with a standard library for WebAssembly comes from one of two places: rustup, or Debian's rustc-web.

rust_origin=
find_rust() {
  if have cargo && has_wasm_std; then
    rust_origin="with $wasm_target"
  elif debian_rust_is_ready; then
    rust_origin="Debian's, with $wasm_target built here"
  elif have rustup && within 30 rustup target add $wasm_target >/dev/null 2>&1 && has_wasm_std; then
    rust_origin="with $wasm_target, just added by rustup" # without a network rustup would hang for minutes
  else
    ! have rustup || note "rustup could not fetch $wasm_target within 30 s: taking Debian's compiler."
    return 1
  fi
}

set_up_rust() {
  if [ -z "$rust_origin" ]; then
    debian_rust_is_ready ||
      must "Rust's library for WebAssembly (1 min)" "check the network, then run the same command again" build_debian_rust
    rust_origin="Debian's, with $wasm_target built here"
  fi
  [[ $rust_origin != Debian* ]] || use_debian_rust
  local rust needed
  rust=$(rustc --version | cut -d' ' -f2)
  needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  [ "$(printf '%s\n' "$needed" "$rust" | sort -V | head -n 1)" = "$needed" ] ||
    fail "Rust $rust is too old: the lab needs $needed or later" "run 'rustup update stable'"
  note "Rust: $rust, $rust_origin."
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
    fail "cargo fmt or cargo clippy is missing" "run 'rustup component add rustfmt clippy'"
  must "Rust packages" "check the network and run 'cargo fetch --locked'" within 900 cargo fetch --locked
}

has_wasm_std() { compgen -G "$(rustc --print target-libdir --target $wasm_target 2>/dev/null)/libstd-*.rlib" >/dev/null; }

# Debian's rustc-web is a current stable compiler without a standard library for WebAssembly, but with its source. The
# library is built once into a folder laid out like a toolchain, which wasm builds take as their sysroot.
debian_rust_packages() { echo rustc-web cargo-web rustfmt-web rust-web-clippy rust-web-src "$(debian_linker)"; }

# lld in the LLVM version that the compiler writes for, which a package of the same source names beforehand.
debian_linker() {
  { /usr/bin/rustc -vV || apt-cache depends rust-web-llvm; } 2>/dev/null |
    sed -n 's/^LLVM version: \([0-9]*\).*/lld-\1/p; s/.*Depends: llvm-\([0-9]*\)$/lld-\1/p' | head -n 1
}

build_debian_rust() {
  local host scratch tool
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  scratch=$(mktemp -d)
  trap "rm -rf '$scratch'" EXIT
  rm -rf "$debian_rust"
  mkdir -p "$debian_rust/bin" "$debian_rust/lib/rustlib/$wasm_target/lib" "$debian_rust/lib/rustlib/$host/bin"
  for tool in cargo cargo-clippy cargo-fmt clippy-driver rustc rustdoc rustfmt; do
    ln -s "/usr/bin/$tool" "$debian_rust/bin/$tool"
  done
  ln -s "/usr/bin/$(debian_linker)" "$debian_rust/lib/rustlib/$host/bin/rust-lld"
  PATH=$debian_rust/bin:$PATH
  cargo init --quiet --lib --vcs none --name scratch "$scratch"
  # Building the library needs one unstable option of cargo; nothing of the lab's own does.
  (cd "$scratch" && RUSTC_BOOTSTRAP=1 within 1800 cargo build --release --target $wasm_target --target-dir target \
    -Zbuild-std=core,alloc,std,panic_abort,test,proc_macro)
  cp "$scratch/target/$wasm_target/release/deps/"*.{rlib,rmeta} "$debian_rust/lib/rustlib/$wasm_target/lib/"
  rm "$debian_rust/lib/rustlib/$wasm_target/lib/"libscratch-*
  /usr/bin/rustc --version >"$debian_rust/version"
}

debian_rust_is_ready() {
  [ -f "$debian_rust/version" ] && [ "$(/usr/bin/rustc --version 2>/dev/null)" = "$(cat "$debian_rust/version")" ] &&
    [ -z "$(missing_packages $(debian_rust_packages))" ]
}

use_debian_rust() {
  unset RUSTC RUSTDOC
  # cargo looks for its subcommands in its own folder first, unless that folder stands on PATH.
  export PATH=$debian_rust/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  wasm_rustflags=("--sysroot=$debian_rust")
}

# Programs from crates.io, wasm-bindgen in the version that Cargo.lock asks for.

locked_version() { grep -A1 "^name = \"$1\"$" Cargo.lock | sed -n 's/^version = "\(.*\)"$/\1/p'; }

cargo_program() { # PROGRAM CRATE VERSION
  local program=$1 crate=$2 version=$3 root=$cache/$2-$3
  [ "$("$program" --version 2>/dev/null)" != "$program $version" ] || return 0
  export PATH=$root/bin:$PATH
  [ "$("$program" --version 2>/dev/null)" != "$program $version" ] || return 0
  must "$program $version (2 min)" "check the network and run 'cargo install $crate --version $version'" \
    cargo_install "$crate" "$version" "$root"
}

# These programs run for a second each: little optimisation halves the time of building them.
cargo_install() { # CRATE VERSION ROOT
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
  local install=(within 1800 cargo install "$1" --version "$2" --root "$3" --no-track --force)
  # A locked dependency may have been withdrawn; then any compatible one does.
  "${install[@]}" --locked || "${install[@]}"
}

# Chromium and its driver, for the tests and the benchmark.

set_up_browser() {
  export CHROMIUM CHROMEDRIVER
  CHROMIUM=$(find_chromium)
  CHROMEDRIVER=$(command -v chromedriver)
  note "Browser: $("$CHROMIUM" --version 2>/dev/null | grep -o '^[A-Za-z ]*[0-9.]*')."
}

find_chromium() { echo "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"; }
