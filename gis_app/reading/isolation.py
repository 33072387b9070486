"""One process for one file: started with nothing of ours, ended at the limit, its folder removed.

The process (`worker`) gets a private folder, an empty environment and a session of its own. The
answer is a file in that folder, whose size the system limits, so nothing waits on a full pipe.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import BoundedSemaphore

from gis_app.reading import wire
from gis_app.reading.found import Found, Request
from gis_app.reading.limits import LARGEST_ANSWER, MEGABYTE, MEMORY, SECONDS, scaled
from layers.errors import Fault, InputError

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-E", "-s", "-X", "utf8", "-m", "gis_app.reading.worker")
POSIX = os.name == "posix"  # Windows has neither these signals nor groups of processes
NO_TIME = {-signal.SIGXCPU, -signal.SIGALRM} if POSIX else set()
KILLED = -signal.SIGKILL if POSIX else None
KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")  # Windows starts no Python without the second
NO_MEMORY = ("MemoryError", "bad_alloc", "ut of memory", "annot allocate memory")
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
PREFIX = "reading-"  # of a process's folder
STALE_S = 86_400.0
AT_ONCE = max(2, os.cpu_count() or 1)  # processes; each may take as much memory as MEMORY says
TAIL = 4000  # characters of the process's own words that a developer gets to see

_turns = BoundedSemaphore(AT_ONCE)


def isolated(content: bytes, request: Request) -> Found:
    """Return what a process of its own reads from a file; many at a time wait for their turn.

    Raises
    ------
    InputError
        The file cannot be read; E-LIM-11, 12, 13: reading took more time, memory or space than
        allowed; E-IO-01: the process broke off.
    """
    _swept()
    with _turns, TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "input").write_bytes(content)
        (folder / "request.json").write_text(json.dumps(asdict(request)), encoding="utf-8")
        status = _run(folder, scaled(SECONDS, request.most_features))
        if status != 0:
            raise _broken_off(folder, status, request)
        return _answer(folder, request)


@cache
def _swept() -> None:
    """Remove, once a process, the folders of processes that were killed a day or more ago."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            about = folder.lstat()
            ours = stat.S_ISDIR(about.st_mode) and (folder / "request.json").is_file()
            if ours and time.time() - about.st_mtime > STALE_S:
                shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, seconds: int) -> int | None:
    """Return the exit status, or None where the time was up; nothing of it goes on afterwards."""
    with (folder / "answer").open("xb") as out, (folder / "log").open("xb") as log:
        process = subprocess.Popen(
            [*COMMAND, str(folder)],
            cwd=ROOT,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            start_new_session=True,
        )
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and, where the system knows groups of them, all that it has started."""
    with suppress(ProcessLookupError):
        if POSIX:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the process learns of the environment: no secret of ours is in it."""
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), str(folder))
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **kept, **threads, **places}


def _answer(folder: Path, request: Request) -> Found:
    path = folder / "answer"
    if path.stat().st_size > LARGEST_ANSWER:
        raise InputError(Fault("E-LIM-13", {"path": request.name}))
    try:
        with path.open(encoding="ascii") as text:
            return wire.received(text)
    except UNREADABLE as error:
        raise _broken_off(folder, 0, request) from error


def _broken_off(folder: Path, status: int | None, request: Request) -> InputError:
    """Return why a process gave no answer; what it said itself is a note for developers."""
    said = (folder / "log").read_text(encoding="utf-8", errors="replace")[-TAIL:]
    seconds = scaled(SECONDS, request.most_features)
    facts: dict[str, object] = {"path": request.name}
    if status is None or status in NO_TIME:
        fault = Fault("E-LIM-11", {**facts, "most": seconds})
    elif status == KILLED or any(words in said for words in NO_MEMORY):
        fault = Fault("E-LIM-12", {**facts, "most": MEMORY // MEGABYTE})
    else:
        fault = Fault("E-IO-01", {**facts, "why": "broken-off"})
    error = InputError(fault)
    error.add_note(f"status {status}: {said}")
    return error
