"""A zipped ESRI File Geodatabase → rows: its files put into one folder again, read by GDAL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from shutil import copyfile

from gis_app.reading.found import Found, Request
from gis_app.reading.vector import chosen, damaged, read_layer, spatial_layers
from layers.errors import Fault, InputError

DRIVER = "OpenFileGDB"
OWN = re.compile(r"[A-Za-z0-9_]+\.?[A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", re.ASCII)
FOLDER = "data.gdb"


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of the only feature class, or of the one asked for.

    Raises
    ------
    InputError
        E-IO-01: damaged; E-FMT-04: several geodatabases or feature classes; E-LYR-01.
    """
    folder = _put_together(files, request)
    layer = chosen(spatial_layers(DRIVER, folder, request), request)
    rows, crs = read_layer(DRIVER, folder, layer, request)
    return Found(rows=rows, format="FileGDB", layer=layer, crs=crs)


def _put_together(files: Mapping[str, Path], request: Request) -> Path:
    """Return a folder with the geodatabase's files under their own names, which are plain."""
    homes = {str(PurePosixPath(n).parent) for n in files if n.lower().endswith(".gdbtable")}
    if len(homes) > 1:
        names = sorted(homes)
        facts = {"n": len(names), "names": "、".join(names), "layers": tuple(names)}
        raise InputError(Fault("E-FMT-04", facts))
    home = homes.pop()
    inside = {n: path for n, path in files.items() if str(PurePosixPath(n).parent) == home}
    folder = next(iter(files.values())).parent / FOLDER
    folder.mkdir(exist_ok=True)
    for shown, path in inside.items():
        name = PurePosixPath(shown).name
        if not OWN.fullmatch(name):
            raise damaged(request)
        copyfile(path, folder / name)  # moving between folders is not among the rights kept
    return folder
