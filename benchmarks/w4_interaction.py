"""W4: what a click in the app asks for, beside doing all of it again.

Change a weight over many sites; move one site; edit one belt.
"""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.w1_points import points
from layers.case import Case
from layers.case import points as laid_out
from layers.crs import METRIC
from layers.model import Plan
from layers.nearest import Segments
from layers.score import Scores, assess, assessed, reweighted
from layers.setting import setting

Way = Callable[[], object]
POINTS = 100_000  # measured from the edited belt
EAST_M = np.array([100.0, 0.0])  # how far the edited belt is moved


def changed_weights(plan: Plan, count: int) -> tuple[Way, Way]:
    """Return scoring all sites again under other weights, and only weighing them again."""
    given = points(plan, count)
    mixes = [{sector.id: 1.0} for sector in plan.facts.sectors]
    ids = [c.id for c in plan.facts.criteria]
    weights = {name: float(len(ids) - k) for k, name in enumerate(ids)}
    total = sum(weights.values())
    weights = {name: w / total for name, w in weights.items()}
    peers = plan.peers()

    def laid() -> Case:
        common, kinds = setting(plan, mixes, [None] * len(mixes), peers)
        return laid_out(common, given.xy.copy(), kind=kinds[given.sector])

    known = assessed(laid())
    again = assessed(laid(), weights=weights)
    assert np.allclose(reweighted(known, weights).total, again.total, atol=1e-9, equal_nan=True)
    return (lambda: assessed(laid(), weights=weights)), (lambda: reweighted(known, weights))


def edited_belt(plan: Plan) -> tuple[Way, Way]:
    """Return measuring POINTS from an edited belt by GEOS, and making its cells anew."""
    part = max((p for e in plan.elements for p in e.parts), key=lambda p: len(p.segments.start))
    given = points(plan, POINTS)
    seen = shapely.points(given.xy)
    moved = [shapely.transform(line, lambda xy: xy + EAST_M) for line in part.lines]
    shape = shapely.multilinestrings(moved)

    def ours() -> object:
        return Segments(moved).distance_m(given.xy)

    assert np.abs(ours() - shapely.distance(shape, seen)).max() <= 1e-9
    return (lambda: shapely.distance(shape, seen)), ours


def moved_site(plan: Plan) -> tuple[Way, Way]:
    """Return scoring one site from its GeoDataFrame, and where it has moved to.

    What does not depend on the place is kept, as the search for a better place keeps it
    (`layers.improve`), and surfaces do from window to window.
    """
    peers = plan.peers()
    mix = {plan.facts.sectors[0].id: 1.0}
    x, y = np.array(plan.districts.city.centroid.coords[0])
    site = gpd.GeoDataFrame(
        {"id": ["1"], "name": ["1"], "sectors": [mix], "function": [None]},
        geometry=shapely.points([[x, y]]),
        crs=METRIC,
    )
    common, _ = setting(plan, [mix], [None], peers)
    place = np.array([[x, y]])

    def ours() -> Scores:
        return assessed(laid_out(common, place))

    assert abs(ours().total[0] - assess(plan, site, peers=peers).total[0]) <= 1e-9
    return (lambda: assess(plan, site, peers=peers)), ours
