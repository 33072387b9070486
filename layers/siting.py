"""Where new clusters would serve the plan best: candidates and rules → chosen sites with reasons.

Demand is a sector on a 5 km stretch of a ring, axis or belt inside one district, or in a whole
district that a clause ties to the sector; a site serves it by S·a·share (scoring method, §2). The
choice maximises what is served on top of the existing clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np

from layers.case import Case, case
from layers.crs import to_store
from layers.errors import Fault, InputError
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Mix
from layers.peers import peers as peers_of
from layers.score import assess, score
from layers.siting_bound import program_bound
from layers.siting_candidates import REACH, Check, Rules, candidates, no_check
from layers.siting_demand import Demand, Ints, Source, services, sources
from layers.siting_prices import STEPS, Pricing
from layers.siting_problem import TIE, Problem
from layers.siting_reasons import reasons, told
from layers.siting_search import Step, better, greedy
from layers.wording_siting import text

QUICK, RELAXED, OPTIMUM = "submodular", "relaxation", "optimum"
TIED = 2_000  # candidates whose scores are asked for at a time
OWN = ("order", "gain", "serves")  # columns of the chosen sites beside those they came with

Json = dict[str, Any]


@dataclass(frozen=True)
class Siting:
    """The chosen sites and how good the choice is.

    `sites` (EPSG:4326) has id, name, sectors, function, the candidates' own columns and OWN;
    `results` what `layers.score` says of each; `picks` the reasons, one object a site. `value` is
    the demand newly served, `before` what existing clusters serve, `demands` how many demands
    there are, `bound` what no choice can exceed, by `method`.
    """

    sites: gpd.GeoDataFrame
    results: list[Json]
    picks: list[Json]
    demands: int
    before: float
    value: float
    bound: float
    method: str
    notes: tuple[Fault, ...]

    @property
    def gap(self) -> float:
        """Return how far the choice may be from the best, 0–1 of the bound."""
        return max(0.0, 1.0 - self.value / self.bound) if self.bound > 0 else 0.0


@dataclass(frozen=True)
class Options:
    """How hard to try: exchange picks after the greedy choice, and bound it by programming."""

    improve: bool = False
    bound: bool = False


def choose_sites(
    plan: Plan,
    mix: Mix,
    count: int,
    *,
    rules: Rules,
    existing: gpd.GeoDataFrame | None,
    given: gpd.GeoDataFrame | None = None,
    options: Options | None = None,
    check: Check = no_check,
    lang: str = "zh",
) -> Siting:
    """Return up to `count` sites for new clusters, each with its reasons.

    Greedy, so that fewer sites are the first of more; equal gains go by score, then id.

    Parameters
    ----------
    plan : facts and geometry; assumptions `siting` are read.
    mix : sector → share of every new cluster; what candidates carry themselves is not used.
    count : how many sites, at least 1.
    rules : spacing, district limit, districts and areas left out.
    existing : clusters that are there already (id, name, sectors, geometry; any CRS), or None.
    given : the user's points or parcels (id, name, geometry, own columns), or None for the grid.
    options : local search and the bound by integer programming; neither by default.
    check : called between the steps of the search; what it raises ends the search.
    lang : zh or en, for the sentences only.

    Raises
    ------
    InputError
        E-SIT-01 a rule leaves no candidate, E-SIT-02 no clause asks for the sectors, E-SIT-03
        existing clusters already serve all that a candidate could.
    ValueError
        The count is less than 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}, must be at least 1")
    options = options or Options()
    there = None if existing is None or existing.empty else existing
    pool, left_out, demands, problem = posed(plan, mix, rules, there, given=given, check=check)
    steps, notes, pricing = _chosen(problem, count, options)
    bound, method = _bounded(problem, steps, pricing, options)
    sites = _sites(pool, steps, named=given is None, lang=lang)
    results = score(plan, sites, peers=there, lang=lang)
    picks = list(reasons(plan, problem, demands, steps, sites, results))
    return Siting(
        sites=told(plan, sites, picks, lang),
        results=results,
        picks=picks,
        demands=len(demands),
        before=float(problem.base.sum()),
        value=problem.value([s.row for s in steps]),
        bound=bound,
        method=method,
        notes=(*(Fault("W-SIT-03", {"rule": r, "n": n}) for r, n in left_out.items()), *notes),
    )


def posed(
    plan: Plan,
    mix: Mix,
    rules: Rules,
    existing: gpd.GeoDataFrame | None,
    *,
    given: gpd.GeoDataFrame | None = None,
    check: Check = no_check,
) -> tuple[gpd.GeoDataFrame, dict[str, int], tuple[Demand, ...], Problem]:
    """Return the candidates, how many each rule left out, the demands, and the choice to be made.

    Parameters and errors are those of `choose_sites`; E-SIT-03 does not occur.
    """
    asked = sources(plan, list(mix))
    if not asked:
        raise InputError(Fault("E-SIT-02", {"sectors": "、".join(mix)}))
    laid = None if existing is None else case(plan, existing, None, own_peers=False)
    pool, left_out = candidates(plan, given, rules, _anchors(laid, mix), check)
    pool = _ready(pool, mix)
    demands, problem = _problem(plan, pool, laid, asked, rules, check)
    problem = replace(problem, scores=_Support(plan, pool, existing, check))
    return pool, left_out, demands, problem


def _anchors(existing: Case | None, mix: Mix) -> Floats:
    """Return where existing clusters with any of the sectors are (n × 2, EPSG:4549)."""
    if existing is None:
        return np.empty((0, 2))
    return existing.xy[[bool(own.keys() & mix.keys()) for own in existing.mixes]]


def _ready(pool: gpd.GeoDataFrame, mix: Mix) -> gpd.GeoDataFrame:
    """Return candidates with the mix of the new clusters; own columns give way to OWN."""
    for name in OWN:
        other = name
        while other in pool:
            other += "_"
        pool = pool.rename(columns={name: other})
    return pool.assign(sectors=[dict(mix)] * len(pool), function=pool.get("function"))


class _Support:
    """Plan support of candidates, 0–100 or NaN: asked for ties only, each measured once."""

    def __init__(
        self,
        plan: Plan,
        pool: gpd.GeoDataFrame,
        peers: gpd.GeoDataFrame | None,
        check: Check,
    ) -> None:
        self.plan, self.pool, self.check = plan, pool, check
        same_m = plan.facts.assumptions["peers"]["same_m"]
        self.peers = None if peers is None else peers_of(peers, same_m=same_m)
        self.known = np.full(len(pool), np.inf)

    def __call__(self, rows: Ints) -> Floats:
        """Return the support of some rows."""
        new = rows[np.isinf(self.known[rows])]
        for start in range(0, len(new), TIED):
            self.check()
            some = new[start : start + TIED]
            self.known[some] = assess(self.plan, self.pool.iloc[some], peers=self.peers).total
        return self.known[rows]


def _problem(
    plan: Plan,
    pool: gpd.GeoDataFrame,
    existing: Case | None,
    asked: Sequence[Source],
    rules: Rules,
    check: Check,
) -> tuple[tuple[Demand, ...], Problem]:
    """Return the demands, and the candidates with what they and the existing clusters serve."""
    new = case(plan, pool, None, own_peers=False)
    check()
    cases = [new] if existing is None else [new, existing]
    demands, served = services(plan, asked, cases, check)
    if not (served[0].value > 0).any():
        raise InputError(Fault("E-SIT-01", {"rule": REACH, "n": len(pool)}))
    count = len(demands)
    return demands, Problem(
        service=served[0],
        base=np.zeros(count) if existing is None else served[1].best(count),
        xy=new.xy,
        district=new.districts,
        ids=np.array(new.ids, dtype=object),
        scores=lambda rows: np.zeros(len(rows)),
        spacing_m=rules.spacing_m,
        per_district=rules.per_district,
        check=check,
    )


def _chosen(
    problem: Problem, count: int, options: Options
) -> tuple[list[Step], list[Fault], Pricing]:
    """Return the picks, notices where they are too few or no longer nested, and their pricing."""
    steps, why = greedy(problem, count)
    if not steps:
        raise InputError(Fault("E-SIT-03", {"n": len(problem)}))
    notes = []
    if why is not None:
        notes.append(Fault("W-SIT-02", {"n": len(steps), "count": count, "why": why}))
    pricing = Pricing(problem, count, [s.row for s in steps])
    if options.improve:
        steps, note = _improved(problem, steps, pricing)
        notes.append(note)
    return steps, notes, pricing


def _improved(
    problem: Problem, steps: Sequence[Step], pricing: Pricing
) -> tuple[list[Step], Fault]:
    """Return better picks, and a notice that says whether they are others."""
    found = better(problem, steps, pricing)
    if found == list(steps):
        return found, Fault("W-SIT-05", {"n": 0})
    changed = len({s.row for s in found} - {s.row for s in steps})
    return found, Fault("W-SIT-04", {"n": changed})


def _bounded(
    problem: Problem, steps: Sequence[Step], pricing: Pricing, options: Options
) -> tuple[float, str]:
    """Return what no choice can exceed, and the method that says so."""
    value, count = problem.value([s.row for s in steps]), pricing.count
    pricing.lower(STEPS - pricing.steps, value)
    bound, method = pricing.bound, QUICK
    if options.bound:
        found = program_bound(problem, count, pricing, value)
        reached = found.optimum or value >= found.value - TIE * count
        bound, method = min(bound, found.value), OPTIMUM if reached else RELAXED
    return max(bound, value), method


def _sites(
    pool: gpd.GeoDataFrame, steps: Sequence[Step], *, named: bool, lang: str
) -> gpd.GeoDataFrame:
    """Return the chosen candidates in order (EPSG:4326); grid points get a name."""
    sites = to_store(pool.iloc[[s.row for s in steps]].reset_index(drop=True))
    if named:
        names = [text("site.name", lang, order=k) for k in range(1, len(sites) + 1)]
        return sites.assign(name=names)
    return sites
