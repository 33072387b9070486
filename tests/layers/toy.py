"""A made-up city of four 10 km squares, laid out in round kilometres, with a plan of its own.

North-west 103 │ north-east 104 (the one with county guidance)
South-west 101 │ south-east 102 (the border between the two is derived)

loop: square road 2–8 × 2–8 km. axis: y = 15, west to east. belt: x = 18, north to south.
shore: y = 1, west to east, with the lake below. Kilometres count from the south-west corner.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import layers
from layers.case import Case, points
from layers.crs import METRIC, STORE
from layers.elements import Geometries
from layers.kinds import Ints
from layers.membership import Floats
from layers.peers import Peers
from layers.setting import setting

FOLDER = Path(__file__).parent
EAST, NORTH = 500_000.0, 3_900_000.0  # EPSG:4549, far from the shipped city
PROVENANCE = {"status": "authored", "accuracy_m": 10.0, "source": "made up"}
DISTRICTS = {"103": (0, 10), "101": (0, 0), "104": (10, 10), "102": (10, 0)}  # in no order
NAMES = {"101": "西南区", "102": "东南区", "103": "西北区", "104": "东北区"}
NAMES_EN = {"101": "South-west", "102": "South-east", "103": "North-west", "104": "North-east"}
SECTORS = tuple(f"S{i}" for i in range(1, 11))

Change = Callable[[dict[str, Any], dict[str, Any], dict[str, gpd.GeoDataFrame]], None]


def at(x_km: float, y_km: float) -> shapely.Point:
    """Return a point in EPSG:4549 from kilometres east and north of the corner."""
    return shapely.Point(EAST + 1000.0 * x_km, NORTH + 1000.0 * y_km)


def line(*xy_km: tuple[float, float]) -> shapely.LineString:
    """Return a line in EPSG:4549."""
    return shapely.LineString([at(x, y) for x, y in xy_km])


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle in EPSG:4549."""
    return shapely.box(*at(west, south).coords[0], *at(east, north).coords[0])


def metric(rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> gpd.GeoDataFrame:
    """Return rows with their geometry in EPSG:4549."""
    return gpd.GeoDataFrame(list(rows), geometry=list(shapes), crs=METRIC)


def stored(rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> gpd.GeoDataFrame:
    """Return rows in EPSG:4326; a vertex every 500 m keeps a straight edge straight."""
    layer = metric([PROVENANCE | dict(row) for row in rows], shapes)
    layer = layer.set_geometry(layer.segmentize(500.0).to_crs(STORE))
    rounded = shapely.transform(layer.geometry.to_numpy(), lambda xy: np.round(xy, 9))
    return layer.set_geometry(gpd.GeoSeries(rounded, index=layer.index, crs=STORE))


def raw() -> dict[str, Any]:
    """Return the facts as a plan folder's tables."""
    return _toml("toy_structure") | _toml("toy_facts")


def assumptions() -> dict[str, Any]:
    """Return the numbers that are not the plan's."""
    return _toml("toy_assumptions")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def vectors() -> dict[str, gpd.GeoDataFrame]:
    """Return every vector the model asks for (EPSG:4326)."""
    loop = [(5, 8), (8, 8), (8, 2), (2, 2), (2, 8), (5, 8)]
    return {
        "districts": stored(
            [{"id": i, "name": NAMES[i], "name_en": NAMES_EN[i]} for i in DISTRICTS],
            [box(x, y, x + 10, y + 10) for x, y in DISTRICTS.values()],
        ),
        "cuts": stored([{"id": "cut", "name": "推定界"}], [line((10, 0), (10, 10))]),
        "courses": stored(
            [{"id": i, "name": i} for i in ("loop-road", "axis-main", "belt-bank", "shore-line")],
            [
                line(*loop),
                line((0, 15), (20, 15)),
                line((18, 20), (18, 0)),
                line((0, 1), (20, 1)),
            ],
        ),
        "extents": stored(
            [{"id": "loop-road"}, {"id": "shore-line"}], [box(2, 2, 8, 8), box(0, -5, 20, 1)]
        ),
        "places": places(),
        "water": stored([{"id": "lake", "name": "湖", "kind": "lake"}], [box(0, -5, 20, 1)]),
        "roads": stored([{"id": "r1", "name": "环路"}], [line(*loop)]),
        "railways": stored([{"id": "t1", "name": "铁路"}], [line((0, 15), (20, 15))]),
        "neighbours": stored([{"id": "n1", "name": "邻城"}], [box(20, 0, 30, 20)]),
        "towns": stored([{"id": "w1", "name": "镇"}], [at(1, 1)]),
    }


def places() -> gpd.GeoDataFrame:
    """Return the gazetteer: eight places, three of them without a site of their own."""
    rows = [
        ("spa", "温泉", "东南区", None, None, "", at(15, 5)),
        ("inn", "驿站", "东北区", None, None, "", at(15, 12)),
        ("mill", "老厂", "西北区", "集聚区", 500.0, "S1:0.5;S2:0.5", at(5, 12)),
        ("tower", "高塔", "东南区", "集聚区", None, "S8", at(12, 3)),
        ("gate", "城门", "西南区", None, None, "", at(1, 9)),
        ("far", "外港", None, None, None, "", at(25, 10)),
        ("quay", "码头", "西南区", None, None, "", None),
        ("yard", "港航园", "西北区", None, None, "", None),
        ("ghost", "无址馆", "东北区", "集聚区", None, "S1", None),
    ]
    facts = [
        {
            **{"id": ident, "name": name, "name_en": ident.title(), "type": "载体"},
            **{"district": district, "zone_kind": kind, "extent_m": extent, "peer_sectors": mix},
            **{"confidence": "A" if shape else "N", "error_m": 100.0, "state": "existing"},
            **{"basis": "没有公布地址" if shape is None else "公开地址", "note": ""},
        }
        for ident, name, district, kind, extent, mix, shape in rows
    ]
    return stored(facts, [row[-1] for row in rows])


def build(change: Change | None = None, readings: Mapping[str, str] | None = None) -> layers.Plan:
    """Return the city's plan after `change` has had its way with facts, numbers and vectors."""
    facts, numbers = raw(), assumptions()
    shapes = {name: layer.copy() for name, layer in vectors().items()}
    if change:
        change(facts, numbers, shapes)
    return layers.build(layers.parse(facts, numbers, readings), shapes)


@cache
def plan() -> layers.Plan:
    """Return the city's plan as it stands."""
    return build()


def find(rows: Sequence[dict[str, Any]], ident: str) -> dict[str, Any]:
    """Return the one row of a list of tables that is called `ident`."""
    return next(row for row in rows if row["id"] == ident)


def clusters(*rows: tuple[Any, ...]) -> gpd.GeoDataFrame:
    """Return sites or peers from (geometry, mix) or (geometry, mix, id, name), EPSG:4549."""
    full = [row if len(row) > 2 else (*row, f"c{i}", f"点{i}") for i, row in enumerate(rows)]
    facts = [
        {"id": i, "name": name, "sectors": {mix: 1.0} if isinstance(mix, str) else mix}
        for _, mix, i, name in full
    ]
    return metric(facts, [row[0] for row in full])


def laid(
    xy: Floats,
    mixes: Sequence[object],
    kind: Ints | None = None,
    *,
    functions: Sequence[str | None] | None = None,
    peers: Peers | None = None,
    parks: Geometries | None = None,
) -> Case:
    """Return points (EPSG:4549) laid out: a mix a point, or with `kind` those of the kinds."""
    wanted = [None] * len(mixes) if functions is None else functions
    common, which = setting(plan(), mixes, wanted, peers, parks=parks)
    return points(common, xy, kind=which if kind is None else which[kind])


def score(shape: Any, mix: Any, **more: Any) -> dict[str, Any]:
    """Return the score of one site; `plan`, `peers`, `function`, `weights`, `lang` on request."""
    site = clusters((shape, mix, "site", "待评"))
    if function := more.pop("function", None):
        site["function"] = function
    used = more.pop("plan", None) or plan()
    (result,) = layers.score(used, site, peers=more.pop("peers", None), **more)
    return result


def criterion(result: Mapping[str, Any], ident: str) -> dict[str, Any]:
    """Return one criterion of a scored site."""
    return find(result["criteria"], ident)


def value(result: Mapping[str, Any], ident: str) -> float | None:
    """Return the value of one criterion of a scored site."""
    return criterion(result, ident)["value"]


def locate(x_km: float, y_km: float, used: layers.Plan | None = None) -> dict[str, Any]:
    """Return where a point lies."""
    (result,) = layers.locate(used or plan(), metric([{"id": "p"}], [at(x_km, y_km)]))
    return result
