#!/bin/sh
# Usage: lock.sh VENV [--upgrade]. Compiles requirements.txt, requirements-serve.txt,
# requirements-cluster.txt, requirements-bench.txt and requirements-test.txt from pyproject.toml,
# for every Python from 3.11 on, without a word about where packages were found. Pinned versions stay
# where the project file still allows them, unless --upgrade is given.
set -eu
"$1/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() { # compile OUTPUT [argument…]
    output=$1
    shift
    [ -e "$output" ] || : >"$output"
    cp "$output" "$output.new"
    "$uv" pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url \
        --no-emit-find-links $upgrade pyproject.toml "$@" --output-file "$output.new" >/dev/null
    { echo "# Compiled from pyproject.toml by \`make lock\`: edit that file, not this one."; cat "$output.new"; } >"$output"
    rm "$output.new"
}

uv=$1/bin/uv
upgrade=${2:-}
compile requirements.txt
compile requirements-serve.txt --extra serve --constraint requirements.txt
compile requirements-cluster.txt --extra cluster --constraint requirements.txt
compile requirements-test.txt --extra serve --extra cluster --group dev --constraint requirements-serve.txt --constraint requirements-cluster.txt
compile requirements-bench.txt --extra cluster --group bench --constraint requirements-test.txt
