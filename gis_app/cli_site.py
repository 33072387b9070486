"""The command `site`: where new clusters would serve the plan best, chosen, explained, written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd

from gis_app.cli_layers import deliver, told
from gis_app.cli_show import notice, print_json, print_table
from gis_app.clock import now
from gis_app.grades import grade_name
from gis_app.messages import lines
from gis_app.reading.limits import MOST_FEATURES
from gis_app.reading.sites import SiteTable, read_sites
from gis_app.site_source import SITE_LAYERS, file_on_disk, layer_in, read_file
from gis_app.suitability_inputs import why_no_areas
from gis_app.versions import versions
from gis_app.writing import formats
from gis_app.writing.exports import scored_layers
from gis_app.writing.made import Publication, made
from layers.errors import Fault, InputError
from layers.mix import Mix, parse_mix, plain
from layers.model import Plan
from layers.siting import OPTIMUM, QUICK, RELAXED, Options, Siting, choose_sites
from layers.siting_candidates import Rules
from layers.siting_reasons import serves_words
from layers.tiles import warm

HEADS = {
    "zh": (
        "序",
        "编号",
        "名称",
        "板块",
        "经度",
        "纬度",
        "新增承接",
        "得分",
        "等级",
        "次选",
        "相差",
    ),
    "en": (
        *("order", "id", "name", "district", "lon", "lat", "gain", "score", "grade"),
        *("runner-up", "less"),
    ),
}
SUMMARY = {
    "zh": (
        "新增承接 {value:.2f}（现有载体已承接 {before:.2f}，需求 {demands} 处）；"
        "上界 {bound:.2f}（{method}），差距 {gap:.1%}"
    ),
    "en": (
        "newly served {value:.2f} (existing clusters serve {before:.2f}; {demands} demands); "
        "at most {bound:.2f} ({method}), gap {gap:.1%}"
    ),
}
METHODS = {
    QUICK: ("次模上界", "submodular bound"),
    RELAXED: ("整数规划松弛", "integer programming, relaxed"),
    OPTIMUM: ("整数规划最优值", "integer programming, optimum"),
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    sectors: Sequence[str]
    count: int
    output: Path
    spacing_m: float | None = None
    per_district: int | None = None
    within: Sequence[str] = ()
    candidates: Path | None = None
    exclude: Path | None = None
    existing: str = "clusters"
    near_existing: bool = False
    options: Options | None = None
    crs: str | None = None
    layer: str | None = None
    most_features: int = MOST_FEATURES
    publication: Publication = field(default_factory=Publication)
    lang: str = "zh"


def site(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Choose sites, write them, and print them with their reasons.

    Raises
    ------
    InputError
        An argument or a file is wrong, or the rules leave nothing to choose.
    """
    form = formats.of(request.output)
    mix, faults = parse_mix(";".join(request.sectors), plan.facts.sectors)
    rules = _rules(plan, request, mix)
    existing, table = _existing(plan, request), _candidates(plan, request, mix)
    if table is None:
        warm()  # a grid of thousands of points is measured
    chosen = choose_sites(
        plan,
        mix,
        request.count,
        rules=rules,
        existing=None if existing is None else existing.sites,
        given=table.sites if table else None,
        options=request.options,
        lang=request.lang,
    )
    ours = lines([*faults, *chosen.notes, Fault("W-SIT-06")], request.lang)
    tables = [t for t in (existing, table) if t]
    read = [note for t in tables for note in t.notes]
    made_with = made(plan, publication=request.publication)
    rows = scored_layers(plan, chosen.sites, chosen.results, made_with)
    results = chosen.results
    deliver(request.output, form, rows, made_with, results=results, lang=request.lang)
    if as_json:
        dropped = [row for t in tables for row in t.dropped]
        print_json(_envelope(plan, chosen, dropped, [*read, *ours]))
        return
    for one in tables:
        told(one, request.lang)
    for line in ours:
        notice(line)
    _print(plan, chosen, request.lang)


def _rules(plan: Plan, request: Request, mix: Mix) -> Rules:
    """Return the rules of a request.

    Raises
    ------
    InputError
        E-ARG-01 for a number out of range or an unknown district, E-SIT-04 where the areas to
        leave out are no polygons.
    """
    wrong = []
    default = float(plan.facts.assumptions["siting"]["spacing_m"])
    spacing = default if request.spacing_m is None else request.spacing_m
    if request.count < 1:
        wrong.append(Fault("E-ARG-01", {"what": f"--count {request.count}（≥ 1）"}))
    if not 0 <= spacing < float("inf"):
        wrong.append(Fault("E-ARG-01", {"what": f"--min-spacing {spacing:g}（≥ 0）"}))
    if request.per_district is not None and request.per_district < 1:
        what = f"--limit-per-district {request.per_district}（≥ 1）"
        wrong.append(Fault("E-ARG-01", {"what": what}))
    if request.layer is not None and request.candidates is None:
        wrong.append(Fault("E-ARG-01", {"what": f"--layer {request.layer}（--candidates）"}))
    if wrong:
        raise InputError(*wrong)
    return Rules(
        spacing_m=spacing,
        per_district=request.per_district,
        within=tuple(_within(plan, request.within)),
        exclude=_excluded(plan, request, mix),
        near_existing=request.near_existing,
    )


def _within(plan: Plan, texts: Sequence[str]) -> Iterator[str]:
    """Yield the district codes that codes or names, in Chinese or English, stand for."""
    index = plan.districts
    known = {
        plain(word): code
        for words in (index.names_en, index.names, index.codes)
        for word, code in zip(words, index.codes, strict=True)
    }
    for word in (w for text in texts for w in re.split(r"[,，、;；]", text) if w.strip()):
        if plain(word) not in known:
            options = "、".join(index.names)
            raise InputError(Fault("E-ARG-01", {"what": f"--within {word}（{options}）"}))
        yield known[plain(word)]


def _excluded(plan: Plan, request: Request, mix: Mix) -> gpd.GeoDataFrame | None:
    if request.exclude is None:
        return None
    table = _shapes(plan, request.exclude, request, mix)
    areas = table.sites[table.sites.geom_type != "Point"]
    if areas.empty:
        facts = {"path": str(request.exclude), **why_no_areas(table.source)}
        raise InputError(Fault("E-SIT-04", facts))
    return areas


def _candidates(plan: Plan, request: Request, mix: Mix) -> SiteTable | None:
    if request.candidates is None:
        return None
    return _shapes(plan, request.candidates, request, mix, request.layer)


def _existing(plan: Plan, request: Request) -> SiteTable | None:
    """Return the clusters that are there already, None for none."""
    if request.existing == "none":
        return None
    if request.existing in SITE_LAYERS:
        return SiteTable(plan.layers[request.existing][["id", "name", "sectors", "geometry"]])
    return read_file(plan, request.existing, crs=request.crs, lang=request.lang)


def _shapes(
    plan: Plan, path: Path, request: Request, mix: Mix, layer: str | None = None
) -> SiteTable:
    """Return the points and polygons of a file, whatever their sectors."""
    file, of_file = layer_in(path)
    content, name = file_on_disk(file, request.most_features)
    return read_sites(
        content,
        name,
        plan.facts,
        crs=request.crs,
        lang=request.lang,
        mix=dict(mix),
        layer=of_file or layer,
        most_features=request.most_features,
    )


def _envelope(plan: Plan, chosen: Siting, dropped: list[Json], notes: list[str]) -> Json:
    return {
        "picks": chosen.picks,
        "value": chosen.value,
        "before": chosen.before,
        "demands": chosen.demands,
        "bound": chosen.bound,
        "method": chosen.method,
        "gap": chosen.gap,
        "dropped": dropped,
        "notes": notes,
        **versions(plan),
        "time": now().isoformat(),
    }


def _print(plan: Plan, chosen: Siting, lang: str) -> None:
    print_table(HEADS[lang], [_row(plan, pick, lang) for pick in chosen.picks])
    print()
    for pick in chosen.picks:
        words = ("; " if lang == "en" else "；").join(
            serves_words(plan, one, lang) for one in pick["serves"]
        )
        print(f"{pick['order']}  {words}")
    print()
    print(
        SUMMARY[lang].format(
            value=chosen.value,
            before=chosen.before,
            demands=chosen.demands,
            bound=chosen.bound,
            method=METHODS[chosen.method][lang == "en"],
            gap=chosen.gap,
        )
    )


def _row(plan: Plan, pick: Json, lang: str) -> tuple[object, ...]:
    second = pick["runner_up"]
    return (
        *(pick[key] for key in ("order", "id", "name")),
        plan.districts.name(pick["district"], lang),
        f"{pick['lon']:.4f}",
        f"{pick['lat']:.4f}",
        f"{pick['gain']:.2f}",
        pick["score"],
        grade_name(pick["grade"], lang),
        second["id"] if second else None,
        f"{second['difference']:.2f}" if second else None,
    )
