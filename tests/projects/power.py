"""A disk whose power is cut: what a program has flushed is there, what it only wrote is not.

`python -m tests.projects.power FOLDER CUTS`, by root and with mounts of its own (`OWN_MOUNTS`).
The disk is a file with ext4 on it. What was flushed has reached the file; the rest is in memory
when the program is stopped and the file copied. The copy is mounted as the disk is after the cut.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from gis_app.projects.place import open_store
from tests.projects.saver import saves
from tests.projects.trials import LONGEST_S, Program, checked, fresh
from tests.source import ROOT

OWN_MOUNTS = ("unshare", "--mount")
MKFS = ("mkfs.ext4", "-q", "-F")
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SIZE = 16 * 2**20
FOUND = "projects.sqlite"


def possible():
    """Say whether this system can mount files, and this user may."""
    tools = all(shutil.which(name, path=PLACES) for name in (OWN_MOUNTS[0], MKFS[0], "mount"))
    loops = Path("/dev/loop-control").exists() and hasattr(os, "geteuid") and os.geteuid() == 0
    return tools and loops and not subprocess.run([*OWN_MOUNTS, "true"], check=False).returncode


def tried(folder, cuts):
    """Return what was seen after that many cuts."""
    program = (sys.executable, "-m", "tests.projects.power", str(folder), str(cuts))
    done = subprocess.run([*OWN_MOUNTS, *program], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@contextmanager
def mounted(image):
    """Mount a file as a disk, on a folder beside it."""
    place = image.with_name(f"{image.name}-mounted")
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def cut(folder, seed):
    """Cut the power of a program that saves; return how many saves it had acknowledged."""
    disk, copy = folder / f"disk-{seed}", folder / f"copy-{seed}"
    disk.write_bytes(bytes(SIZE))
    subprocess.run([shutil.which(MKFS[0], path=PLACES), *MKFS[1:], disk], check=True)
    with mounted(disk) as place, ExitStack() as held:
        address = str(place / FOUND)
        made = fresh(address)
        reader = held.enter_context(closing(open_store(address).database.connection()))
        reader.execute("SELECT name FROM project").fetchall()  # the log is not emptied at each save
        program = Program(address, saves, made.id)
        first = program.said.readline().decode().split()
        time.sleep(random.Random(seed).uniform(0, LONGEST_S))
        os.kill(program.process.pid, signal.SIGSTOP)
        shutil.copyfile(disk, copy)
        program.process.kill()
        told = [first, *program.ended()[1]]
    with mounted(copy) as place:
        more = checked(str(place / FOUND), {made.id: made.version}, told)
    for image in (disk, copy):
        image.unlink()
    return len(told), more


def main(folder, cuts):
    counts = [cut(folder, seed) for seed in range(cuts)]
    saved, more = (sum(column) for column in zip(*counts, strict=True))
    print(json.dumps({"cuts": cuts, "saves": saved, "more": more}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
