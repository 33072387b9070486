"""The loose files of one Shapefile → one zip in memory, as if it had been sent packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from gis_app.files import read_bytes

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
DATED = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return one zip that holds the files under their names, which are written as UTF-8."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(Path(name).name, DATED), content)
    return made.getvalue()


def siblings(path: Path) -> Mapping[str, bytes]:
    """Return `path` and the other parts of its Shapefile beside it, in whatever case they are.

    A part that is a link, beside a .shp that is none, is passed over: whoever packed such a folder
    may have meant it to show a file that is not theirs.

    Raises
    ------
    InputError
        E-IO-01: a file cannot be read.
    """
    found = {path.name: read_bytes(path)}
    for other in sorted(path.parent.iterdir()):
        same = other.stem.casefold() == path.stem.casefold()
        own = other.is_file() and (path.is_symlink() or not other.is_symlink())
        if same and own and other.suffix.lower() in PARTS and other.name not in found:
            found[other.name] = read_bytes(other)
    return found
