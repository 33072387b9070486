"""Whether coordinates read as WGS84 look shifted (GCJ-02, BD-09): a hint for people, never applied.

The evidence is the districts that a file names itself: its polygons of districts against ours, or
its points against the district their row names, each under three readings of the numbers.

Measured on the shipped districts, data drawn at random (seeded), 2 % of the rows naming a wrong
district; "wandering" means that somebody else's boundary leaves ours by 200 m (400 m) at random:

- unshifted data: no suspicion in any trial, with points (200 trials each, n = 100 and 300) or
  polygons (40 trials each, n = 1, 3, 10), also with a wandering boundary.
- points, same boundary, n = 100: GCJ-02 told in 45 %, BD-09 in 91 % (0.5 % called GCJ-02), silent
  otherwise; n = 300: 98 % and 100 %; n = 1000 (60 trials): all. 200 m of wandering: n = 100, 33 %
  and 82 %; n = 300, 62 % and 92 %; n = 1000, 73 % and 100 % (60 trials each).
- polygons, same boundary: all told, one district being enough. 200 m: all of three or more, of
  one 73 % (GCJ-02); 400 m: GCJ-02 in 20–35 %, BD-09 always.

So silence proves nothing. Where the boundary of the file is a copy of ours the rates are too good.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis_app.reading.datum import Floats, Shift, bd_to_wgs, gcj_to_wgs
from layers.errors import Fault

READINGS: Mapping[str, Shift] = {"gcj02": gcj_to_wgs, "bd09": bd_to_wgs}
AS_IS = "as-is"
LEAST_LEAD = 0.03  # of the mean overlap, best before second
LEAST_OVERLAP = 0.5  # below it a polygon is a parcel in the district, not the district
LEAST_POINTS = 100
MOST_POINTS = 20_000
LEAST_GAIN = 3  # points that only the other reading puts right, less those that it puts wrong
LEAST_ODDS = 4.0  # … and at least so many times as many
METRES = np.array([111_320.0 * np.cos(np.radians(31.4)), 110_900.0])

Shapes = npt.NDArray[np.object_]


def datum_hint(sites: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Fault | None:
    """Return W-CRS-04 where another datum fits the named districts clearly better, else None.

    Parameters
    ----------
    sites : what a file held, read as WGS84 (EPSG:4326), with its own columns.
    districts : the city's districts (EPSG:4326), columns `id`, `name`, `name_en`.
    """
    shapes = sites.geometry.to_numpy()
    named = _named(sites, districts)
    known = np.flatnonzero((named >= 0) & ~shapely.is_empty(shapes))
    if not len(known):
        return None
    ours, shapes, named = districts.geometry.to_numpy(), shapes[known], named[known]
    return _by_overlap(shapes, ours[named]) or _by_points(shapes, ours, named)


def _by_overlap(shapes: Shapes, ours: Shapes) -> Fault | None:
    """Return the hint from polygons that are the districts themselves."""
    areas = shapely.get_dimensions(shapes) == 2
    whole = np.flatnonzero(areas)
    whole = whole[_overlap(shapes[whole], ours[whole]) >= LEAST_OVERLAP]
    if not len(whole):
        return None
    shapes, ours = shapes[whole], ours[whole]
    found = {AS_IS: shapes, **{name: moved(shapes, shift) for name, shift in READINGS.items()}}
    means = {name: float(_overlap(read, ours).mean()) for name, read in found.items()}
    best, second = sorted(means, key=means.__getitem__, reverse=True)[:2]
    if best == AS_IS or means[best] - means[second] < LEAST_LEAD:
        return None
    told = {"evidence": "hint-overlap", "one": means[AS_IS], "other": means[best]}
    return _hint(best, shapes, {**told, "n": len(whole)}, "{:.2f}")


def _by_points(shapes: Shapes, ours: Shapes, named: npt.NDArray[np.intp]) -> Fault | None:
    """Return the hint from points, or parcels, and the district that each one's row names."""
    if len(shapes) < LEAST_POINTS:
        return None
    some = np.linspace(0, len(shapes) - 1, min(len(shapes), MOST_POINTS)).astype(int)
    points, named = shapely.point_on_surface(shapes[some]), named[some]
    read = {AS_IS: points, **{name: moved(points, shift) for name, shift in READINGS.items()}}
    right = {name: _within(ours, shapely.get_coordinates(at), named) for name, at in read.items()}
    best = max(READINGS, key=lambda name: right[name].sum())
    gained = int((right[best] & ~right[AS_IS]).sum())
    lost = int((~right[best] & right[AS_IS]).sum())
    if gained - lost < LEAST_GAIN or gained < LEAST_ODDS * lost:
        return None
    wrong = {"one": len(some) - right[AS_IS].sum(), "other": len(some) - right[best].sum()}
    return _hint(best, points, {"evidence": "hint-points", "n": len(some), **wrong}, "{:.0f}")


def _hint(best: str, shapes: Shapes, told: dict[str, object], form: str) -> Fault:
    """Return W-CRS-04: what it looks like, the evidence, and the metres between the readings."""
    at = shapely.get_coordinates(shapely.centroid(shapes))
    apart = (at - np.column_stack(READINGS[best](*at.T))) * METRES
    numbers = {key: form.format(told[key]) for key in ("one", "other")}
    metres = f"{np.median(np.hypot(*apart.T)):.0f}"
    return Fault(
        "W-CRS-04", {**told, **numbers, "m": metres, "datum": f"datum-{best}", "crs": best}
    )


def moved(shapes: Shapes, shift: Shift) -> Shapes:
    """Return shapes with every vertex shifted."""
    x, y = shapely.get_coordinates(shapes).T
    return shapely.set_coordinates(shapes.copy(), np.column_stack(shift(x, y)))


def _overlap(shapes: Shapes, ours: Shapes) -> Floats:
    """Return for each pair the area in both over the area in either."""
    shapes = shapely.make_valid(shapes)
    both = shapely.area(shapely.intersection(shapes, ours))
    return both / (shapely.area(shapes) + shapely.area(ours) - both)


def _within(ours: Shapes, at: Floats, named: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether each position lies in the district named beside it."""
    found = np.zeros(len(at), dtype=bool)
    for number in np.unique(named):
        rows = np.flatnonzero(named == number)
        shapely.prepare(ours[number])
        found[rows] = shapely.contains_xy(ours[number], *at[rows].T)
    return found


def _named(sites: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Return for each site the district its row names, by number, −1 for none.

    Of the columns the one that names most: in half of its filled cells at least.
    """
    known = _spellings(districts)
    none = np.full(len(sites), -1, dtype=np.intp)
    best = none
    for column in sites.columns.difference([sites.geometry.name]):
        cells = [_plain(cell) for cell in sites[column]]
        found = np.array([known.get(cell, -1) for cell in cells], dtype=np.intp)
        hits = int((found >= 0).sum())
        if hits > (best >= 0).sum() and 2 * hits >= sum(map(bool, cells)):
            best = found
    return best


def _spellings(districts: gpd.GeoDataFrame) -> dict[str, int]:
    """Return what people write for a district → its number: code, name, without 市 and 区."""
    known: dict[str, int] = {}
    for number, row in enumerate(districts.itertuples()):
        name = _plain(row.name)
        for word in (_plain(row.id), name, _plain(row.name_en), name.rstrip("市区")):
            known.setdefault(word, number)
    known.pop("", None)
    return known


def _plain(cell: object) -> str:
    """Return a cell as districts are compared: no blanks, no province or city before it."""
    if cell is None or isinstance(cell, (dict, list, float)):
        return ""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(cell))).casefold()
    return re.sub(r"^(江苏省)?(苏州市)?(苏州)?(?=.)", "", text)
