"""The nearest change that lifts a site's grade: a small move, or one sector for another.

Moves lie on rings of RINGS_M around the site, in BEARINGS directions, on land inside the city;
along the directions that succeed first the distance is refined to STEP_M. Sector changes swap one
sector of the mix for one it does not have, the smallest share first. Every change told was scored
with the same data and weights; a smaller one between the tested moves may exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely

from layers.case import Case, shaped
from layers.elements import Geometries
from layers.kinds import Ints
from layers.peers import Mix, Peers, normal_name
from layers.setting import Setting, setting
from layers.totals import GRADES
from layers.wording import text

RINGS_M = (250, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12500, 15000)
BEARINGS = 16
STEP_M = 50
AROUND_DEG = 360.0


class Rating(NamedTuple):
    """What one tried site comes to: its total 0–100 (NaN where null) and its grade."""

    total: float
    grade: str | None


Rate = Callable[[Case], Sequence[Rating]]


class Move(NamedTuple):
    """One tried move, and the district it ends in."""

    radius_m: int
    bearing_deg: float
    district: str
    rating: Rating


@dataclass(frozen=True)
class Site:
    """One site of a case and what it is tried with."""

    case: Case
    row: int
    grade: str
    rate: Rate

    @property
    def mix(self) -> Mix:
        """Return its sectors."""
        return self.case.mixes[self.row]

    @cached_property
    def here(self) -> Setting:
        """Return its own setting, itself no peer: what all its moves have in common."""
        return self._setting([self.mix])

    def moved(self, shapes: Geometries) -> Sequence[Rating]:
        """Return the rating of the site in other places (EPSG:4549)."""
        return self._rated(self.here, shapes, np.zeros(len(shapes), dtype=np.intp))

    def changed(self, mixes: Sequence[Mix]) -> Sequence[Rating]:
        """Return the rating of the site with other sectors."""
        shapes = np.repeat(self.case.geometry[[self.row]], len(mixes))
        return self._rated(self._setting(mixes), shapes, np.arange(len(mixes)))

    def _setting(self, mixes: Sequence[Mix]) -> Setting:
        case = self.case
        functions, others = [case.functions[self.row]] * len(mixes), _other_peers(case, self.row)
        return setting(case.plan, mixes, functions, others, parks=case.setting.parks)[0]

    def _rated(self, common: Setting, shapes: Geometries, kind: Ints) -> Sequence[Rating]:
        names = [self.case.names[self.row]] * len(shapes)
        return self.rate(shaped(common, shapes, kind=kind, names=names)) if len(shapes) else []

    def lifted(self, rating: Rating) -> bool:
        """Say whether a rating is better than the site's own, and not the lowest of all."""
        return _rank(rating.grade) < min(_rank(self.grade), len(GRADES) - 1)


def improvements(
    case: Case, grades: Sequence[str | None], rate: Rate, lang: str
) -> list[str | None]:
    """Return for each site a sentence on the nearest change, None where nothing better is found.

    Parameters
    ----------
    case : the scored sites.
    grades : their grades; the best and those outside the city get none.
    rate : scores other sites with the same weights.
    lang : zh or en.
    """
    sites = (Site(case, row, g, rate) if g else None for row, g in enumerate(grades))
    return [_improvement(site, lang) if site else None for site in sites]


def _improvement(site: Site, lang: str) -> str | None:
    if site.grade == GRADES[0] or not site.mix:
        return None
    found = [s for s in (_nearest_move(site, lang), _smallest_swap(site, lang)) if s]
    return text("join", lang).join(found) + text("improve.note", lang) if found else None


def _nearest_move(site: Site, lang: str) -> str | None:
    """Return the sentence on the shortest tested move that lifts the grade."""
    bearings = np.arange(BEARINGS) * AROUND_DEG / BEARINGS
    coarse = [m for m in _moves(site, RINGS_M, bearings) if site.lifted(m.rating)]
    if not coarse:
        return None
    ring = min(m.radius_m for m in coarse)
    inner = max((r for r in RINGS_M if r < ring), default=0)
    first = [m.bearing_deg for m in coarse if m.radius_m == ring]
    fine = _moves(site, range(inner + STEP_M, ring, STEP_M), first)
    lifted = [m for m in fine if site.lifted(m.rating)] + [m for m in coarse if m.radius_m == ring]
    best = min(lifted, key=lambda m: (m.radius_m, -m.rating.total, m.bearing_deg))
    return text(
        "improve.move",
        lang,
        km=best.radius_m / 1000.0,
        bearing=text(f"improve.bearing.{int((best.bearing_deg + 22.5) // 45) % 8}", lang),
        degrees=best.bearing_deg,
        district=site.case.plan.districts.name(best.district, lang),
        **_reached(best.rating, lang),
    )


def _moves(site: Site, radii: Iterable[int], bearings: Iterable[float]) -> list[Move]:
    """Return the rated moves that end on land inside the city."""
    tried = [(r, b) for r in radii for b in bearings]
    angle = np.radians([b for _, b in tried])
    step = np.array([r for r, _ in tried])[:, None] * np.stack([np.sin(angle), np.cos(angle)], 1)
    shape = site.case.geometry[site.row]
    anchors = site.case.xy[site.row] + step
    codes = site.case.plan.districts.at(anchors)
    dry = ~shapely.intersects_xy(site.case.plan.water, *anchors.T)
    used = [k for k, code in enumerate(codes) if code is not None and dry[k]]
    shapes = [shapely.transform(shape, lambda xy, d=d: xy + d) for d in step[used]]
    ratings = site.moved(np.array(shapes, dtype=object))
    return [Move(*tried[k], codes[k], r) for k, r in zip(used, ratings, strict=True)]


def _smallest_swap(site: Site, lang: str) -> str | None:
    """Return the sentence on the sector whose change lifts the grade with the least share."""
    sectors = {s.id: s for s in site.case.plan.facts.sectors}
    swaps = [(old, new) for old in site.mix for new in sectors if new not in site.mix]
    mixes = [{(new if k == old else k): v for k, v in site.mix.items()} for old, new in swaps]
    ratings = site.changed(mixes)
    good = [(*s, r) for s, r in zip(swaps, ratings, strict=True) if site.lifted(r)]
    if not good:
        return None
    old, new, rating = min(good, key=lambda g: (site.mix[g[0]], -g[2].total, g[:2]))
    names = {k: s.name_en if lang == "en" else s.name for k, s in sectors.items()}
    return text("improve.swap", lang, old=names[old], new=names[new], **_reached(rating, lang))


def _reached(rating: Rating, lang: str) -> dict[str, object]:
    return {"grade": text(f"grade.{rating.grade}", lang), "total": rating.total}


def _rank(grade: str | None) -> int:
    """Return 0 for the best grade; what the plan is silent on comes last."""
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def _other_peers(case: Case, row: int) -> Peers | None:
    """Return the peers without the record of the site itself, which would move along."""
    peers = case.peers
    if peers is None:
        return None
    apart = np.hypot(*(peers.xy - case.xy[row]).T)
    near = apart <= case.plan.facts.assumptions["peers"]["same_m"]
    same = near & (np.array(peers.names, dtype=object) == normal_name(case.names[row]))
    if case.own_peers:
        same |= np.array(peers.ids, dtype=object) == case.ids[row]
    return peers.only(np.flatnonzero(~same))
