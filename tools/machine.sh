#!/bin/sh
# Usage: machine.sh PACKAGE… Installs missing Debian packages when apt may; otherwise names them and goes on:
# the tests that need them are then reported as skipped. Never asks for a password.
set -eu

missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    echo "note: not installed:$missing. Run: sudo apt install$missing" >&2
    exit 0
fi
command -v apt-get >/dev/null || {
    echo "note: not installed, and there is no apt-get:$missing" >&2
    exit 0
}

echo "Installing$missing with apt"
options='-o DPkg::Lock::Timeout=120 -o Acquire::Retries=3'
$as_root apt-get $options -qq update >/dev/null || echo "note: apt-get update failed; trying with the old lists" >&2
for package in $missing; do # one by one: a name that a release lacks must not stop the rest
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get $options -qq -y --no-install-recommends install "$package" \
        >/dev/null </dev/null || echo "note: apt-get could not install $package" >&2
done
