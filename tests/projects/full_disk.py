"""A program on a file system of its own, 2 MB large: what becomes of saves when it is full.

`python -m tests.projects.full_disk FOLDER`, with mounts of its own (`OWN_MOUNTS`), mounts it over
FOLDER and prints what was seen as JSON; it is gone when the program ends.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from gis_app.messages import lines
from gis_app.projects.place import open_store
from layers.errors import InputError
from tests.projects.saver import sites
from tests.projects.trials import fresh, whole
from tests.source import ROOT

OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
SIZE = "2m"
BALLAST = 1_500_000  # bytes, removed again to make room
ELSEWHERE = "import sys; from gis_app.projects.place import open_store as o; s = o(sys.argv[1])"


def ready(folder):
    """Mount the small file system with a file in it that can be removed."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)
    (folder / "ballast").write_bytes(bytes(BALLAST))


def filled(store, now):
    """Save until there is no room; return the last kept version and the refusal."""
    for number in range(1000):
        try:
            now = store.save(replace(now, note=str(number), sites=sites(number)))
        except InputError as error:
            return now, error
    raise AssertionError("the disk was never full")


def stuffed(folder):
    """Take the last free blocks; return how many bytes are free then."""
    with (folder / "rest").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    return os.statvfs(folder).f_bavail


def elsewhere(address, ident):
    """Return what a new program reads of the scenario, its version."""
    code = f"{ELSEWHERE}; print(s.scenario(sys.argv[2]).version)"
    done = subprocess.run(
        [sys.executable, "-c", code, address, ident], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def refused(store, now):
    try:
        return store.save(replace(now, note="again")).version
    except InputError as error:
        return error.faults[0].code


def possible():
    """Say whether this system gives its users mounts of their own."""
    found = shutil.which(OWN_MOUNTS[0])
    return bool(found) and not subprocess.run([*OWN_MOUNTS, "true"], check=False).returncode


def tried(folder):
    """Return what a program of its own saw on a full file system."""
    program = (sys.executable, "-m", "tests.projects.full_disk")
    done = subprocess.run(
        [*OWN_MOUNTS, *program, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def read_again(address, now):
    """Say whether the scenario is read as it was kept, here and by a new program."""
    open_store.cache_clear()
    kept = open_store(address).scenario(now.id) == now
    return kept and elsewhere(address, now.id) == str(now.version)


def settled(folder, address, now):
    """Let the log be written to the file and go, as where all programs ended; fill the room."""
    os.truncate(folder / "ballast", BALLAST // 2)
    open_store(address).scenario(now.id)
    return [stuffed(folder), sorted(p.name for p in folder.glob("projects*"))]


def main(folder):
    ready(folder)
    address = str(folder / "projects.sqlite")
    now, error = filled(open_store(address), fresh(address))
    seen = {"saved": now.version, "code": error.faults[0].code, "said": lines(error.faults, "zh")}
    seen |= {"free": stuffed(folder), "again": refused(open_store(address), now)}
    seen |= {"kept": read_again(address, now), "settled": settled(folder, address, now)}
    seen |= {"kept later": read_again(address, now), "at last": refused(open_store(address), now)}
    (folder / "ballast").unlink()
    later = open_store(address).save(replace(now, note="room"))
    whole(open_store(address))
    seen |= {"later": read_again(address, later), "version": later.version}
    print(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
