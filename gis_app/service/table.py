"""One layer as a collection: its rows, its fields, and its geometry in every system served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from layers.export_fields import FIELDS, REAL, coded
from layers.export_gpkg import in_system
from layers.export_words import missing

Json = dict[str, Any]
Box = tuple[float, float, float, float]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CODES = (4326, 4490, 4549)
SYSTEMS = {CRS84: 4326} | {f"http://www.opengis.net/def/crs/EPSG/0/{n}": n for n in CODES}
ID = "BSM"
DECIMALS = {True: 7, False: 3}  # of a degree, of a metre: 1 cm, 1 mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a client asks of a collection; `box` is in the axis order of `box_crs`."""

    offset: int = 0
    limit: int = 10
    box: Box | None = None
    box_crs: str = CRS84
    crs: str = CRS84
    where: Sequence[tuple[str, str]] = ()
    sort: Sequence[tuple[str, bool]] = ()  # field, and whether it falls
    chosen: Sequence[str] = ()
    skip_geometry: bool = False
    hits_only: bool = False


class Kept:
    """What pygeoapi's configuration carries as it is; pygeoapi copies the rest."""

    def __deepcopy__(self, memo: object) -> Kept:
        """Return itself: it is never changed."""
        return self


class Table(Kept):
    """The rows of one layer under their field codes."""

    def __init__(self, layer_id: str, layer: gpd.GeoDataFrame) -> None:
        fields = coded(layer_id, layer)
        names = [c for c in fields.columns if c not in {fields.geometry.name, "layer"}]
        cells = fields[names].itertuples(index=False, name=None)
        self.layer_id = layer_id
        self.rows: list[Json] = [
            {n: _plain(v) for n, v in zip(names, row, strict=True)} for row in cells
        ]
        self.ids = [str(row[ID]) for row in self.rows]
        self.fields = _fields(layer_id, names, self.rows)
        self._shapes = {uri: _shapes(layer, uri) for uri in SYSTEMS}

    def query(self, asked: Query) -> Json:
        """Return a FeatureCollection with what matches, `numberMatched` over all pages."""
        found = self._matching(asked)
        page = [] if asked.hits_only else found[asked.offset : asked.offset + asked.limit]
        features = [self._feature(i, asked) for i in page]
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": len(found),
            "numberReturned": len(features),
        }

    def item(self, ident: str, crs: str = CRS84) -> Json | None:
        """Return one feature, None where there is no such id."""
        if ident not in self.ids:
            return None
        return self._feature(self.ids.index(ident), Query(crs=crs))

    def _matching(self, asked: Query) -> list[int]:
        """Return the rows that match, in the order asked for; blanks come last."""
        found = list(range(len(self.rows)))
        if asked.box:
            met = shapely.intersects(self._shapes[asked.box_crs], _rectangle(asked.box))
            found = [i for i in found if met[i]]
        for name, text in asked.where:
            found = [i for i in found if _equal(self.rows[i].get(name), text)]
        for name, falls in reversed(asked.sort):
            filled = [i for i in found if self.rows[i][name] is not None]
            blank = [i for i in found if self.rows[i][name] is None]
            found = sorted(filled, key=lambda i, n=name: _rank(self.rows[i][n]), reverse=falls)
            found += blank
        return found

    def _feature(self, i: int, asked: Query) -> Json:
        row, shape = self.rows[i], self._shapes[asked.crs][i]
        return {
            "type": "Feature",
            "id": self.ids[i],
            "properties": {n: row[n] for n in asked.chosen} if asked.chosen else dict(row),
            "geometry": None if asked.skip_geometry else shapely.geometry.mapping(shape),
        }


def _plain(value: object) -> object:
    """Return a cell as JSON knows it; NaN and NA are null."""
    if missing(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _rectangle(box: Box) -> shapely.Geometry:
    """Return the box as a geometry: a line or point where it has no width or height."""
    west, south, east, north = box
    return shapely.MultiPoint([(west, south), (east, north), (west, north)]).envelope


def _equal(value: object, text: str) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(text) == value
        except ValueError:
            return False
    return value is not None and str(value) == text


def _rank(value: object) -> tuple[bool, Any]:
    """Return what values are sorted by: numbers, then texts, where a column holds both."""
    is_number = isinstance(value, (int, float))
    return not is_number, value if is_number else str(value)


def _fields(layer_id: str, names: Sequence[str], rows: Sequence[Json]) -> Mapping[str, Json]:
    """Return name → JSON schema with the field's title; an attribute that came along has none."""
    known = {f.code: f for f in FIELDS[layer_id].fields}
    fields = {}
    for name in names:
        cells = [row[name] for row in rows if row[name] is not None]
        counts = known[name].kind == REAL if name in known else _numeric(cells)
        kind = "number" if counts else "string"
        fields[name] = {"type": kind, "title": known[name].title if name in known else name}
    return fields


def _numeric(cells: Sequence[object]) -> bool:
    return bool(cells) and all(type(cell) in (int, float) for cell in cells)


def _shapes(layer: gpd.GeoDataFrame, uri: str) -> np.ndarray:
    """Return the geometries in a system, axes in the order its definition gives them."""
    code = SYSTEMS[uri]
    shapes = in_system(layer, f"EPSG:{code}").geometry.to_numpy()
    shapes = shapely.orient_polygons(shapes, exterior_cw=False)
    decimals = DECIMALS[pyproj.CRS.from_epsg(code).is_geographic]
    flip = uri != CRS84 and _north_first(code)
    return shapely.transform(shapes, lambda xy: np.round(xy[:, ::-1] if flip else xy, decimals))


@lru_cache(maxsize=8)
def _north_first(code: int) -> bool:
    return pyproj.CRS.from_epsg(code).axis_info[0].direction == "north"
