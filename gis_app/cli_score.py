"""The command `score`: a file of sites, or a layer of the plan, scored and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gis_app.cli_bulk import in_batches
from gis_app.cli_cluster import in_parts, score_parts
from gis_app.cli_layers import deliver, told
from gis_app.cli_show import print_json, print_table
from gis_app.cli_store import store
from gis_app.clock import now
from gis_app.compared import CLUSTERS, clusters_of, parks_of, twins
from gis_app.grades import grade_name
from gis_app.messages import render
from gis_app.reading.account import account
from gis_app.reading.sites import SiteTable
from gis_app.score_request import Request
from gis_app.site_source import sites_of
from gis_app.stores.address import Address
from gis_app.two_datums import READ_AS, UNSURE, side_by_side
from gis_app.versions import versions
from gis_app.weighting import weighting
from gis_app.writing import formats
from gis_app.writing.exports import scored_layers
from gis_app.writing.made import made
from layers.model import Plan
from layers.score import score as scores

PEER_COLUMNS = ["id", "name", "sectors", "geometry"]
IMPROVED = 20  # up to so many sites are told the nearest change that lifts their grade
DETAILED = 3  # up to so many sites are printed with every criterion
HEADS = {
    "zh": ("编号", "名称", "板块", "得分", "区间", "等级", "覆盖率", "主要依据", "提示"),
    "en": ("id", "name", "district", "score", "interval", "grade", "coverage", "best", "flags"),
}
STATES = {
    "zh": {"scored": "计分", "not_applicable": "不适用", "unknown": "数据不足"},
    "en": {"scored": "scored", "not_applicable": "not applicable", "unknown": "unknown"},
}
OUTLOOK = {
    "zh": ("抽样 {draws} 次（种子 {seed}）：{shares}", "提升：{improve}"),
    "en": ("{draws} draws (seed {seed}): {shares}", "what would lift it: {improve}"),
}

Json = dict[str, Any]


def score(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Score the sites of a request; write, print or both.

    Raises
    ------
    InputError
        The input, the peers, the weights or the output is wrong.
    """
    if in_parts(request):
        score_parts(plan, request, as_json=as_json)
        return
    to = request.output
    form = formats.of(to) if isinstance(to, Path) else None
    if not as_json and form and in_batches(plan, request, form):
        return

    table, found = results_of_file(plan, request)
    if to:
        told_of = account(table, request.lang)
        made_with = made(plan, account=told_of, publication=request.publication)
        rows = scored_layers(plan, table.sites, found, made_with)
        if isinstance(to, Address):
            store(to, rows, made_with, lang=request.lang)
        else:
            deliver(to, form, rows, made_with, results=found, lang=request.lang)
    if as_json:
        print_json(envelope(plan, table, found))
        return
    told(table, request.lang)
    if not request.output:
        _print(plan, found, request.lang)


def results_of_file(plan: Plan, request: Request) -> tuple[SiteTable, list[Json]]:
    """Return the sites of a request's file, or layer of the plan, and their scores.

    Raises
    ------
    InputError
        As `results`.
    """

    def read(crs: str | None) -> SiteTable:
        return sites_of(
            plan,
            request.file,
            crs=crs,
            layer=request.layer,
            most_features=request.most_features,
            lang=request.lang,
        )

    return results(plan, request, read)


def results(
    plan: Plan, request: Request, read: Callable[[str | None], SiteTable]
) -> tuple[SiteTable, list[Json]]:
    """Return the sites that `read` gives for a coordinate system, with all notes, and their scores.

    Raises
    ------
    InputError
        The sites, the peers, the parks or the weights are wrong.
    """
    chosen = weighting(plan, request.weights)
    unsure = request.crs in UNSURE
    crs = READ_AS[0] if unsure else request.crs
    table = read(crs)
    parks, of_parks = parks_of(plan, request.parks, crs=request.crs)
    told_of = [render(fault, request.lang) for fault in (*chosen.notes, *of_parks)]

    def results_of(sites: gpd.GeoDataFrame) -> tuple[list[Json], list[str]]:
        peers, notes = _peers(plan, request, sites)
        found = scores(
            plan,
            sites,
            peers=peers,
            parks=parks,
            weights=chosen.weights,
            draws=request.draws,
            seed=request.seed,
            improve=len(sites) <= IMPROVED,
            lang=request.lang,
        )
        return found, notes

    found, notes = results_of(table.sites)
    if unsure:
        other = read(READ_AS[1])
        found = _both(found, results_of(other.sites)[0], request.lang)
    return replace(table, notes=[*table.notes, *notes, *told_of]), found


def _both(one: Sequence[Json], other: Sequence[Json], lang: str) -> list[Json]:
    """Return results of the first reading beside the second, where a site lies in both."""
    second = {result["id"]: result for result in other}
    return [side_by_side([r], [second[r["id"]]], lang)[0] if r["id"] in second else r for r in one]


def _peers(
    plan: Plan, request: Request, sites: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """Return what K3 and K4 compare with, and notices of how it was read."""
    wanted = request.peers_from or CLUSTERS
    given, notes = clusters_of(plan, wanted, crs=request.crs, lang=request.lang)
    if request.rows_are_peers and given is None:
        given = sites
    elif request.rows_are_peers:
        others = given[PEER_COLUMNS].assign(id=[f"{wanted}/{i}" for i in given["id"]])
        given = pd.concat([sites[PEER_COLUMNS], others], ignore_index=True)
    return given, [*notes, *twins(given, request.lang)]


def envelope(plan: Plan, table: SiteTable, results: Sequence[Json]) -> Json:
    """Return what `score --json` prints."""
    return {
        "sites": list(results),
        "dropped": table.dropped,
        "notes": table.notes,
        **versions(plan),
        "time": now().isoformat(),
    }


def _print(plan: Plan, results: Sequence[Json], lang: str) -> None:
    print_table(HEADS[lang], [_summary(plan, r, lang) for r in results])
    for result in results if len(results) <= DETAILED else ():
        print(f"\n{result['name']}")
        for criterion in result["criteria"]:
            print(_criterion(plan, criterion, lang))
        for line in _outlook(result, lang):
            print(f"  {line}")


def _summary(plan: Plan, result: Json, lang: str) -> tuple[object, ...]:
    low, high, district = result["low"], result["high"], result["district"]
    grade = result["grade"]
    return (
        result["id"],
        result["name"],
        plan.districts.name(district, lang) if district else None,
        result["score"],
        None if low is None or high is None else f"{low:.1f}–{high:.1f}",
        grade_name(grade, lang),
        f"{result['coverage']:.0%}",
        result["best_element"],
        "；".join(result["flags"]),
    )


def _outlook(result: Json, lang: str) -> Iterator[str]:
    """Yield how sure the grade is, and what would lift it."""
    chances, drawn = result["grade_probability"], result["uncertainty"]
    if chances and drawn:
        shares = "、".join(f"{grade_name(g, lang)} {p:.0%}" for g, p in chances.items() if p)
        yield OUTLOOK[lang][0].format(draws=drawn["draws"], seed=drawn["seed"], shares=shares)
    if result["improve"]:
        yield OUTLOOK[lang][1].format(improve=result["improve"])


def _criterion(plan: Plan, criterion: Json, lang: str) -> str:
    names = {c.id: c.name_en if lang == "en" else c.name for c in plan.facts.criteria}
    value = "" if criterion["value"] is None else f" {criterion['value']:.2f}"
    given = criterion["contribution"]
    points = "" if given is None else f" ({given:+.1f})"
    cited = f"{plan.facts.label(criterion['clause'])}“{criterion['quote']}”"
    state = STATES[lang][criterion["state"]]
    name = f"{criterion['id']} {names[criterion['id']]}"
    return f"  {name} {state}{value}{points}  {criterion['because']}  {cited}"
