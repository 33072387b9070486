"""Shared by the formats that GDAL reads: one driver, one layer, every value as it was meant.

Imported in the reading process only. GDAL is told which drivers to leave out before it is loaded.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import shapely

from gis_app.reading.drivers import DRIVERS, SETTINGS
from gis_app.reading.found import Request, Row
from gis_app.reading.limits import refuse_many
from layers.errors import Fault, InputError

NOT_NEEDED = ("geopandas", "pandas", "pyarrow", "pyproj")  # pyogrio loads them where it finds them
ROOT = Path(__file__).resolve().parents[2]
AGAIN = "READING_DRIVERS_TOLD"  # set when the process started anew with more drivers left out
COLLECTIONS = (b"\x07\x00\x00\x00", b"\x00\x00\x00\x07")  # as WKB of either order begins them
MOST_COLLECTIONS = 500  # inside each other or not
SAFE_INTEGER = 2**53  # beyond it a 64-bit integer that went through a float is another one
AS_THEY_ARE = frozenset({str, int, bool, type(None)})
Values = Sequence[Any]


def gdal(driver: str) -> ModuleType:
    """Return pyogrio with no driver but `driver`; the first call decides.

    A newer GDAL may bring drivers that our list does not name: then the process starts itself anew
    with those left out as well.
    """
    os.environ.update(SETTINGS, OGR_SKIP=",".join(name for name in DRIVERS if name != driver))
    os.environ["OGR_SKIP"] += os.environ.get(AGAIN, "")
    with _absent(NOT_NEEDED):
        import pyogrio
        import pyogrio.raw
    others = sorted(set(pyogrio.list_drivers()) - {driver})
    if others and AGAIN not in os.environ:
        os.environ[AGAIN] = "," + ",".join(others)
        os.chdir(ROOT)  # where the program was started, and where it finds itself again
        os.execv(sys.executable, sys.orig_argv)
    if others:
        raise RuntimeError(f"drivers that cannot be left out: {others}")
    return pyogrio


@contextmanager
def _absent(names: Sequence[str]) -> Iterator[None]:
    """Let an import go on as if these were not installed: they take most of a second to load."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def chosen(names: Sequence[str], request: Request) -> str:
    """Return the layer asked for, or the only one.

    Raises
    ------
    InputError
        E-IO-03: there is none. E-LYR-01: none has this name. E-FMT-04: there are several.
    """
    if request.layer is not None:
        if request.layer in names:
            return request.layer
        known = "、".join(names) or "—"
        raise InputError(Fault("E-LYR-01", {"name": request.layer, "known": known}))
    if not names:
        raise InputError(Fault("E-IO-03", {"path": request.name}))
    if len(names) > 1:
        facts = {"n": len(names), "names": "、".join(names), "layers": tuple(names)}
        raise InputError(Fault("E-FMT-04", facts))
    return names[0]


def spatial_layers(driver: str, path: Path, request: Request) -> list[str]:
    """Return the names of the layers with a geometry."""
    pyogrio = gdal(driver)
    with broken_is_refused(pyogrio, request):
        return [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]


@contextmanager
def broken_is_refused(pyogrio: ModuleType, request: Request) -> Iterator[None]:
    """Turn what GDAL says of a damaged file into E-IO-01."""
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise damaged(request) from error
    except (pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, RuntimeError) as error:
        raise damaged(request) from error


def damaged(request: Request) -> InputError:
    """Return the refusal of a file that does not hold what its kind should."""
    return InputError(Fault("E-IO-01", {"path": request.name, "why": "damaged"}))


def read_layer(
    driver: str, path: Path, layer: str, request: Request, **options: object
) -> tuple[list[Row], str | None]:
    """Return the rows of a layer and the system it states; `options` go to pyogrio."""
    pyogrio = gdal(driver)
    most = request.most_features
    with broken_is_refused(pyogrio, request):
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True, **options)
        count = int(info["features"])
        limits = {"features": count, "columns": len(info["fields"]), "most_features": most}
        refuse_many(request.name, **limits)
        asked = {"layer": layer, "datetime_as_string": True, "max_features": most + 1, **options}
        meta, _, shapes, values = pyogrio.raw.read(path, **asked)
        names = [str(name) for name in meta["fields"]]
        columns = {
            name: plain(_meant(pyogrio, path, layer, name, str(kind), column))
            for name, kind, column in zip(names, meta["dtypes"], values, strict=True)
        }
    rows = rows_of(columns, shapes, request)
    if len(rows) < count:  # a layer that ends before it should
        raise damaged(request)
    return rows, meta["crs"]


def rows_of(columns: Mapping[str, Values], shapes: Values | None, request: Request) -> list[Row]:
    """Return rows numbered from 1 with geometry as WKB, all of it within the limits."""
    count = len(shapes) if shapes is not None else len(next(iter(columns.values()), ()))
    raw = shapes if shapes is not None else [None] * count
    read = _shapes(raw)
    vertices = shapely.get_num_coordinates(read).tolist()
    refuse_many(
        request.name,
        features=count,
        columns=len(columns),
        vertices=vertices,
        most_features=request.most_features,
    )
    names = list(columns)
    cells = zip(*columns.values(), strict=True) if names else [()] * count
    rows = []
    for number, (told, wkb, shape) in enumerate(zip(cells, raw, read, strict=True), start=1):
        attributes = dict(zip(names, told, strict=True))
        why = None if wkb is None else "no-geometry" if shape is None else _too_deep(wkb, shape)
        fault = Fault("E-GEO-04", {"v": "WKB", "why": why, "rows": (number,)}) if why else None
        rows.append(Row(number, attributes, None if fault else wkb, fault))
    return rows


def _shapes(raw: Values) -> np.ndarray:
    """Return geometries of WKB, None for what is none; one arc makes shapely refuse them all."""
    try:
        return shapely.from_wkb(np.asarray(raw, dtype=object), on_invalid="ignore")
    except NotImplementedError:
        found = np.full(len(raw), None, dtype=object)
        for k, wkb in enumerate(raw):
            with suppress(NotImplementedError):
                found[k] = shapely.from_wkb(wkb, on_invalid="ignore")
        return found


def _too_deep(wkb: bytes, shape: shapely.Geometry) -> str | None:
    """Return why a collection may not be parsed by a process that must not end with it."""
    if shape.geom_type != "GeometryCollection":
        return None
    many = sum(map(wkb.count, COLLECTIONS)) > MOST_COLLECTIONS
    return "nested-deep" if many else None


def plain(column: np.ndarray) -> list[object]:
    """Return values as text, whole and other numbers, truth values; what is absent is None.

    >>> plain(np.array([1.5, np.nan])), plain(np.array([True]))
    ([1.5, None], [True])
    """
    values = column.tolist()
    if column.dtype.kind == "f" and np.isfinite(column).all():
        return values
    if AS_THEY_ARE.issuperset(map(type, values)):
        return values
    return [_plain(value) for value in values]


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None  # no text, no number: nothing that a score or a table could show
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _meant(
    pyogrio: ModuleType, path: Path, layer: str, name: str, kind: str, column: np.ndarray
) -> np.ndarray:
    """Return whole numbers and truth values that came as floats because some are missing."""
    if column.dtype.kind != "f" or not kind.startswith(("int", "uint", "bool")):
        return column
    if kind.startswith("bool"):
        return np.array([None if np.isnan(v) else bool(v) for v in column.tolist()], dtype=object)
    return _whole(pyogrio, path, layer, name, column)


def _whole(
    pyogrio: ModuleType, path: Path, layer: str, name: str, column: np.ndarray
) -> np.ndarray:
    """Return whole numbers again; those a float cannot hold are read a second time, as text."""
    known = np.isfinite(column)
    words: Sequence[object] = column.tolist()
    if (np.abs(column[known]) >= SAFE_INTEGER).any():
        quoted, source = (text.replace('"', '""') for text in (name, layer))
        sql = f'SELECT CAST("{quoted}" AS CHARACTER(40)) AS v FROM "{source}"'
        told = {"sql": sql, "sql_dialect": "OGRSQL", "read_geometry": False}
        words = pyogrio.raw.read(path, **told)[3][0].tolist()
    whole = [int(word) if there else None for word, there in zip(words, known, strict=True)]
    return np.array(whole, dtype=object)
