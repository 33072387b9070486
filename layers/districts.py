"""The districts (板块): which one a point or polygon lies in, and how near a border it is."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_metric
from layers.membership import Floats
from layers.tiles_areas import AreaTiles

Codes = npt.NDArray[np.object_]
Ints = npt.NDArray[np.intp]
OUTSIDE = -1  # the position of no district


def districts(vector: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the districts layer (EPSG:4326) with `area_m2` measured in EPSG:4549."""
    layer = vector.sort_values("id").reset_index(drop=True)
    return layer.assign(area_m2=to_metric(layer).area.round(0))


@dataclass(frozen=True)
class DistrictIndex:
    """Districts in EPSG:4549 with a tree; `codes` sorted, so that ties go to the lower code."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    names_en: tuple[str, ...]
    polygons: npt.NDArray[np.object_]
    borders: npt.NDArray[np.object_]
    city: shapely.Geometry
    cuts: shapely.Geometry
    tree: shapely.STRtree
    tiles: AreaTiles

    def name(self, code: str, lang: str = "zh") -> str:
        """Return the name of a district code, Chinese unless `lang` is en."""
        names = self.names_en if lang == "en" else self.names
        return names[self.codes.index(code)]

    def at(self, xy: Floats, *, nearest: bool = False) -> Codes:
        """Return the district code at each point (n × 2, EPSG:4549); None outside.

        With `nearest` a point outside has the district nearest to it.
        """
        return self.named(self.positions_at(xy, nearest=nearest))

    def positions_at(self, xy: Floats, *, nearest: bool = False) -> Ints:
        """Return the same as positions in `codes`, −1 for None."""
        found = self.tiles.first(xy)
        outside = found == OUTSIDE
        if nearest and outside.any():
            points = shapely.points(xy[outside])
            found[outside] = self.tree.query_nearest(points, all_matches=False)[1]
        return found

    def positions(self, codes: Codes) -> Ints:
        """Return the positions of district codes in `codes`, −1 for None."""
        known = {code: k for k, code in enumerate(self.codes)} | {None: OUTSIDE}
        return np.array([known[code] for code in codes], dtype=np.intp)

    def named(self, positions: Ints) -> Codes:
        """Return the codes at positions in `codes`, None for −1."""
        return np.array([*self.codes, None], dtype=object)[positions]

    def shares(self, sites: npt.NDArray[np.object_]) -> Floats:
        """Return sites × districts: the share of each site (EPSG:4549) inside each district.

        Points count 1 in their district. Shares of the part inside the city sum to 1; a site
        wholly outside has zeros.
        """
        shares = np.zeros((len(sites), len(self.codes)))
        is_point = shapely.get_type_id(sites) == 0
        points = np.flatnonzero(is_point & ~shapely.is_empty(sites))
        position = self.positions_at(shapely.get_coordinates(sites[points]))
        shares[points[position >= 0], position[position >= 0]] = 1.0
        rows, hits = self.tree.query(sites, predicate="intersects")
        polygon = ~is_point[rows]
        rows, hits = rows[polygon], hits[polygon]
        cut = shapely.intersection(sites[rows], self.polygons[hits])
        shares[rows, hits] = shapely.area(cut)
        total = shares.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(shares, total, out=np.zeros_like(shares), where=total > 0))

    def main(self, shares: Floats) -> Codes:
        """Return for each site the district of the largest share, None for a site outside."""
        return self.named(self.main_positions(shares))

    def main_positions(self, shares: Floats) -> Ints:
        """Return the same as positions in `codes`, −1 for None."""
        return np.where(shares.sum(axis=1) > 0, shares.argmax(axis=1), OUTSIDE)

    def border_m(self, point: shapely.Point, code: str) -> float:
        """Return metres from a point (EPSG:4549) to the border of its district."""
        return float(shapely.distance(self.borders[self.codes.index(code)], point))

    def cut_m(self, point: shapely.Point) -> float:
        """Return metres to the nearest derived cut; infinite where there is none."""
        distance = float(shapely.distance(self.cuts, point))
        return distance if np.isfinite(distance) else float("inf")


def district_index(layer: gpd.GeoDataFrame, cuts: gpd.GeoDataFrame) -> DistrictIndex:
    """Return the index over the districts layer and the lines that were derived, not surveyed."""
    metric = to_metric(layer).sort_values("id")
    polygons = metric.geometry.to_numpy()
    city = shapely.union_all(polygons)
    shapely.prepare(city)
    return DistrictIndex(
        codes=tuple(metric["id"]),
        names=tuple(metric["name"]),
        names_en=tuple(metric["name_en"]),
        polygons=polygons,
        borders=shapely.boundary(polygons),
        city=city,
        cuts=shapely.union_all(to_metric(cuts).geometry.to_numpy()),
        tree=shapely.STRtree(polygons),
        tiles=AreaTiles(polygons),
    )
