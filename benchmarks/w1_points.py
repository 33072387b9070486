"""W1: the district of many points, their distances to seven elements and named places, K1 and K2.

The input is points in EPSG:4549 with one sector each, drawn at random from all of the plan's.
`measured` asks for metres to each element part and the district; `scored` for the district, K1
and K2, for which all parts and places are measured. Agreement is asserted where it is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.case import points as laid_out
from layers.criteria import county
from layers.crs import METRIC
from layers.districts import Codes, Ints
from layers.elements import Element, ElementPart, PlaceElement
from layers.membership import Floats, membership
from layers.model import Plan
from layers.setting import setting
from layers.support import support
from layers.tiles_segments import metres_to


@dataclass(frozen=True)
class Measured:
    """Parts × points in metres from the courses, and each district position (−1 outside)."""

    metres: Floats
    district: Ints


@dataclass(frozen=True)
class Scored:
    """District positions, K1 and K2, 0–1 (NaN where the plan is silent)."""

    district: Ints
    layout: Floats
    county: Floats


@dataclass(frozen=True)
class Points:
    """The input: coordinates, the sector of each, and the same as a GeoDataFrame."""

    xy: Floats
    sector: Ints  # position of the sector among the plan's
    ids: Codes  # of the plan's sectors

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """Return the same as a GeoDataFrame."""
        given = {"sector": self.ids[self.sector]}
        return gpd.GeoDataFrame(given, geometry=shapely.points(self.xy), crs=METRIC)


def points(plan: Plan, count: int, seed: int = 0) -> Points:
    """Return points at random in the rectangle of the city, sectors too."""
    drawn = np.random.default_rng(seed)
    west, south, east, north = plan.districts.city.bounds
    xy = np.column_stack([drawn.uniform(west, east, count), drawn.uniform(south, north, count)])
    sector = drawn.integers(0, len(plan.facts.sectors), count)
    return Points(xy, sector, np.array([s.id for s in plan.facts.sectors]))


def naive_measured(plan: Plan, given: Points) -> Measured:
    """Measure as a GeoPandas user would: `sjoin` for districts, `.distance` shape by shape."""
    position, _ = _joined(plan, given.frame)
    away = [given.frame.distance(shape).to_numpy() for shape in lines(plan)]
    return Measured(np.array(away), position)


def naive_scored(plan: Plan, given: Points) -> Scored:
    """Score as a GeoPandas user would, element by element and place by place."""
    frame = given.frame
    position, code = _joined(plan, frame)
    value, named = np.zeros(len(frame)), np.zeros(len(frame), dtype=bool)
    for element in plan.elements:
        credit = _credit(element, code)
        for part in element.parts:
            away = _away(frame, part)
            theme = _theme(given, element, part, code)
            named |= theme > 0
            fit = element.fit(membership(away, w_m=part.w_m, h_m=part.h_m), credit)
            value = np.maximum(value, fit * theme)
    applies = named.copy()
    floor = plan.facts.assumptions["place_applies"]["min_membership"]
    for place in plan.places:
        fit = _place(frame, place, position, plan)
        themed = np.isin(frame["sector"], list(place.tie.sectors))
        usable = themed & (named | (fit >= floor))
        applies |= usable
        value = np.where(usable, np.maximum(value, fit), value)
    layout = np.where(applies & (position >= 0), value, np.nan)
    return Scored(position, layout, _county(plan, frame, code))


def our_measured(plan: Plan, given: Points) -> Measured:
    """Measure by the functions that score, locate and siting come to, all parts in one call."""
    xy = _fresh(given)
    parts = [part for element in plan.elements for part in element.parts]
    away = metres_to([part.segments.tiles for part in parts], xy)
    return Measured(away, plan.districts.positions_at(xy))


def our_scored(plan: Plan, given: Points) -> Scored:
    """Score by the functions of K1 and K2."""
    mixes = [{sector.id: 1.0} for sector in plan.facts.sectors]
    common, kinds = setting(plan, mixes, [None] * len(mixes), None)
    laid = laid_out(common, _fresh(given), kind=kinds[given.sector])
    layout = support(laid)
    value = np.where(layout.applies, layout.value, np.nan)
    return Scored(laid.positions, value, np.minimum(county.measure(laid), 1.0))


def _fresh(given: Points) -> Floats:
    """Return a copy of the coordinates: nothing kept from an earlier round may help."""
    xy = given.xy.copy()
    xy.flags.writeable = False  # as the product's own arrays are
    return xy


def lines(plan: Plan) -> list[shapely.MultiLineString]:
    """Return the courses of each element part (EPSG:4549)."""
    parts = [part for element in plan.elements for part in element.parts]
    return [shapely.multilinestrings(list(part.lines)) for part in parts]


class DuckDB:
    """Distances and districts by DuckDB's spatial extension, on two threads."""

    def __init__(self, plan: Plan, given: Points) -> None:
        import duckdb  # only for the benchmark itself: its tests go without

        self.link = duckdb.connect(config={"allow_unsigned_extensions": True, "threads": 2})
        self.link.execute(f"LOAD '{_extension()}'")
        self._table("points", "i", [shapely.to_wkb(p) for p in given.frame.geometry])
        self._table("shapes", "k", [shapely.to_wkb(s) for s in lines(plan)])
        self._table("districts", "k", [shapely.to_wkb(p) for p in plan.districts.polygons])
        self.count = len(given.xy)

    def __call__(self) -> Measured:
        """Measure in two queries."""
        metres = self.link.execute(
            "SELECT ST_Distance(s.g, p.g) AS d FROM shapes s, points p ORDER BY s.k, p.i"
        ).fetchnumpy()["d"]
        district = self.link.execute(
            "SELECT p.i, coalesce(min(d.k), -1) AS k FROM points p "
            "LEFT JOIN districts d ON ST_Intersects(d.g, p.g) GROUP BY p.i ORDER BY p.i"
        ).fetchnumpy()["k"]
        return Measured(metres.reshape(-1, self.count), district)

    def _table(self, name: str, key: str, wkb: list[bytes]) -> None:
        rows = pd.DataFrame({key: range(len(wkb)), "w": wkb})
        self.link.register("given", rows)
        self.link.execute(f"CREATE TABLE {name} AS SELECT {key}, ST_GeomFromWKB(w) AS g FROM given")
        self.link.unregister("given")


def _extension() -> Path:
    """Return the extension's file: it is loaded by path, for nothing is downloaded."""
    import duckdb

    folder = Path(duckdb.__file__).parents[1] / "duckdb_ext"
    return next(folder.rglob("spatial.duckdb_extension"))


def _joined(plan: Plan, frame: gpd.GeoDataFrame) -> tuple[Ints, Codes]:
    """Return district position and code of each point by a spatial join."""
    index = plan.districts
    layer = gpd.GeoDataFrame(
        {"position": range(len(index.codes))}, geometry=index.polygons, crs=METRIC
    )
    joined = frame.sjoin(layer, how="left", predicate="intersects")
    position = joined["position"].groupby(level=0).min().fillna(-1).astype(int).to_numpy()
    codes = np.array([*index.codes, None], dtype=object)
    return position, codes[position]


def _away(frame: gpd.GeoDataFrame, part: ElementPart) -> Floats:
    """Return metres to a part: to its courses, 0 inside its area, and from its band if any."""
    away = frame.distance(shapely.multilinestrings(list(part.lines))).to_numpy()
    if part.area is not None:
        away = np.where(frame.intersects(part.area), 0.0, away)
    return np.abs(away - part.band_m) if part.band_m else away


def _credit(element: Element, code: Codes) -> Floats:
    known = np.array(list(set(code)), dtype=object)
    return pd.Series(code).map(dict(zip(known, element.credit(known), strict=True))).to_numpy()


def _theme(given: Points, element: Element, part: ElementPart, code: Codes) -> Floats:
    """Return what the part offers to each point's sector in its district."""
    offers = {c: element.theme(part, c) for c in set(code)}
    rows = [{"code": c, "sector": s, "theme": v} for c, o in offers.items() for s, v in o.items()]
    offered = pd.DataFrame(rows, columns=["code", "sector", "theme"])
    asked = pd.DataFrame({"code": code, "sector": given.frame["sector"].to_numpy()})
    found = asked.merge(offered, how="left", on=["code", "sector"])["theme"]
    return np.minimum(found.fillna(0.0).to_numpy(), 1.0)


def _place(frame: gpd.GeoDataFrame, place: PlaceElement, position: Ints, plan: Plan) -> Floats:
    if place.tie.geometry != "district":
        away = frame.distance(place.geometry).to_numpy()
        return membership(away, w_m=place.w_m, h_m=place.h_m)
    inside = shapely.point_on_surface(plan.districts.polygons)
    whole = np.flatnonzero(shapely.intersects(place.geometry, inside))
    return np.where(np.isin(position, whole), place.tie.value, 0.0)


def _county(plan: Plan, frame: gpd.GeoDataFrame, code: Codes) -> Floats:
    value = np.full(len(frame), np.nan)
    for fact in plan.facts.counties:
        here = code == fact.id
        offered = {a.sector: a.value for a in fact.affinity}
        value[here] = frame["sector"][here].map(offered).fillna(0.0)
    return np.minimum(value, 1.0)
