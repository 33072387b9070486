"""Files on disk: read whole, written whole or not at all, refused with a reason."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from layers.errors import Fault, InputError

READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
KEPT = 50  # characters of a file's name in that of its temporary file: 200 bytes at most
MARK = r"\.[0-9a-f]{8}\.\d+\.tmp"  # how the name of a temporary file ends
STALE_S = 86_400.0  # nothing takes so long to write, on another machine neither


def read_bytes(path: Path) -> bytes:
    """Return what the file holds.

    Raises
    ------
    InputError
        E-IO-01: there is no such file, it is a folder, a pipe or a device, or it may not be read.
    """
    try:
        # A pipe that nobody writes to would be waited for, a device might never end.
        handle = os.open(path, READ)
        with open(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise OSError(errno.EISDIR, "") if stat.S_ISDIR(mode) else OSError("not-regular")
            return file.read()
    except (OSError, ValueError) as error:
        raise InputError(Fault("E-IO-01", {"path": path, "why": _reason(error)})) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`: after a crash there is the old file or the new, never a part.

    A temporary file beside the target is flushed to disk and then renamed over it.

    Raises
    ------
    InputError
        E-IO-02: the place does not exist, is no regular file, or may not be written.
    """
    with whole(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Lend a temporary file beside `path` to write to, and put it in its place at the end.

    Where the body raises, an interrupt too, nothing is left of it; what a process that was killed
    leaves goes when the same file is written a day or more later.

    Raises
    ------
    InputError
        E-IO-02: as `write_whole`.
    """
    try:
        target = _target(path)
        temporary = target.with_name(_temporary(target.name))
        temporary.open("xb").close()
        try:
            yield temporary
            _flush(temporary)
            os.replace(temporary, target)
            _sweep(target)
        finally:
            temporary.unlink(missing_ok=True)
        _flush_folder(target.parent)
    except OSError as error:
        raise InputError(Fault("E-IO-02", {"path": path, "why": _reason(error)})) from error


def _temporary(name: str) -> str:
    """Return a name that no other process and no other thread of this one writes to."""
    return f".{name[:KEPT]}.{secrets.token_hex(4)}.{os.getpid()}.tmp"


def _sweep(target: Path) -> None:
    """Remove what processes that were killed left beside `target` a day or more ago."""
    stale = re.compile(re.escape(f".{target.name[:KEPT]}") + MARK)
    with suppress(OSError):  # what was asked for is done
        for left in target.parent.iterdir():
            if stale.fullmatch(left.name) and time.time() - left.lstat().st_mtime > STALE_S:
                left.unlink()


def _target(path: Path) -> Path:
    """Return where `path` leads, or raise OSError where that cannot be written."""
    try:
        target = Path(os.path.realpath(path))
        check_target(target)
    except ValueError as error:  # a NUL in the name
        raise OSError(str(error)) from error
    return target


def check_target(path: Path) -> None:
    """Raise OSError when `path` is there but is no regular file that may be written."""
    if path.exists():
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError("not-regular")
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")


def _flush(path: Path) -> None:
    """Have the system put a file's content on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError | ValueError) -> str:
    """Return the word for the reason (`ENOENT`), which messages.py puts into Chinese or English."""
    return errno.errorcode.get(getattr(error, "errno", None) or 0, str(error))
