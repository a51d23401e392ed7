# Sourced by ./demo and ./check: Debian packages that the build and the tests need, and how those that are missing come.

product_packages=(
  g++ cmake ninja-build ccache ca-certificates
  libssl-dev libsqlite3-dev libxml2-dev nlohmann-json3-dev libcli11-dev libexpected-dev coinor-libclp-dev
  coinor-libcbc-dev)
test_packages=(python3 libgtest-dev librapidcheck-dev)
long_packages=(libopenmpi-dev openmpi-bin clang-19 libclang-rt-19-dev)

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

has_node_18() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node --eval 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

# install_missing PACKAGE…: as root, or through sudo; without either says what to run and ends with status 2.
install_missing() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian: if the build fails, install what these packages hold: $* nodejs npm" >&2
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  # Node of any source will do. The page's own packages come through npm.
  has_node_18 || missing+=(nodejs npm)
  [[ ${#missing[@]} -eq 0 ]] && return

  local as_root=()
  if [[ $EUID -ne 0 ]]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
      as_root=(sudo)
    else
      echo "Some packages are missing. Run this as root, then start again:" >&2
      echo "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 2
    fi
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
