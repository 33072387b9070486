#!/bin/sh
# Starts the planner without a network. See README.txt.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for python in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$python" ] || continue
    "$python" "$here/start.py" --suits >/dev/null 2>&1 && exec "$python" "$here/start.py" "$@"
done
cat "$here/no-python.txt" >&2
exit 2
