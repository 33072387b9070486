#!/bin/sh
# Usage: check_clean_copy.sh PYTHON. Starts the command line from a copy of the committed files alone:
# a file that was forgotten, ignored or written by an earlier run is missed here, and only here.
set -eu
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
git='git -c safe.directory=*'

if ! $git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    echo "SKIPPED clean copy: not a git checkout"
    [ "${CI:-}" != true ] || exit 1
    exit 0
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
$git archive HEAD | tar -x -C "$copy"
cd "$copy"
for arguments in '--help' 'layers' 'layers --json' 'locate 120.62 31.32 --json'; do
    # shellcheck disable=SC2086
    PYTHONDONTWRITEBYTECODE=1 "$python" -m gis_app $arguments >"$copy/answer" || {
        echo "FAILED in a clean copy of HEAD: python -m gis_app $arguments" >&2
        exit 1
    }
    [ -s "$copy/answer" ] || {
        echo "FAILED in a clean copy of HEAD: python -m gis_app $arguments prints nothing" >&2
        exit 1
    }
done
echo "clean copy: the command line starts"
