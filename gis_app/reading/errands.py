"""The work of a reading process: unpack, lay the files out under our own names, read, answer."""

from __future__ import annotations

import errno
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from gis_app.reading import archive, wire
from gis_app.reading.found import Found, Request
from gis_app.reading.limits import MOST_MEMBERS, MOST_PARTS
from gis_app.reading.worker import READERS
from layers.errors import Fault, InputError

UNPACKED = {"shp-zip": MOST_MEMBERS, "kmz": MOST_PARTS, "gdb-zip": MOST_PARTS}
PACKED = {"xlsx": MOST_PARTS}  # a zip that its own reader opens: only measured here


def answer(told: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of the answer: what was found, or why nothing was."""
    request = Request(**told)
    try:
        yield from wire.lines(_found(request))
    except InputError as error:
        yield wire.refusal(error.faults)
    except MemoryError:
        yield wire.refusal([Fault("E-LIM-12", {"path": request.name})])
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        yield wire.refusal([Fault("E-LIM-13", {"path": request.name})])


def _found(request: Request) -> Found:
    """Return what the format's own module reads.

    Raises
    ------
    InputError
        The file cannot be read; E-FMT-01: this program has no module for its kind.
    """
    name = f"gis_app.reading.{READERS[request.kind]}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise InputError(Fault("E-FMT-01", {"ext": request.kind, "known": "—"})) from error
    return module.read(_laid_out(request), request)


def _laid_out(request: Request) -> dict[str, Path]:
    """Return the files by the name they are shown under; on disk they have names of ours.

    May be called again: a process may have to start anew (`vector.gdal`).
    """
    source = Path("input")
    if request.kind in PACKED:
        archive.measured(source.read_bytes(), request.name, PACKED[request.kind])
    if request.kind not in UNPACKED:
        suffix = PurePosixPath(request.name.replace("\\", "/")).suffix.lower()
        place = Path(f"file{suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ''}")
        if not place.exists():
            place.hardlink_to(source)
        return {request.name: place.absolute()}
    members = archive.unpacked(source.read_bytes(), request.name, UNPACKED[request.kind])
    return {shown: _written(members[shown], place) for shown, place in places(members).items()}


def places(names: Mapping[str, object]) -> dict[str, str]:
    """Return a safe name for each member; those with one stem keep one stem.

    >>> places({"地块/甲.shp": 0, "地块/甲.DBF": 0, "x.txt": 0})
    {'地块/甲.shp': '0.shp', '地块/甲.DBF': '0.dbf', 'x.txt': '1.txt'}
    """
    stems: dict[str, int] = {}
    found = {}
    for name in names:
        path = PurePosixPath(name)
        stem = stems.setdefault(str(path.with_suffix("")).casefold(), len(stems))
        suffix = path.suffix.lower()
        found[name] = f"{stem}{suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ''}"
    return found


def _written(content: bytes, place: str) -> Path:
    path = Path("files", place)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
    return path.absolute()
