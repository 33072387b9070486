"""The sites to be scored, laid out as columns: what every criterion measures from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from layers.kinds import Kind
from layers.membership import Floats
from layers.model import Plan
from layers.outlines import areal, clipped_to
from layers.peers import Mix, Peers
from layers.samples import Samples, anchors, samples
from layers.setting import Setting, setting
from layers.tiles import at_hand

Bools = npt.NDArray[np.bool_]
SPAN = 1 << 17  # samples measured at a time


@dataclass(frozen=True)
class Case:
    """Sites in EPSG:4549 with their districts, sector mixes, samples and peers."""

    setting: Setting  # plan, kinds of sites, peers and parks
    ids: tuple[str, ...]
    names: tuple[str, ...]
    kind: Ints  # of each site
    xy: Floats  # sites × 2: the anchor of each, in metres
    shapes: Geometries | None  # the sites' geometries, None where each is the point at xy
    areas: Floats | None  # sites × districts, rows sum to 1; None where each lies in one at most
    positions: Ints  # of the district of the largest share, −1 outside the city
    inside: Bools  # which sites lie in the city, wholly or in part
    samples: Samples
    sample_positions: Ints  # of the district of each sample, the nearest one for a polygon's

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.xy)

    @property
    def plan(self) -> Plan:
        """Return the plan they are scored against."""
        return self.setting.plan

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of sites there are."""
        return self.setting.kinds

    @property
    def kind_shares(self) -> Floats:
        """Return kinds × sectors of the plan: rows sum to 1, or 0 without a sector."""
        return self.setting.kind_shares

    @property
    def peers(self) -> Peers | None:
        """Return the clusters for K3 and K4, None without a layer."""
        return self.setting.peers

    @property
    def own_peers(self) -> bool:
        """Say whether peers are the rows of the same file: equal ids are the same record."""
        return self.setting.own_peers

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

    @cached_property
    def _metres(self) -> dict[int, Floats]:
        return {}

    def metres_to(self, of: ElementPart | PlaceElement) -> Floats:
        """Return metres from each sample to a part or place of the plan, measured once."""
        if id(of) not in self._metres:
            self.measure((of,))
        return self._metres[id(of)]

    def measure(self, several: Iterable[ElementPart | PlaceElement]) -> None:
        """Measure what is not yet, some samples after the other, so that they stay in the cache."""
        new = [of for of in several if id(of) not in self._metres]
        if new and at_hand(len(self.samples.xy)):
            known = self.plan.courses
            metres = known.metres(self.samples.xy)
            self._metres.update(zip(map(id, known.several), metres, strict=True))
            new = [of for of in new if id(of) not in self._metres]
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
    common, kind = setting(
        plan,
        sites["sectors"],
        _functions(sites),
        peers,
        own_peers=own_peers,
        parks=shapes(parks),
    )
    ids, names = (tuple(map(str, sites[column])) for column in ("id", "name"))
    return shaped(common, geometry, kind=kind, ids=ids, names=names)


def shaped(
    common: Setting,
    geometry: Geometries,
    *,
    kind: Ints | None = None,
    ids: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
) -> Case:
    """Return the columns of points and polygons (EPSG:4549) in a setting; the rest as `points`."""
    if (shapely.get_type_id(geometry) == 0).all() and not shapely.is_empty(geometry).any():
        xy = np.asarray(shapely.get_coordinates(geometry))
        return points(common, xy, kind=kind, ids=ids, names=names)
    n, plan = len(geometry), common.plan
    metric = areal(geometry)
    clipped = clipped_to(metric, plan.districts.city)
    areas = plan.districts.shares(clipped)
    at = samples(clipped, cell_m=plan.facts.assumptions["grid"]["cell_m"])
    return Case(
        **_named(common, n, kind, ids, names),
        xy=anchors(metric),
        shapes=metric,
        areas=areas,
        positions=plan.districts.main_positions(areas),
        inside=areas.sum(axis=1) > 0,
        samples=at,
        sample_positions=plan.districts.positions_at(at.xy, nearest=True),
    )


def points(
    common: Setting,
    xy: Floats,
    *,
    kind: Ints | None = None,
    ids: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    positions: Ints | None = None,
) -> Case:
    """Return the columns of points in a setting; an array in use can no longer be changed.

    Parameters
    ----------
    common : what does not depend on the places; keep it for the next points.
    xy : n × 2, metres in EPSG:4549.
    kind : of each point, the first kind for all by default.
    ids, names : empty texts by default.
    positions : of the districts of the points where they are known already, −1 outside.
    """
    n = len(xy)
    xy = np.array(xy, dtype=np.float64) if xy.flags.writeable else xy
    xy.flags.writeable = False
    if positions is None:
        positions = common.plan.districts.positions_at(xy)
    return Case(
        **_named(common, n, kind, ids, names),
        xy=xy,
        shapes=None,
        areas=None,
        positions=positions,
        inside=positions >= 0,
        samples=Samples(xy, np.arange(n), np.ones(n), n, points=True),
        sample_positions=positions,
    )


class _Named(TypedDict):
    """What a case holds of its sites beside their place."""

    setting: Setting
    kind: Ints
    ids: tuple[str, ...]
    names: tuple[str, ...]


def _named(
    common: Setting,
    n: int,
    kind: Ints | None,
    ids: Sequence[str] | None,
    names: Sequence[str] | None,
) -> _Named:
    """Return what n sites are: all of the first kind, without id and name, unless told."""
    return {
        "setting": common,
        "kind": np.zeros(n, dtype=np.intp) if kind is None else kind,
        "ids": ("",) * n if ids is None else tuple(ids),
        "names": ("",) * n if names is None else tuple(names),
    }


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
