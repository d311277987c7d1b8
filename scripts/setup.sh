# Finds the tools, and installs or builds those that are missing. What is built goes to a cache outside the checkout.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heavytail
wasm_target=wasm32-unknown-unknown
debian_rust=$cache/debian-rust
debian_packages=(rustc-web cargo-web rustfmt-web rust-web-clippy rust-web-src)
wasm_rustflags=()

set_up_build() {
  set_up_node
  set_up_rust
  set_up_bindgen
}

set_up_tests() {
  set_up_browser
  set_up_wasm_pack
}

have() { command -v "$1" >/dev/null; }

# Debian packages: installed by root, asked for otherwise.
debian_install() { # REASON PACKAGE…
  local reason=$1
  shift
  local by_hand="apt-get update && apt-get install --no-install-recommends $*"
  have apt-get || fail "$reason, and this is not a Debian-like system" "install what corresponds to: $*"
  [ "$(id -u)" = 0 ] || fail "$reason, and only root may install packages" "run as root: $by_hand"
  must "install $* (under a minute)" "run by hand: $by_hand" debian_install_now "$@"
}

debian_install_now() {
  export DEBIAN_FRONTEND=noninteractive
  local options=(-o Acquire::http::Timeout=30 -o Acquire::Retries=2 --no-install-recommends --no-remove -y)
  timeout 900 apt-get install "${options[@]}" "$@" && return
  timeout 300 apt-get update
  timeout 900 apt-get install "${options[@]}" "$@"
}

# Node and the packages of package-lock.json.

set_up_node() {
  have node && have npm || debian_install "node or npm is missing" nodejs npm
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 18 ] || fail "Node $(node --version) is too old" "install Node 18 or later"
  [ node_modules/.package-lock.json -nt package-lock.json ] ||
    must "npm packages (20 s)" "check the network and run 'npm ci'" timeout 900 npm ci --no-fund --no-audit
}

# Rust with a standard library for WebAssembly, from one of two places.

set_up_rust() {
  if have cargo && has_wasm_std; then
    note "Rust: $(rustc --version), with $wasm_target."
  elif debian_rust_is_ready; then
    use_debian_rust
  elif have rustup && add_target_with_rustup; then
    note "Rust: $(rustc --version), $wasm_target added by rustup."
  else
    have rustup && note "rustup could not fetch $wasm_target within 30 s; using Debian's compiler."
    set_up_debian_rust
  fi
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
    fail "cargo fmt or cargo clippy is missing" "run 'rustup component add rustfmt clippy'"
  must "Rust packages" "check the network and run 'cargo fetch --locked'" timeout 900 cargo fetch --locked
}

has_wasm_std() { compgen -G "$(rustc --print target-libdir --target $wasm_target)/libstd-*.rlib" >/dev/null; }

# Without a network rustup hangs for minutes.
add_target_with_rustup() { timeout 30 rustup target add $wasm_target >/dev/null 2>&1 && has_wasm_std; }

# Debian's rustc-web is a current stable compiler without a standard library for WebAssembly, but with its source. The
# library is built once into a folder laid out like a toolchain, which wasm builds take as their sysroot.
set_up_debian_rust() {
  local missing=()
  mapfile -t missing < <(missing_packages "${debian_packages[@]}")
  [ ${#missing[@]} = 0 ] || debian_install "Rust for WebAssembly is missing" "${missing[@]}"
  mapfile -t missing < <(missing_packages "$(debian_linker)")
  [ ${#missing[@]} = 0 ] || debian_install "the WebAssembly linker is missing" "${missing[@]}"
  must "standard library for WebAssembly (1 min)" "check the network, then run the same command again" build_wasm_std
  use_debian_rust
}

missing_packages() { # PACKAGE…
  local package
  for package; do
    [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# lld in the LLVM version that the compiler writes for.
debian_linker() { /usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/lld-\1/p'; }

build_wasm_std() {
  local host scratch tool
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  rm -rf "$debian_rust"
  mkdir -p "$debian_rust/bin" "$debian_rust/lib/rustlib/$wasm_target/lib" "$debian_rust/lib/rustlib/$host/bin"
  for tool in cargo cargo-clippy cargo-fmt clippy-driver rustc rustdoc rustfmt; do
    ln -s "/usr/bin/$tool" "$debian_rust/bin/$tool"
  done
  ln -s "/usr/bin/$(debian_linker)" "$debian_rust/lib/rustlib/$host/bin/rust-lld"
  PATH=$debian_rust/bin:$PATH
  cargo init --quiet --lib --vcs none --name scratch "$scratch"
  # Building the library needs one unstable option of cargo; nothing of the lab's own does.
  (cd "$scratch" && RUSTC_BOOTSTRAP=1 timeout 1800 cargo build --release --target $wasm_target --target-dir target \
    -Zbuild-std=core,alloc,std,panic_abort,test,proc_macro)
  cp "$scratch/target/$wasm_target/release/deps/"*.{rlib,rmeta} "$debian_rust/lib/rustlib/$wasm_target/lib/"
  rm "$debian_rust/lib/rustlib/$wasm_target/lib/"libscratch-*
  /usr/bin/rustc --version >"$debian_rust/version"
}

debian_rust_is_ready() {
  [ -f "$debian_rust/version" ] && [ "$(/usr/bin/rustc --version 2>/dev/null)" = "$(cat "$debian_rust/version")" ] &&
    [ -z "$(missing_packages "${debian_packages[@]}" "$(debian_linker)")" ]
}

use_debian_rust() {
  unset RUSTC RUSTDOC
  # cargo looks for its subcommands in its own folder first, unless that folder stands on PATH.
  export PATH=$debian_rust/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  wasm_rustflags=("--sysroot=$debian_rust")
  note "Rust: $(rustc --version), Debian's, with a $wasm_target library built here."
}

# Programs from crates.io, in the version that Cargo.lock asks for.

locked_version() { grep -A1 "^name = \"$1\"$" Cargo.lock | sed -n 's/^version = "\(.*\)"$/\1/p'; }

set_up_bindgen() { cargo_program wasm-bindgen wasm-bindgen-cli "$(locked_version wasm-bindgen)" 4; }
set_up_wasm_pack() { cargo_program wasm-pack wasm-pack 0.15.1 2; }

cargo_program() { # PROGRAM CRATE VERSION MINUTES
  local program=$1 crate=$2 version=$3 root=$cache/$2-$3
  [ "$("$program" --version 2>/dev/null)" = "$program $version" ] && return
  export PATH=$root/bin:$PATH
  [ "$("$program" --version 2>/dev/null)" = "$program $version" ] && return
  must "$program $version ($4 min, once)" "check the network and run 'cargo install $crate --version $version'" \
    cargo_install "$crate" "$version" "$root"
}

# These programs run for a second each: little optimisation halves the time of building them.
cargo_install() { # CRATE VERSION ROOT
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
  local install=(timeout 1800 cargo install "$1" --version "$2" --root "$3" --no-track --force)
  # A locked dependency may have been withdrawn; then any compatible one does.
  "${install[@]}" --locked || "${install[@]}"
}

# Chromium and its driver, for the tests and the benchmark.

set_up_browser() {
  export CHROMIUM=${CHROMIUM:-$(find_chromium)}
  have chromedriver && [ -n "$CHROMIUM" ] || {
    debian_install "Chromium or its driver is missing" chromium chromium-driver
    CHROMIUM=$(find_chromium)
  }
  note "Browser: $("$CHROMIUM" --version 2>/dev/null), $(node --version | sed 's/^/Node /')."
}

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
