"""The plan's elements with their geometry: parts of ring, axes and belts, and named places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.errors import FactError
from layers.membership import Floats, membership, spatial_fit
from layers.nearest import Segments
from layers.plan import Facts, Part, Structure, Tie
from layers.tiles import used
from layers.tiles_areas import AreaTiles

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class ElementPart:
    """One part of an element: courses, what counts as inside, and its decay in metres."""

    fact: Part
    lines: tuple[shapely.LineString, ...]
    courses: tuple[str, ...]
    names: tuple[str, ...]
    lengths_m: tuple[float, ...]
    accuracy_m: tuple[float, ...]
    status: tuple[str, ...]
    sources: tuple[str, ...]
    area: shapely.Geometry | None
    w_m: float
    h_m: float
    band_m: float
    segments: Segments

    def distance_m(self, xy: Floats) -> Floats:
        """Return metres from points (n × 2, EPSG:4549): 0 inside its area, from the band if any."""
        distance = self.segments.distance_m(xy)
        if self._inside is not None:
            distance = np.where(self._inside.covers(xy), 0.0, distance)
        return self._banded(distance)

    def shape_distance_m(self, shapes: Geometries) -> Floats:
        """Return the least metres from whole geometries (EPSG:4549), as `distance_m` measures."""
        distance = self.segments.shape_distance_m(shapes)
        if self.area is not None:
            distance = np.where(shapely.intersects(self.area, shapes), 0.0, distance)
        return self._banded(distance)

    @property
    def outline(self) -> tuple[Segments, AreaTiles | None]:
        """Return its courses and what counts as inside."""
        return self.segments, self._inside

    @cached_property
    def _inside(self) -> AreaTiles | None:
        return None if self.area is None else AreaTiles([self.area])

    def _banded(self, distance: Floats) -> Floats:
        return np.abs(distance - self.band_m) if self.band_m else distance

    def membership(self, xy: Floats) -> Floats:
        """Return μ in 0–1 for each point (n × 2, EPSG:4549)."""
        return membership(self.distance_m(xy), w_m=self.w_m, h_m=self.h_m)


@dataclass(frozen=True)
class Element:
    """A ring, axis or belt: fact, parts, and how a listed district counts (β, open lists)."""

    fact: Structure
    parts: tuple[ElementPart, ...]
    beta: float
    sigma_m: float
    open_credit: float

    @property
    def members(self) -> frozenset[str] | None:
        """Return the listed district codes, or None where the clause gives no list to fit."""
        listed = self.fact.members
        return frozenset(listed.districts) if listed and listed.use == "fit" else None

    def credit(self, districts: npt.NDArray[np.object_]) -> Floats:
        """Return m̃ for each district code: 1 listed, the open-list credit or 0 otherwise."""
        if self.members is None:
            return np.ones(len(districts))
        listed = self.fact.members
        other = self.open_credit if listed and listed.open else 0.0
        return np.array([1.0 if code in self.members else other for code in districts])

    def fit(self, mu: Floats, credit: Floats) -> Floats:
        """Return S = m̃·(β + (1 − β)·μ) for memberships and what `credit` gives their districts."""
        return spatial_fit(mu, credit, self.beta)

    def theme(self, part: ElementPart, district: str | None) -> dict[str, float]:
        """Return sector → affinity that this part offers to a site in `district`."""
        wanted = part.fact.sectors
        return {
            a.sector: a.value
            for a in self.fact.affinity
            if (not wanted or a.sector in wanted) and (not a.districts or district in a.districts)
        }


@dataclass(frozen=True)
class PlaceElement:
    """A place, or a whole district, that a clause ties to sectors."""

    id: str
    name: str
    name_en: str
    tie: Tie
    confidence: str | None
    error_m: float | None
    geometry: shapely.Geometry
    w_m: float
    h_m: float
    codes: tuple[str, ...] = ()  # the districts it is, where it stands for whole ones

    def distance_m(self, xy: Floats) -> Floats:
        """Return metres from points (n × 2, EPSG:4549), 0 inside; infinite outside a district."""
        if self.tie.geometry == "district":
            return np.where(shapely.intersects_xy(self.geometry, *xy.T), 0.0, np.inf)
        if self.geometry.geom_type == "Point":
            east, north = xy[:, 0] - self.geometry.x, xy[:, 1] - self.geometry.y
            return np.asarray(np.sqrt(east * east + north * north))
        if not used(len(xy)):
            return self.shape_distance_m(shapely.points(xy))
        edges, area = self.outline
        distance = edges.distance_m(xy)
        return distance if area is None else np.where(area.covers(xy), 0.0, distance)

    @cached_property
    def outline(self) -> tuple[Segments, AreaTiles | None]:
        """Return the lines and edges of a course with its extent, and the extent."""
        parts = shapely.get_parts(shapely.get_parts(self.geometry))
        polygons = parts[shapely.get_dimensions(parts) == 2]
        lines = [*parts[shapely.get_dimensions(parts) == 1], *shapely.get_rings(polygons)]
        return Segments(lines), AreaTiles([shapely.union_all(polygons)]) if len(polygons) else None

    def shape_distance_m(self, shapes: Geometries) -> Floats:
        """Return the least metres from whole geometries (EPSG:4549), as `distance_m` measures."""
        if self.tie.geometry == "district":
            return np.where(shapely.intersects(self.geometry, shapes), 0.0, np.inf)
        return np.asarray(shapely.distance(self.geometry, shapes), dtype=float)

    def in_districts(self, codes: Sequence[str | None]) -> Floats:
        """Return S of a whole district's tie in each district (None: in none)."""
        return np.array([self.tie.value if code in self.codes else 0.0 for code in codes])

    def fit(self, distance_m: Floats) -> Floats:
        """Return S: μ(d) for a site or course; the tie's value inside a whole district, else 0."""
        if self.tie.geometry == "district":
            return np.where(distance_m <= 0.0, self.tie.value, 0.0)
        return membership(distance_m, w_m=self.w_m, h_m=self.h_m)


def elements(
    facts: Facts,
    courses: gpd.GeoDataFrame,
    extents: gpd.GeoDataFrame,
    *,
    districts: Collection[str],
) -> tuple[Element, ...]:
    """Return the ring, axes and belts with geometry in EPSG:4549.

    Parameters
    ----------
    facts : plan facts with `assumptions.fit`.
    courses : LineStrings in EPSG:4549, index = course id, columns name, status,
        accuracy_m, source.
    extents : polygons in EPSG:4549, index = course id, whose inside counts as distance 0.
    districts : the district codes there are.

    Raises
    ------
    FactError
        A part names a course that is not there or has no width in the assumptions, or a member
        list names a district that is not there.
    """
    listed = {c for s in facts.structures if s.members for c in s.members.districts}
    if unknown := sorted(listed - set(districts)):
        raise FactError(f"Member lists name districts {unknown}, which the layer does not have.")
    return tuple(_element(facts, s, courses, extents) for s in facts.structures)


def _element(
    facts: Facts, fact: Structure, courses: gpd.GeoDataFrame, extents: gpd.GeoDataFrame
) -> Element:
    fit = facts.assumptions["fit"].get(fact.id)
    if fit is None:
        raise FactError(f"Assumptions have no [fit.{fact.id}]. Add beta, sigma_m and its parts.")
    return Element(
        fact=fact,
        parts=tuple(_part(fact.id, p, fit, courses, extents) for p in fact.part),
        beta=fit["beta"],
        sigma_m=fit["sigma_m"],
        open_credit=facts.assumptions["open_list"]["credit"],
    )


def _part(
    element: str,
    fact: Part,
    fit: Mapping[str, Mapping[str, float]],
    courses: gpd.GeoDataFrame,
    extents: gpd.GeoDataFrame,
) -> ElementPart:
    missing = [c for c in fact.courses if c not in courses.index]
    if missing or fact.part not in fit:
        raise FactError(
            f"Element {element}, part {fact.part}: "
            f"no course {missing} or no width in [fit.{element}.{fact.part}]."
        )
    rows, numbers = courses.loc[list(fact.courses)], fit[fact.part]
    lines = tuple(rows.geometry)
    return ElementPart(
        fact=fact,
        lines=lines,
        courses=fact.courses,
        names=tuple(rows["name"]),
        lengths_m=tuple(line.length for line in lines),
        accuracy_m=tuple(float(a) for a in rows["accuracy_m"]),
        status=tuple(rows["status"]),
        sources=tuple(rows["source"]),
        area=_area(fact, extents),
        w_m=numbers["w_m"],
        h_m=numbers["h_m"],
        band_m=numbers.get("band_m", 0.0),
        segments=Segments(lines),
    )


def _area(fact: Part, extents: gpd.GeoDataFrame) -> shapely.Geometry | None:
    """Return what counts as inside the part, prepared for many points, or None."""
    found = [extents.geometry[c] for c in fact.courses if c in extents.index]
    if fact.area == "none" or not found:
        return None
    area = shapely.union_all(found)
    if fact.area == "between":
        area = area.difference(min(found, key=lambda g: g.area))
    return area
