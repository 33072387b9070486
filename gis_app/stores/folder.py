"""A folder with `<layer>.gpkg` or `<layer>.geojson` → the records of each layer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gis_app.files import read_bytes
from gis_app.reading.coordinates import Crs, Window
from gis_app.reading.open import records_of
from gis_app.reading.records import Reading
from gis_app.stores.forms import DERIVED, FORMS, KNOWN
from layers.errors import Fault, InputError

ENDINGS = (".gpkg", ".geojson")


def readings(folder: Path, window: Window) -> Mapping[str, tuple[str, Reading]]:
    """Return layer → name of its file, and what it holds.

    Raises
    ------
    InputError
        E-IO-01: there is no such folder. E-DAT-02: a file names no layer that can be replaced.
        E-DAT-08: no file does, or two name the same one. Or a file cannot be read.
    """
    if not folder.is_dir():
        why = "dat-no-folder" if os.path.exists(folder) else "ENOENT"
        raise InputError(Fault("E-IO-01", {"path": folder, "why": why}))
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS)
    faults = list(_misnamed(files))
    if not files:
        faults.append(Fault("E-DAT-08", {"path": folder, "why": "dat-no-file", "known": KNOWN}))
    if faults:
        raise InputError(*faults)
    return {p.stem: (p.name, _read(p, window)) for p in files}


def _misnamed(files: list[Path]) -> Iterator[Fault]:
    for path in files:
        if path.stem in DERIVED:
            yield Fault("E-DAT-02", {"file": path.name, "why": "dat-derived", "known": KNOWN})
        elif path.stem not in FORMS:
            yield Fault("E-DAT-02", {"file": path.name, "why": "dat-unknown", "known": KNOWN})
    stems = [p.stem for p in files]
    for stem in dict.fromkeys(s for s in stems if stems.count(s) > 1):
        yield Fault("E-DAT-08", {"path": stem, "why": "dat-twice", "known": KNOWN})


def _read(path: Path, window: Window) -> Reading:
    return layer_of(path.stem, read_bytes(path), path.name, window)


def layer_of(
    layer: str, content: bytes, name: str, window: Window, *, crs: Crs | None = None
) -> Reading:
    """Return what a file holds; of several tables the one with the name of `layer`, or ours for it.

    Raises
    ------
    InputError
        The file cannot be read, or none of its tables has a name that is known.
    """
    try:
        return records_of(content, name, crs=crs, window=window)
    except InputError as error:
        listed = error.faults[0].facts.get("layers", ())
        names = (layer, *FORMS[layer].tables)
        known = [n for n in names if isinstance(listed, (list, tuple)) and n in listed]
        if error.faults[0].code != "E-FMT-04" or not known:
            raise
        return records_of(content, name, crs=crs, window=window, layer=known[0])
