"""The process that reads one file: `python -m gis_app.reading.worker FOLDER`, started by isolation.

It gives up what it does not need before it loads what reads: memory, time, the network, the other
drivers of GDAL. FOLDER holds `request.json` and the file as `input`; the answer (`wire`) goes to
standard output. Only the standard library may be imported above: what is imported decides how
fast this starts, and GDAL looks at its settings when it is loaded.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# kind → the module that reads it. Its `read(files, request)` returns what it found.
READERS = {
    "csv": "cells",
    "geojson": "features",
    "gpkg": "geopackage",
    "gdb-zip": "filegdb",
    "kml": "kml",
    "kmz": "kml",
    "fgb": "flatgeobuf",
    "parquet": "parquet",
    "shp-zip": "shapefile",
    "dxf": "dxf",
    "xlsx": "xlsx",
}


def main(folder: str) -> int:
    """Read what the folder asks for, print the answer and return the exit status."""
    os.chdir(folder)
    told = json.loads(Path("request.json").read_bytes())
    _spare_the_plan()
    from gis_app.reading import confine

    confine.confine(Path(folder), told)
    from gis_app.reading.errands import answer

    try:
        for line in answer(told):
            sys.stdout.write(line)
        sys.stdout.flush()
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def _spare_the_plan() -> None:
    """Let `layers.errors` be imported without `layers/__init__`, which loads the whole plan."""
    package = types.ModuleType("layers")
    package.__path__ = [str(ROOT / "layers")]
    sys.modules["layers"] = package


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
