#!/bin/sh
# Usage: try.sh ARCHIVE [PYTHON]. Installs and runs the offline archive as a machine without a network would: in an
# empty network namespace, in a new folder, with a new home and nothing of this environment.
set -eu
archive=$(readlink -f "$1")
python=${2:-/usr/bin/python3}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/home" "$place/unpacked"
"$python" -m zipfile -e "$archive" "$place/unpacked"

cat >"$place/inside.sh" <<'INSIDE'
set -eu
cd "$PLACE"/unpacked/*/
# The new network has a loopback that is down, and nothing else.
"$PYTHON" - <<'UP'
import fcntl, socket, struct
with socket.socket() as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 1))
try:
    socket.create_connection(("192.0.2.1", 443), timeout=3)
except OSError as error:
    print("the network is cut:", error)
else:
    raise SystemExit("the network is not cut")
UP
started=$(date +%s)
sh start.sh locate 120.62 31.32
echo "installed and located in $(($(date +%s) - started)) s"
du -sh env | sed 's/\t.*/ on disk/'
sh start.sh template -o "$HOME/sites.csv"
sh start.sh score "$HOME/sites.csv" -o "$HOME/scores.xlsx"
[ -s "$HOME/scores.xlsx" ]
sh start.sh map "$HOME/sites.csv" -o "$HOME/map.html"
started=$(date +%s)
sh start.sh --server.port=8642 >"$HOME/app.log" 2>&1 &
app=$!
"$PYTHON" - <<'ASK' || { cat "$HOME/app.log"; exit 1; }
import time, urllib.request
for _ in range(300):
    try:
        assert urllib.request.urlopen("http://127.0.0.1:8642/_stcore/health", timeout=5).read() == b"ok"
        break
    except OSError:
        time.sleep(0.2)
else:
    raise SystemExit("the app does not answer")
page = urllib.request.urlopen("http://127.0.0.1:8642/").read()
font = urllib.request.urlopen("http://127.0.0.1:8642/app/static/icon.svg").read()
assert b"<div id=\"root\"" in page and font
ASK
echo "the app answers after $(($(date +%s) - started)) s"
kill $app
# A damaged copy is found before it is installed.
rm -rf env
printf x >>app/gis_app/main.py
! sh start.sh locate 120.62 31.32 2>"$HOME/refused.txt"
grep 'app/gis_app/main.py' "$HOME/refused.txt"
[ ! -e env ]
echo "offline archive: works"
INSIDE

case $(id -u) in 0) apart='unshare --net' ;; *) apart='unshare --user --map-root-user --net' ;; esac
$apart env -i PATH=/usr/bin:/bin HOME="$place/home" PLACE="$place" PYTHON="$python" LANG=C.UTF-8 sh "$place/inside.sh"
