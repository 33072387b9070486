"""A few sites at a time, ready for the draws: their samples, and their districts draw by draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from layers.case import Bools, Case
from layers.districts import DistrictIndex
from layers.membership import Floats
from layers.nearest import Ints
from layers.samples import Samples
from layers.uncertainty_streams import reach_m

MOST_SAMPLES = 200  # of one polygon; a larger one is drawn on as many of its cells, spread evenly
CHUNK = 250  # samples at a time

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Rows:
    """Sites of a case with their districts as positions in the index: × draws, or × 1."""

    case: Case
    at: Ints  # their rows in the whole case
    xy: Floats  # samples × 2, EPSG:4549
    starts: Ints  # first sample of each site
    weight: Floats  # of each sample, 1 in sum for each site
    thinned: Bools  # sites drawn on some of their samples only
    codes: Ints  # main district, sites × draws
    sample_codes: Ints  # district of each sample, samples × draws
    still_codes: Ints  # the same where nothing moves, samples × 1
    shares: Floats  # sites × draws × districts

    def still(self) -> Rows:
        """Return the same sites where no border moves."""
        return replace(
            self,
            codes=self.case.positions[:, None],
            sample_codes=self.still_codes,
            shares=self.case.district_shares[:, None, :],
        )

    def samples_of(self, sites: Ints) -> tuple[Ints, Ints]:
        """Return the samples of some sites, site by site, and where each site starts in them."""
        sizes = np.diff(np.append(self.starts, len(self.xy)))[sites]
        first = np.cumsum(sizes) - sizes
        used = np.repeat(self.starts[sites] - first, sizes) + np.arange(sizes.sum())
        return used, first

    def mean(self, values: Floats, used: Ints, first: Ints) -> Floats:
        """Return the weighted mean of sample values (samples × draws) over the samples of sites."""
        if len(first) == len(values):
            return values
        return np.asarray(np.add.reduceat(self.weight[used, None] * values, first, axis=0))


def chunks(case: Case, offsets: Floats) -> Iterator[Rows]:
    """Yield the sites inside the city, those near a district border apart from the others.

    Only these change districts: whose geometry lies within the longest offset of a border.
    """
    border = _near_border(case, reach_m(offsets)) & case.inside
    sizes = np.bincount(case.samples.site, minlength=len(case))
    for group, moved in ((case.inside & ~border, None), (border, offsets)):
        for rows in _portions(np.flatnonzero(group), np.minimum(sizes, MOST_SAMPLES)):
            yield _rows(case, rows, moved)


def part_of(case: Case, rows: Ints) -> Case:
    """Return the case of some of its sites, in the order of `rows`."""
    index, weight, ends = _sampled(case.samples, rows)
    samples = Samples(
        case.samples.xy[index],
        np.repeat(np.arange(len(rows)), np.diff(ends)),
        weight,
        len(rows),
    )
    return replace(
        case,
        ids=tuple(case.ids[r] for r in rows),
        names=tuple(case.names[r] for r in rows),
        xy=case.xy[rows],
        shapes=None if case.shapes is None else case.shapes[rows],
        mixes=tuple(case.mixes[r] for r in rows),
        shares=case.shares[rows],
        functions=tuple(case.functions[r] for r in rows),
        district_shares=case.district_shares[rows],
        positions=case.positions[rows],
        inside=case.inside[rows],
        samples=samples,
        sample_positions=case.sample_positions[index],
    )


def _portions(rows: Ints, sizes: Ints) -> Iterator[Ints]:
    """Yield rows a chunk at a time."""
    if len(rows):
        chunk = np.cumsum(sizes[rows]) // CHUNK
        yield from np.split(rows, np.flatnonzero(np.diff(chunk)) + 1)


def _sampled(samples: Samples, rows: Ints) -> tuple[Ints, Floats, Ints]:
    """Return the samples of `rows` site by site, their weights, and where each site starts."""
    order = np.argsort(samples.site, kind="stable")
    ends = np.searchsorted(samples.site[order], np.arange(samples.sites + 1))
    found = [order[ends[r] : ends[r + 1]] for r in rows]
    index = np.concatenate(found) if found else np.empty(0, dtype=np.intp)
    return index, samples.weight[index], np.cumsum([0, *map(len, found)])


def _rows(case: Case, rows: Ints, offsets: Floats | None) -> Rows:
    part = part_of(case, rows)
    keep, weight, starts, thinned = _thin(part.samples)
    xy = part.samples.xy[keep]
    index = part.plan.districts
    codes = part.positions[:, None]
    still_codes = part.sample_positions[keep][:, None]
    sample_codes = still_codes
    shares = part.district_shares[:, None, :]
    if offsets is not None:
        sample_codes = _moved_codes(index, xy, still_codes[:, 0], offsets)
        shares = np.array([_moved_shares(part, row, offsets) for row in range(len(part))])
        codes = shares.argmax(axis=2)
    return Rows(
        case=part,
        at=rows,
        xy=xy,
        starts=starts,
        weight=weight,
        thinned=thinned,
        codes=codes,
        sample_codes=sample_codes,
        still_codes=still_codes,
        shares=shares,
    )


def _thin(samples: Samples) -> tuple[Ints, Floats, Ints, Bools]:
    """Return at most MOST_SAMPLES samples a site, evenly: index, weights, starts, thinned."""
    sizes = np.bincount(samples.site, minlength=samples.sites)
    first = np.cumsum(sizes) - sizes
    kept = np.minimum(sizes, MOST_SAMPLES)
    picks = [f + np.arange(k) * s // k for f, s, k in zip(first, sizes, kept, strict=True)]
    index = np.concatenate(picks)
    site = samples.site[index]
    total = np.bincount(site, weights=samples.weight[index], minlength=samples.sites)
    weight = samples.weight[index] / np.where(sizes > kept, total, 1.0)[site]
    return index, weight, np.cumsum(kept) - kept, sizes > kept


def _near_border(case: Case, reach: float) -> Bools:
    """Return which sites lie within `reach` metres of any district border."""
    if reach <= 0:
        return np.zeros(len(case), dtype=bool)
    borders = shapely.multilinestrings(shapely.get_parts(case.plan.districts.borders))
    shapely.prepare(borders)
    return np.asarray(shapely.dwithin(borders, case.geometry, reach))


def _moved_codes(index: DistrictIndex, xy: Floats, here: Ints, offsets: Floats) -> Ints:
    """Return the district of each point, points × draws; one moved off the city keeps its own."""
    out = np.repeat(here[:, None], len(offsets), axis=1)
    points, reach = shapely.points(xy), reach_m(offsets)
    rows, near = index.tree.query(points, predicate="dwithin", distance=reach)
    shapely.prepare(index.polygons)
    for row, code in sorted(zip(rows, near, strict=True), key=lambda pair: -pair[1]):
        moved = xy[row] - offsets
        out[row, shapely.intersects_xy(index.polygons[code], moved[:, 0], moved[:, 1])] = code
    return out


def _moved_shares(case: Case, row: int, offsets: Floats) -> Floats:
    """Return draws × districts: the share of one site in each; off the city it keeps its own."""
    index, shape = case.plan.districts, case.geometry[row]
    here = case.district_shares[row]
    if shapely.get_type_id(shape) == 0:
        codes = _moved_codes(index, case.xy[[row]], here.argmax(keepdims=True), offsets)[0]
        return np.asarray(np.eye(len(here))[codes])
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
