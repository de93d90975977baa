# Sourced by Demo/run and Tests/run: what they need, and how it gets onto a Debian machine.

require_swift() {
    command -v swift >/dev/null && return
    echo "Carryover needs a Swift 6.2 toolchain or newer: https://www.swift.org/install/linux/" >&2
    exit 1
}

# Installs the Debian packages that are missing. On another distribution it names them and stops.
require_packages() {
    local package missing=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        [ -n "${CARRYOVER_PACKAGES_PRESENT:-}" ] && return
        echo "This is not a Debian system. Install what these Debian packages hold, set CARRYOVER_PACKAGES_PRESENT=1," >&2
        echo "and run this again: $*" >&2
        exit 1
    fi
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "==> Installing: ${missing[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
