"""The sites to be scored, laid out as columns: what every criterion measures from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_metric
from layers.districts import Codes, DistrictIndex, Ints
from layers.elements import Element, Geometries
from layers.errors import LayerError
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Mix, Peers, as_mix
from layers.samples import Samples, anchors, samples

SCORED, NOT_APPLICABLE, UNKNOWN = "scored", "not_applicable", "unknown"
Bools = npt.NDArray[np.bool_]
SAME_AREA_M2 = 1e-3


@dataclass(frozen=True)
class Case:
    """Sites in EPSG:4549 with their districts, sector shares, samples and peers."""

    plan: Plan
    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: Floats  # sites × 2: the anchor of each, in metres
    shapes: Geometries | None  # the sites' geometries, None where each is the point at xy
    mixes: tuple[Mix, ...]
    shares: Floats  # sites × sectors of the plan, rows sum to 1 (or 0 without a sector)
    functions: tuple[str | None, ...]
    district_shares: Floats  # sites × districts
    positions: Ints  # of the district of the largest share, −1 outside the city
    inside: Bools  # which sites lie in the city, wholly or in part
    samples: Samples
    sample_positions: Ints  # of the district of each sample
    peers: Peers | None
    own_peers: bool  # peers are the rows of the same file: equal ids are the same record
    parks: Geometries | None  # industrial parks for K5, None without such a layer

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.ids)

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

    def sample_credit(self, element: Element) -> Floats:
        """Return m̃ of each sample: what its district counts for an element."""
        codes = np.array([*self.plan.districts.codes, None], dtype=object)
        return element.credit(codes)[self.sample_positions]

    def named(self, affinity: dict[str, float]) -> Floats:
        """Return t = Σ share·affinity for each site."""
        return self.shares @ self.affinities(affinity)

    def affinities(self, affinity: dict[str, float]) -> Floats:
        """Return one affinity a sector, in the plan's order."""
        return np.array([affinity.get(s.id, 0.0) for s in self.plan.facts.sectors])


@dataclass(frozen=True)
class Column:
    """One criterion over all sites: states, values 0–1 (NaN unless scored), and its reasons."""

    state: npt.NDArray[np.str_]
    value: Floats
    cite: Callable[[int], tuple[str, str]]
    because: Callable[[int, str], str]
    optional: Bools | None = None  # rows that count only where they raise the total
    best: npt.NDArray[np.object_] | None = None  # id of the best element or place, None for none
    runner_up: npt.NDArray[np.object_] | None = None


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
    facts = _Facts(
        ids=tuple(str(i) for i in sites["id"]),
        names=tuple(str(n) for n in sites["name"]),
        mixes=_mixes(sites["sectors"]),
        functions=_functions(sites),
        peers=peers,
        own_peers=own_peers,
        parks=shapes(parks),
    )
    if (shapely.get_type_id(geometry) == 0).all() and not shapely.is_empty(geometry).any():
        return point_case(plan, np.asarray(shapely.get_coordinates(geometry)), **facts)
    return _shape_case(plan, geometry, facts)


class _Facts(TypedDict):
    """What a case holds of its sites beside their place."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    mixes: tuple[Mix, ...]
    functions: tuple[str | None, ...]
    peers: Peers | None
    own_peers: bool
    parks: Geometries | None


def point_case(
    plan: Plan,
    xy: Floats,
    *,
    mixes: Mix | Sequence[Mix],
    functions: str | Sequence[str | None] | None = None,
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
    mixes, functions : one for all points, or one a point.
    ids, names : empty texts by default.
    peers, own_peers : as in `case`.
    parks : geometries in EPSG:4549, or None.
    positions : of the districts of the points where they are known already, −1 outside.

    Raises
    ------
    LayerError
        A sector is none of the plan's.
    """
    n, index = len(xy), plan.districts
    if positions is None:
        positions = index.positions_at(xy)
    inside = positions >= 0
    each = (mixes,) * n if isinstance(mixes, Mapping) else tuple(mixes)
    return Case(
        plan=plan,
        ids=("",) * n if ids is None else tuple(ids),
        names=("",) * n if names is None else tuple(names),
        xy=xy,
        shapes=None,
        mixes=each,
        shares=_shares(plan, mixes, n),
        functions=_one_each(functions, n),
        district_shares=np.eye(len(index.codes) + 1)[positions, :-1],
        positions=positions,
        inside=inside,
        samples=Samples(xy, np.arange(n), np.ones(n), n),
        sample_positions=_nearest(index, xy, positions),
        peers=peers,
        own_peers=own_peers,
        parks=parks,
    )


def _shares(plan: Plan, mixes: Mix | Sequence[Mix], n: int) -> Floats:
    if isinstance(mixes, Mapping):
        return np.repeat(share_matrix(plan, (mixes,)), n, axis=0)
    return share_matrix(plan, tuple(mixes))


def _one_each(functions: str | Sequence[str | None] | None, n: int) -> tuple[str | None, ...]:
    given = functions is not None and not isinstance(functions, str)
    return tuple(functions) if given else (functions,) * n


def _nearest(index: DistrictIndex, xy: Floats, positions: Ints) -> Ints:
    """Return positions with that of the nearest district where a point has none."""
    outside = positions < 0
    if not outside.any():
        return positions
    near = positions.copy()
    near[outside] = index.positions_at(xy[outside], nearest=True)
    return near


def _shape_case(plan: Plan, geometry: Geometries, facts: _Facts) -> Case:
    """Return the columns of sites of which some are polygons."""
    metric = _areal(geometry)
    clipped = _clipped(metric, plan.districts.city)
    district_shares = plan.districts.shares(clipped)
    at = samples(clipped, cell_m=plan.facts.assumptions["grid"]["cell_m"])
    return Case(
        plan=plan,
        xy=anchors(metric),
        shapes=metric,
        shares=share_matrix(plan, facts["mixes"]),
        district_shares=district_shares,
        positions=plan.districts.main_positions(district_shares),
        inside=district_shares.sum(axis=1) > 0,
        samples=at,
        sample_positions=plan.districts.positions_at(at.xy, nearest=True),
        **facts,
    )


def _mixes(sectors: Iterable[object]) -> tuple[Mix, ...]:
    """Return a mix a site; what many sites share is read once."""
    kept = list(sectors)  # an object's id is its own only while it lives
    known = {id(one): one for one in kept}
    read = {key: as_mix(one) for key, one in known.items()}
    return tuple(read[id(one)] for one in kept)


def share_matrix(plan: Plan, mixes: tuple[Mix, ...]) -> Floats:
    """Return sites × sectors of the plan."""
    order = {s.id: i for i, s in enumerate(plan.facts.sectors)}
    if unknown := sorted({s for mix in mixes for s in mix} - order.keys()):
        raise LayerError(f"Sectors {unknown} are none of the plan's: {', '.join(order)}.")
    matrix = np.zeros((len(mixes), len(order)))
    for row, mix in enumerate(mixes):
        for sector, share in mix.items():
            matrix[row, order[sector]] = share
    return matrix


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


def _areal(sites: Geometries) -> Geometries:
    """Return sites whose polygons are valid; only what has no area (a spike) is taken off."""
    geometries = sites.copy()
    bad = []
    for row in np.flatnonzero(~shapely.is_valid(geometries) | shapely.is_empty(geometries)):
        parts = shapely.get_parts(shapely.make_valid(geometries[row], method="structure"))
        mended = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
        same = abs(mended.area - geometries[row].area) <= SAME_AREA_M2
        if mended.is_empty or not same:
            bad.append(int(row))
        geometries[row] = mended
    if bad:
        raise LayerError(f"Sites at rows {bad} have no area or cross themselves. Mend the polygon.")
    return geometries


def _clipped(sites: Geometries, city: shapely.Geometry) -> Geometries:
    """Return sites with polygons cut to the city; points stay."""
    geometries = sites.copy()
    cut = (shapely.get_type_id(geometries) != 0) & ~shapely.contains_properly(city, geometries)
    geometries[cut] = shapely.intersection(geometries[cut], city)
    return geometries
