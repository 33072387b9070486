"""The sites to be scored, laid out as columns: what every criterion measures from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_metric
from layers.districts import Codes, Ints
from layers.elements import Element
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
    geometry: gpd.GeoSeries
    anchors: npt.NDArray[np.object_]
    mixes: tuple[Mix, ...]
    shares: Floats  # sites × sectors of the plan, rows sum to 1 (or 0 without a sector)
    functions: tuple[str | None, ...]
    district_shares: Floats  # sites × districts
    districts: Codes  # code of the largest share, None outside the city
    inside: Bools  # which sites lie in the city, wholly or in part
    samples: Samples
    sample_districts: Codes
    peers: Peers | None
    own_peers: bool  # peers are the rows of the same file: equal ids are the same record
    parks: npt.NDArray[np.object_] | None  # industrial parks for K5, None without such a layer

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.ids)

    @cached_property
    def xy(self) -> Floats:
        """Return easting and northing of each anchor in metres."""
        return np.asarray(shapely.get_coordinates(self.anchors))

    @cached_property
    def positions(self) -> Ints:
        """Return the position of each site's district, −1 outside the city."""
        return self.plan.districts.positions(self.districts)

    @cached_property
    def sample_positions(self) -> Ints:
        """Return the position of each sample's district."""
        return self.plan.districts.positions(self.sample_districts)

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
    metric = _areal(to_metric(sites).geometry.reset_index(drop=True))
    clipped = _clipped(metric, plan.districts.city)
    district_shares = plan.districts.shares(clipped)
    mixes = _mixes(sites["sectors"])
    at = samples(clipped, cell_m=plan.facts.assumptions["grid"]["cell_m"])
    return Case(
        plan=plan,
        ids=tuple(str(i) for i in sites["id"]),
        names=tuple(str(n) for n in sites["name"]),
        geometry=metric,
        anchors=anchors(metric).to_numpy(),
        mixes=mixes,
        shares=share_matrix(plan, mixes),
        functions=_functions(sites),
        district_shares=district_shares,
        districts=plan.districts.main(district_shares),
        inside=district_shares.sum(axis=1) > 0,
        samples=at,
        sample_districts=plan.districts.at(at.points, nearest=True),
        peers=peers,
        own_peers=own_peers,
        parks=shapes(parks),
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


def shapes(layer: gpd.GeoDataFrame | None) -> npt.NDArray[np.object_] | None:
    """Return the geometries (EPSG:4549) of a layer, None where it has none."""
    if layer is None:
        return None
    used = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    return to_metric(used).geometry.to_numpy() if len(used) else None


def _functions(sites: gpd.GeoDataFrame) -> tuple[str | None, ...]:
    if "function" not in sites:
        return (None,) * len(sites)
    return tuple(f if isinstance(f, str) and f else None for f in sites["function"])


def _areal(sites: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return sites whose polygons are valid; only what has no area (a spike) is taken off."""
    geometries = sites.to_numpy().copy()
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
    return gpd.GeoSeries(geometries, crs=sites.crs)


def _clipped(sites: gpd.GeoSeries, city: shapely.Geometry) -> gpd.GeoSeries:
    """Return sites with polygons cut to the city; points stay."""
    geometries = sites.to_numpy().copy()
    cut = (shapely.get_type_id(geometries) != 0) & ~shapely.contains_properly(city, geometries)
    geometries[cut] = shapely.intersection(geometries[cut], city)
    return gpd.GeoSeries(geometries, crs=sites.crs)
