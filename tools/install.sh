#!/bin/sh
# Usage: install.sh VENV LOCK. Creates VENV when it is missing or broken and installs LOCK into it.
# PYTHON names the interpreter; without it the first suitable one is taken.
set -eu
venv=$1
lock=$2

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Also false for a stub that only says how the real one could be switched on.
recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
# Debian's name: python3-venv for its default Python, python3.12-venv for another.
package_of() {
    case $1 in
    python3) echo python3-venv ;;
    *) "$1" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))' ;;
    esac
}

suitable() {
    [ -z "${PYTHON:-}" ] || {
        recent "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.11 or newer that starts."
        makes_venvs "$PYTHON" || fail "$PYTHON cannot create environments yet. Run: sudo apt install $(package_of "$PYTHON")"
        echo "$PYTHON"
        return
    }
    lacking=
    for python in python3 python3.13 python3.12 python3.11; do
        recent "$python" || continue
        if makes_venvs "$python"; then
            echo "$python"
            return
        fi
        lacking=${lacking:-$(package_of "$python")}
    done
    [ -z "$lacking" ] || fail "Python cannot create environments yet. Run: sudo apt install $lacking"
    fail "No Python 3.11 or newer. Run: sudo apt install python3 python3-venv  (Debian 12, Ubuntu 24.04 or newer),
       or name one: make PYTHON=/path/to/python3.12 …"
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(suitable)
    echo "Creating $venv with $("$python" -V)"
    "$python" -m venv --clear "$venv"
fi
echo "Installing $lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$lock"
