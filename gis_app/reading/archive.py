"""A zip that somebody else made → its files in memory, counted while they are inflated.

Nothing is written here, so a member's name is only a label: one that leaves the folder or stands
for a link is refused all the same, because whoever made it meant no good.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from gis_app.reading.limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MEGABYTE,
    MOST_MEMBERS,
    SMALL_UNPACKED,
)
from layers.errors import Fault, InputError

ENTRY = b"PK\x01\x02"  # every member has such an entry in the list at the end of the file
MOST_ENTRIES = 2000
UTF8, ENCRYPTED = 0x800, 0x1  # flags of a member
NESTED = re.compile(r"\.(zip|kmz|7z|rar|gz|tgz|bz2|xz|tar|zst)$", re.IGNORECASE)
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|\._)")  # what macOS and Windows add
BLOCK = 64 * 1024


def unpacked(content: bytes, name: str, most: int = MOST_MEMBERS) -> dict[str, bytes]:
    """Return the files of a zip by their path in it.

    Raises
    ------
    InputError
        E-IO-01: it is damaged or encrypted. E-LIM-02 … 06: too many members, too large, packed
        too tightly, a zip inside, a link or a path that leaves the folder.
    """
    with _opened(content, name) as archive:
        found: dict[str, bytes] = {}
        room = _Room(name, len(content))
        for path, info in _members(archive, name, most).items():
            found[path] = b"".join(room.counted(_inflated(archive, info)))
        return found


def measured(content: bytes, name: str, most: int) -> None:
    """Raise what `unpacked` raises, keeping nothing: for a zip that another library opens."""
    with _opened(content, name) as archive:
        room = _Room(name, len(content))
        for info in _members(archive, name, most).values():
            for _ in room.counted(_inflated(archive, info)):
                pass


def names(content: bytes, name: str) -> list[str]:
    """Return the paths in a zip, without what macOS and Windows add."""
    with _opened(content, name) as archive:
        paths = (_path(info) for info in archive.infolist() if not info.is_dir())
        return [path for path in paths if not LITTER.search(path)]


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list of members is not too long to be looked at."""
    if content.count(ENTRY) > MOST_ENTRIES:
        raise InputError(Fault("E-LIM-02", {"path": name, "most": MOST_MEMBERS}))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except InputError:
        raise
    except NotImplementedError as error:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "zip-method"})) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, LookupError) as error:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "zip-damaged"})) from error


def _members(archive: zipfile.ZipFile, name: str, most: int) -> dict[str, zipfile.ZipInfo]:
    """Return the members that are files of the user, all of them refused for one bad one."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        path = _path(info)
        if LITTER.search(path):
            continue
        if fault := _wrong(info, path, name):
            raise InputError(fault)
        if not info.is_dir():
            found[path] = info
    if len(found) > most:
        raise InputError(Fault("E-LIM-02", {"path": name, "n": len(found), "most": most}))
    return found


def _wrong(info: zipfile.ZipInfo, path: str, name: str) -> Fault | None:
    """Return why a member makes the whole zip unfit."""
    mode = stat.S_IFMT(info.external_attr >> 16)
    parts = path.split("/")
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Fault("E-LIM-06", {"path": name, "v": path, "why": "is-link"})
    if path.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", path):
        return Fault("E-LIM-06", {"path": name, "v": path, "why": "leaves-folder"})
    if NESTED.search(path):
        return Fault("E-LIM-05", {"path": name, "v": path})
    if info.flag_bits & ENCRYPTED:
        return Fault("E-IO-01", {"path": name, "why": "zip-locked"})
    return None


def _path(info: zipfile.ZipInfo) -> str:
    """Return a member's path: UTF-8 where it says so or reads so, else as Chinese Windows wrote."""
    path = info.filename
    if not info.flag_bits & UTF8:
        raw = path.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                path = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return path.replace("\\", "/")


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while block := file.read(BLOCK):
            yield block


class _Room:
    """How much may still be unpacked of one file."""

    def __init__(self, name: str, packed: int) -> None:
        self.name, self.packed, self.total = name, packed, 0

    def counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the blocks again; raise E-LIM-03 or 04 as soon as they are too much."""
        for block in blocks:
            self.total += len(block)
            facts = {"path": self.name, "most": LARGEST_UNPACKED // MEGABYTE}
            if self.total > LARGEST_UNPACKED:
                raise InputError(Fault("E-LIM-03", facts))
            if self.total > max(SMALL_UNPACKED, LARGEST_RATIO * self.packed):
                raise InputError(Fault("E-LIM-04", {**facts, "most": LARGEST_RATIO}))
            yield block
