"""A few sites at a time, ready for the draws: their samples, and their districts draw by draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.case import Bools, Case
from layers.districts import DistrictIndex
from layers.elements import Geometries
from layers.membership import Floats
from layers.nearest import Ints
from layers.uncertainty_distance import Offsets, edges, loops

MOST_SAMPLES = 200  # of one polygon; a larger one is drawn on as many of its cells, spread evenly
STRIP_M = 10_000.0  # neighbours are taken together, strip by strip
NUMBERS = 500_000  # samples × draws at a time


@dataclass(frozen=True)
class Rows:
    """Sites of a case with their districts as positions in the index: × draws, or × 1."""

    case: Case
    at: Ints  # their rows in the case
    sectors: Floats  # sites × sectors: their shares
    xy: Floats  # samples × 2, EPSG:4549
    starts: Ints  # first sample of each site
    weight: Floats  # of each sample, 1 in sum for each site
    thinned: Bools  # sites drawn on some of their samples only
    codes: Ints  # main district, sites × draws
    sample_codes: Ints  # district of each sample, samples × draws
    still_codes: Ints  # the same where nothing moves, samples × 1
    areal: Ints  # the sites that are polygons
    shares: Floats  # of these × draws × districts

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.at)

    def still(self) -> Rows:
        """Return the same sites where no border moves."""
        return replace(
            self,
            codes=self.case.positions[self.at, None],
            sample_codes=self.still_codes,
            shares=_shares(self.case, self.at[self.areal]),
        )

    def samples_of(self, sites: Ints) -> tuple[Ints, Ints]:
        """Return the samples of some sites, site by site, and where each site starts in them."""
        sizes = np.diff(np.append(self.starts, len(self.xy)))[sites]
        return ranges(self.starts[sites], sizes), np.cumsum(sizes) - sizes

    def mean(self, values: Floats, samples: Ints, first: Ints) -> Floats:
        """Return the weighted mean of sample values (samples × draws) over the samples of sites."""
        if len(first) == len(values):
            return values
        return np.asarray(np.add.reduceat(self.weight[samples, None] * values, first, axis=0))


@dataclass(frozen=True)
class Sampled:
    """The samples of a case in the order of its sites."""

    order: Ints
    starts: Ints
    sizes: Ints

    def of(self, rows: Ints, most: int) -> tuple[Ints, Ints]:
        """Return at most `most` samples of each of some sites, spread evenly, and how many."""
        sizes = self.sizes[rows]
        kept = np.minimum(sizes, most)
        site = np.repeat(np.arange(len(rows)), kept)
        step = ranges(np.zeros_like(kept), kept)
        return self.order[self.starts[rows][site] + step * sizes[site] // kept[site]], kept


def sampled(case: Case) -> Sampled:
    """Return where the samples of each site are."""
    sizes = np.bincount(case.samples.site, minlength=len(case))
    order = np.argsort(case.samples.site, kind="stable")
    return Sampled(order, np.cumsum(sizes) - sizes, sizes)


def chunks(case: Case, at: Sampled, offsets: Offsets) -> Iterator[tuple[Ints, Offsets | None]]:
    """Yield the sites inside the city a few at a time, those near a district border apart.

    Only these change districts, with `offsets`: whose geometry lies within the longest offset of
    a border.
    """
    border = _near_border(case, offsets.reach_m) & case.inside
    sizes = np.minimum(at.sizes, MOST_SAMPLES)
    most = max(NUMBERS // len(offsets.xy), 1)
    for group, moved in ((case.inside & ~border, None), (border, offsets)):
        rows = np.flatnonzero(group)
        east, north = case.xy[rows].T
        together = rows[np.lexsort((east, north // STRIP_M))]  # few places are near all of them
        for portion in _portions(together, sizes, most):
            yield portion, moved


def rows_of(
    case: Case, at: Ints, samples: Sampled, offsets: Offsets | None, *, most: int = MOST_SAMPLES
) -> Rows:
    """Return some sites of a case, with the district borders moved by `offsets` if any."""
    keep, kept = samples.of(at, most)
    thinned = samples.sizes[at] > kept
    weight = case.samples.weight[keep]
    first = np.cumsum(kept) - kept
    if thinned.any():
        total = np.where(thinned, np.add.reduceat(weight, first), 1.0)
        weight = weight / np.repeat(total, kept)
    areal = _areal(case, at)
    found = Rows(
        case=case,
        at=at,
        sectors=case.kind_shares[case.kind[at]],
        xy=np.ascontiguousarray(case.samples.xy[keep]),
        starts=first,
        weight=weight,
        thinned=thinned,
        codes=case.positions[at, None],
        sample_codes=case.sample_positions[keep, None],
        still_codes=case.sample_positions[keep, None],
        areal=areal,
        shares=_shares(case, at[areal]),
    )
    return found if offsets is None else _moved(found, offsets)


def ranges(starts: Ints, sizes: Ints) -> Ints:
    """Return start, start + 1, … of each range, one after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    first = np.cumsum(sizes) - sizes
    return np.asarray(np.repeat(starts - first, sizes) + np.arange(sizes.sum()))


def _portions(rows: Ints, sizes: Ints, most: int) -> Iterator[Ints]:
    """Yield rows a chunk of at most about `most` samples at a time."""
    if len(rows):
        chunk = np.cumsum(sizes[rows]) // most
        yield from np.split(rows, np.flatnonzero(np.diff(chunk)) + 1)


def _areal(case: Case, at: Ints) -> Ints:
    if case.shapes is None:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(shapely.get_type_id(case.shapes[at]) != 0)


def _shares(case: Case, areal: Ints) -> Floats:
    """Return polygons × 1 × districts: how much of each lies in which."""
    if case.areas is None:
        return np.empty((0, 1, len(case.plan.districts.codes)))
    return case.areas[areal, None, :]


def _near_border(case: Case, reach: float) -> Bools:
    """Return which sites lie within `reach` metres of any district border."""
    if reach <= 0:
        return np.zeros(len(case), dtype=bool)
    borders = shapely.multilinestrings(shapely.get_parts(case.plan.districts.borders))
    shapely.prepare(borders)
    return np.asarray(shapely.dwithin(borders, case.geometry, reach))


def _moved(rows: Rows, offsets: Offsets) -> Rows:
    """Return the sites with the districts that they and their samples have in each draw."""
    index = rows.case.plan.districts
    samples = moved_codes(index, rows.xy, rows.still_codes[:, 0], offsets)
    codes = samples
    shares = np.empty((len(rows.areal), len(offsets.xy), len(index.codes)))
    if rows.case.shapes is not None:
        codes = samples[rows.starts]
        for k, row in enumerate(rows.at[rows.areal]):
            shares[k] = _moved_shares(rows.case, row, offsets.xy)
        codes[rows.areal] = shares.argmax(axis=2)
    return replace(rows, codes=codes, sample_codes=samples, shares=shares)


def moved_codes(index: DistrictIndex, xy: Floats, here: Ints, offsets: Offsets) -> Ints:
    """Return the district of each point, points × draws; one moved off the city keeps its own."""
    out = np.repeat(here[:, None], len(offsets.xy), axis=1)
    if compiled := loops(out.size):
        each = [edges(polygon) for polygon in index.polygons]
        start = np.cumsum([0, *map(len, each)])
        compiled.districts(xy, *offsets.sorted, offsets.order, np.vstack(each), start, out)
        return out
    rows, near = index.tree.query(shapely.points(xy), predicate="dwithin", distance=offsets.reach_m)
    shapely.prepare(index.polygons)
    for row, code in sorted(zip(rows, near, strict=True), key=lambda pair: -pair[1]):
        at = xy[row] - offsets.xy
        out[row, shapely.intersects_xy(index.polygons[code], at[:, 0], at[:, 1])] = code
    return out


def _moved_shares(case: Case, row: int, offsets: Floats) -> Floats:
    """Return draws × districts: the share of a polygon in each; off the city it keeps its own."""
    index, shape = case.plan.districts, case.geometry[row]
    here = _shares(case, np.array([row]))[0, 0]
    area = np.zeros((len(offsets), len(here)))
    moved = _translated(shape, -offsets)
    window = shapely.box(*shapely.total_bounds(moved))
    for code in index.tree.query(window, predicate="intersects"):
        local = shapely.intersection(index.polygons[code], window)
        area[:, code] = shapely.area(shapely.intersection(local, moved))
    total = area.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, area / np.where(total > 0, total, 1.0), here))


def _translated(shape: shapely.Geometry, offsets: Floats) -> Geometries:
    """Return one copy of `shape` an offset."""
    copies = np.repeat(np.array([shape], dtype=object), len(offsets))
    step = np.repeat(offsets, shapely.get_num_coordinates(shape), axis=0)
    return np.asarray(shapely.transform(copies, lambda xy: xy + step))
