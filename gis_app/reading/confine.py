"""What a reading process gives up for good before it opens somebody else's file.

Memory, CPU time, file size and core dumps are limited by the system itself. The network and the
files outside are taken away where the system allows it (Linux with user namespaces, with
Landlock); where it does not, reading goes on without: then what stands between a file and the
network is that every driver of GDAL but one is left out, and that XML is read without entities.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

try:
    import resource
except ImportError:  # Windows: no limit of memory or CPU time; the parent ends it at its own limit
    resource = None  # type: ignore[assignment]

from gis_app.reading.limits import LARGEST_ANSWER, MEMORY, SECONDS, scaled

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # Landlock's calls, on every processor
LIST = 1 << 3
READ = 1 << 0 | 1 << 2 | LIST  # execute, read a file, list a folder
WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8  # write a file, remove and make folders, files
HANDLED = (1 << 13) - 1  # all rights of the first version, so that none is left open
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/dev", "/proc/self")
GRACE_S = 5  # the parent ends the process at the limit; this is for a process left alone


def confine(folder: Path, request: Mapping[str, object]) -> tuple[bool, bool]:
    """Give up memory, time, network, and all files but the program's own and `folder`.

    On Linux the process also ends with the one that started it.

    Returns whether the network and the files outside are really out of reach.
    """
    if resource is None:
        return False, False
    _limit(scaled(SECONDS, int(request["most_features"])))
    if sys.platform != "linux":
        return False, False
    libc = ctypes.CDLL(None, use_errno=True)
    network, files = _leave_the_network(libc), _leave_the_files(libc, folder)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # last: new rights would undo it
    return network, files


def _limit(seconds: int) -> None:
    """Let the system end this process where it takes more than this, or too much memory."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: LARGEST_ANSWER,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    signal.alarm(seconds + GRACE_S)


def _leave_the_network(libc: ctypes.CDLL) -> bool:
    """Move into an empty network, if the system lets an ordinary user do so."""
    return libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0


def _leave_the_files(libc: ctypes.CDLL, folder: Path) -> bool:
    """Keep the right to read the program and to use `folder`, if the system knows Landlock."""
    rights = ctypes.create_string_buffer(struct.pack("=Q", HANDLED), 8)
    ruleset = libc.syscall(CREATE_RULESET, rights, 8, 0)
    if ruleset < 0:
        return False
    root = Path(__file__).resolve().parents[2]
    _allow(libc, ruleset, str(root), LIST)
    own = (root / "gis_app", root / "layers", sys.prefix, sys.base_prefix, *sys.path[1:], *SYSTEM)
    for path in dict.fromkeys(map(str, own)):
        _allow(libc, ruleset, path, READ)
    _allow(libc, ruleset, str(folder), READ | WRITE)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return done


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Allow `rights` below a path that is there."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):
        rights &= 1 << 0 | 1 << 1 | 1 << 2
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle), 12)
    libc.syscall(ADD_RULE, ruleset, 1, rule, 0)
    os.close(handle)
