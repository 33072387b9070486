"""The sites to be scored, laid out as columns: what every criterion measures from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_metric
from layers.districts import Codes, Ints
from layers.elements import Element, ElementPart, Geometries, PlaceElement
from layers.kinds import Kind, kinds_of, share_matrix
from layers.membership import Floats
from layers.model import Plan
from layers.outlines import areal, clipped_to
from layers.peers import Mix, Peers
from layers.samples import Samples, anchors, samples

Bools = npt.NDArray[np.bool_]
SPAN = 1 << 17  # samples measured at a time


@dataclass(frozen=True)
class Case:
    """Sites in EPSG:4549 with their districts, sector mixes, samples and peers."""

    plan: Plan
    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: Floats  # sites × 2: the anchor of each, in metres
    shapes: Geometries | None  # the sites' geometries, None where each is the point at xy
    kinds: tuple[Kind, ...]
    kind_shares: Floats  # kinds × sectors of the plan, rows sum to 1 (or 0 without a sector)
    kind: Ints  # of each site
    areas: Floats | None  # sites × districts, rows sum to 1; None where each lies in one at most
    positions: Ints  # of the district of the largest share, −1 outside the city
    inside: Bools  # which sites lie in the city, wholly or in part
    samples: Samples
    sample_positions: Ints  # of the district of each sample, the nearest one for a polygon's
    peers: Peers | None
    own_peers: bool  # peers are the rows of the same file: equal ids are the same record
    parks: Geometries | None  # industrial parks for K5, None without such a layer

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.xy)

    @cached_property
    def anchors(self) -> Geometries:
        """Return the anchor of each site as a point (EPSG:4549)."""
        return np.asarray(shapely.points(self.xy))

    @property
    def geometry(self) -> Geometries:
        """Return the geometry of each site (EPSG:4549)."""
        return self.anchors if self.shapes is None else self.shapes

    @cached_property
    def districts(self) -> Codes:
        """Return the district code of each site, None outside the city."""
        return self.plan.districts.named(self.positions)

    @cached_property
    def mixes(self) -> tuple[Mix, ...]:
        """Return the sector mix of each site."""
        return tuple(self.kinds[k].mix for k in self.kind.tolist())

    @cached_property
    def functions(self) -> tuple[str | None, ...]:
        """Return the function of each site, None where it has none."""
        return tuple(self.kinds[k].function for k in self.kind.tolist())

    @property
    def shares(self) -> Floats:
        """Return sites × sectors of the plan."""
        return self.kind_shares[self.kind]

    @property
    def district_shares(self) -> Floats:
        """Return sites × districts: how much of each site lies in which."""
        if self.areas is not None:
            return self.areas
        return np.eye(len(self.plan.districts.codes) + 1)[self.positions, :-1]

    @cached_property
    def _metres(self) -> dict[int, Floats]:
        return {}

    def metres_to(self, of: ElementPart | PlaceElement) -> Floats:
        """Return metres from each sample to a part or place of the plan, measured once."""
        self.measure((of,))
        return self._metres[id(of)]

    def measure(self, several: Iterable[ElementPart | PlaceElement]) -> None:
        """Measure what is not yet, some samples after the other, so that they stay in the cache."""
        new = [of for of in several if id(of) not in self._metres]
        found = np.empty((len(new), len(self.samples.xy)))
        for start in range(0, found.shape[1] if new else 0, SPAN):
            xy = self.samples.xy[start : start + SPAN]
            for of, metres in zip(new, found, strict=True):
                metres[start : start + SPAN] = of.distance_m(xy)
        self._metres.update(zip(map(id, new), found, strict=True))

    def anchor_metres(self, of: ElementPart) -> Floats:
        """Return metres from each site's anchor to a part of the plan."""
        return self.metres_to(of) if self.samples.points else of.distance_m(self.xy)

    def in_districts(self, table: Floats) -> Floats:
        """Return a table of kinds × districts for each site, weighted by where its area lies."""
        if self.areas is not None:
            return np.asarray((table[self.kind] * self.areas).sum(axis=1))
        outside = np.zeros((len(table), 1))
        return np.asarray(np.hstack([table, outside])[self.kind, self.positions])

    def sample_credit(self, element: Element) -> Floats:
        """Return m̃ of each sample: what its district counts for an element."""
        return self.credit(element)[self.sample_positions]

    def credit(self, element: Element) -> Floats:
        """Return m̃ of each district for an element, and of none as the last."""
        return element.credit(np.array([*self.plan.districts.codes, None], dtype=object))

    def named(self, affinity: Mapping[str, float]) -> Floats:
        """Return t = Σ share·affinity for each site."""
        return np.asarray(self.kind_named(affinity)[self.kind])

    def kind_named(self, affinity: Mapping[str, float]) -> Floats:
        """Return t = Σ share·affinity for each kind of site."""
        return self.kind_shares @ self.affinities(affinity)

    def affinities(self, affinity: Mapping[str, float]) -> Floats:
        """Return one affinity a sector, in the plan's order."""
        return np.array([affinity.get(s.id, 0.0) for s in self.plan.facts.sectors])


def case(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    peers: Peers | None,
    *,
    own_peers: bool,
    parks: gpd.GeoDataFrame | None = None,
) -> Case:
    """Return the columns of `sites` (id, name, sectors, function, geometry; any CRS).

    Polygons are measured on their part inside the city. `parks` are points or polygons in any
    CRS; a layer without a geometry is as good as none.

    Raises
    ------
    LayerError
        A polygon has no area or crosses itself, or a sector is none of the plan's.
    """
    geometry = to_metric(sites).geometry.to_numpy()
    kinds, kind = kinds_of(sites["sectors"], _functions(sites))
    shared = _Shared(
        plan=plan,
        ids=tuple(map(str, sites["id"])),
        names=tuple(map(str, sites["name"])),
        kinds=kinds,
        kind_shares=share_matrix(plan, [k.mix for k in kinds]),
        kind=kind,
        peers=peers,
        own_peers=own_peers,
        parks=shapes(parks),
    )
    if (shapely.get_type_id(geometry) == 0).all() and not shapely.is_empty(geometry).any():
        return _points(np.asarray(shapely.get_coordinates(geometry)), None, shared)
    return _polygons(geometry, shared)


class _Shared(TypedDict):
    """What a case holds of its sites beside their place."""

    plan: Plan
    ids: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    kind_shares: Floats
    kind: Ints
    peers: Peers | None
    own_peers: bool
    parks: Geometries | None


def point_case(
    plan: Plan,
    xy: Floats,
    *,
    mixes: Mix | Sequence[Mix],
    functions: str | Sequence[str | None] | None = None,
    kind: Ints | None = None,
    ids: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    peers: Peers | None = None,
    own_peers: bool = False,
    parks: Geometries | None = None,
    positions: Ints | None = None,
) -> Case:
    """Return the columns of points, without any geometry object.

    Parameters
    ----------
    plan : facts and geometry.
    xy : n × 2, metres in EPSG:4549.
    mixes, functions : one for all points, or one a point; with `kind`, one a kind.
    kind : which of the mixes (and functions) each point has.
    ids, names : empty texts by default.
    peers, own_peers : as in `case`.
    parks : geometries in EPSG:4549, or None.
    positions : of the districts of the points where they are known already, −1 outside.

    Raises
    ------
    LayerError
        A sector is none of the plan's.
    """
    n = len(xy)
    one = isinstance(mixes, Mapping) and (functions is None or isinstance(functions, str))
    rows = 1 if one else n if kind is None else int(kind.max(initial=-1)) + 1
    every: Sequence[Mix] = [mixes] * rows if isinstance(mixes, Mapping) else mixes
    given = (
        [functions] * len(every) if functions is None or isinstance(functions, str) else functions
    )
    kinds, which = kinds_of(every, given)
    if one and kind is None:
        kind = np.zeros(n, dtype=np.intp)
    shared = _Shared(
        plan=plan,
        ids=("",) * n if ids is None else tuple(ids),
        names=("",) * n if names is None else tuple(names),
        kinds=kinds,
        kind_shares=share_matrix(plan, [k.mix for k in kinds]),
        kind=which if kind is None else which[kind],
        peers=peers,
        own_peers=own_peers,
        parks=parks,
    )
    return _points(xy, positions, shared)


def _points(xy: Floats, positions: Ints | None, shared: _Shared) -> Case:
    """Return the columns of points; their coordinates can no longer be changed."""
    xy = np.array(xy, dtype=np.float64) if xy.flags.writeable else xy
    xy.flags.writeable = False
    if positions is None:
        positions = shared["plan"].districts.positions_at(xy)
    return Case(
        xy=xy,
        shapes=None,
        areas=None,
        positions=positions,
        inside=positions >= 0,
        samples=Samples(xy, np.arange(len(xy)), np.ones(len(xy)), len(xy), points=True),
        sample_positions=positions,
        **shared,
    )


def _polygons(geometry: Geometries, shared: _Shared) -> Case:
    """Return the columns of sites of which some are polygons."""
    plan = shared["plan"]
    metric = areal(geometry)
    clipped = clipped_to(metric, plan.districts.city)
    areas = plan.districts.shares(clipped)
    at = samples(clipped, cell_m=plan.facts.assumptions["grid"]["cell_m"])
    return Case(
        xy=anchors(metric),
        shapes=metric,
        areas=areas,
        positions=plan.districts.main_positions(areas),
        inside=areas.sum(axis=1) > 0,
        samples=at,
        sample_positions=plan.districts.positions_at(at.xy, nearest=True),
        **shared,
    )


def shapes(layer: gpd.GeoDataFrame | None) -> Geometries | None:
    """Return the geometries (EPSG:4549) of a layer, None where it has none."""
    if layer is None:
        return None
    used = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    return to_metric(used).geometry.to_numpy() if len(used) else None


def _functions(sites: gpd.GeoDataFrame) -> tuple[str | None, ...]:
    if "function" not in sites:
        return (None,) * len(sites)
    return tuple(f if isinstance(f, str) and f else None for f in sites["function"])
