"""规划支持度分析（选址参考）: one site, or several with a summary and a chapter each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.components.outlook import percent
from gis_app.components.site_tables import district_names
from gis_app.components.wording import Words
from gis_app.reports import charts, conclusion, site_tables, sources
from gis_app.reports.base_map import Layer, base_layers
from gis_app.reports.content import (
    Block,
    Content,
    Note,
    Paragraph,
    Picture,
    Section,
    Table,
    numbered,
)
from gis_app.reports.site_map import site_map
from gis_app.writing.made import PUBLIC_DECIMALS, Made
from layers.crs import to_metric
from layers.locate import locate
from layers.model import Plan

Json = Mapping[str, Any]

MOST = 20  # sites that get a chapter
AREA = 2  # dimensions
DECIMALS = 6  # of a degree
MAP_MM, CHART_MM = 120.0, 156.0


@dataclass(frozen=True)
class Case:
    """What the report needs for each site: shared by its chapters."""

    plan: Plan
    base: Sequence[Layer]
    made: Made
    words: Words


def site_report(
    plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json], made: Made, lang: str
) -> Content:
    """Return the report on scored sites.

    Parameters
    ----------
    plan : facts and geometry.
    sites : id, name, sectors (a mix), function, geometry; any CRS, in the order of `results`.
    results : what `layers.score` returned for them.
    made : versions, time, the 读取说明, whom the report is for.
    lang : zh or en.
    """
    words = Words(lang)
    case = Case(plan, base_layers(plan, words), made, words)
    chapters = min(len(sites), MOST)
    found = located(plan, sites.iloc[:chapters], lang)
    rows = [sites.iloc[[n]] for n in range(chapters)]
    parts = [list(_parts(case, *one)) for one in zip(rows, found, results, strict=False)]
    sections = parts[0] if len(sites) == 1 else list(_chapters(case, results, parts))
    sections.append(Section(words.t("依据与数据说明"), list(sources.blocks(plan, made, words))))
    return _content(case, sites, numbered(sections, lang))


def located(plan: Plan, sites: gpd.GeoDataFrame, lang: str) -> list[Json]:
    """Return what `locate` says of each site; of a parcel the point that stands for it.

    The distances of a parcel are those of its nearest point.
    """
    shapes = to_metric(sites).geometry.to_numpy()
    points = [_standing_for(shape) for shape in shapes]
    told = locate(plan, gpd.GeoDataFrame(geometry=points, crs=to_metric(sites).crs), lang=lang)
    return [
        _nearest(plan, shape, one) if shapely.get_dimensions(shape) == AREA else one
        for shape, one in zip(shapes, told, strict=True)
    ]


def _standing_for(shape: Any) -> Any:
    if shapely.get_dimensions(shape) < AREA:
        return shapely.point_on_surface(shape)
    middle = shape.centroid
    return middle if shape.contains(middle) else shapely.point_on_surface(shape)


def _nearest(plan: Plan, shape: Any, found: Json) -> Json:
    parts = {(e.fact.id, p.fact.part): p for e in plan.elements for p in e.parts}
    rows = [
        {**e, "distance_m": _metres(parts[(e["id"], e["part"])], shape)} for e in found["elements"]
    ]
    return {**found, "elements": rows}


def _metres(part: Any, shape: Any) -> float:
    return round(float(part.shape_distance_m(np.array([shape], dtype=object))[0]), 1)


def _content(case: Case, sites: gpd.GeoDataFrame, sections: Sequence[Section]) -> Content:
    t, made = case.words.t, case.made
    names = [str(name) for name in sites["name"]]
    many = t("{first} 等 {n} 处").format(first=names[0], n=len(names))
    number = made.publication.approval.strip() or t("（公开使用前依法送审后填写）")
    return Content(
        title=t("规划支持度分析"),
        subtitle=f"{t('（选址参考）')}\n{names[0] if len(names) == 1 else many}",
        warning=t("供选址参考，不作为审批依据"),
        cover=[
            (t("规划"), f"{plan_title(case.plan, case.words)}"),
            (t("依据版本"), sources.edition(case.plan, case.words)),
            (t("日期"), made.time.date().isoformat()),
            (t("用途"), t("公开") if made.publication.public else t("内部")),
            (t("审图号"), number),
        ],
        sections=sections,
        footer=made.publication.footer(case.words.lang),
        lang=case.words.lang,
        time=made.time,
    )


def plan_title(plan: Plan, words: Words) -> str:
    """Return the plan's title in the language of the report."""
    fact = plan.facts.plan
    return fact.title_en if words.lang == "en" and fact.title_en else fact.title


def _chapters(
    case: Case, results: Sequence[Json], parts: Sequence[Sequence[Section]]
) -> Iterator[Section]:
    t = case.words.t
    first: list[Block] = [site_tables.summary(case.plan, list(results), case.words)]
    if len(results) > len(parts):
        told = t("只逐一分析前 {most} 处，其余只列在上表。")
        first.append(Note(told.format(most=len(parts))))
    yield Section(t("汇总"), first)
    for result, sections in zip(results, parts, strict=False):
        yield Section(str(result["name"]), apart=True)
        yield from (replace(section, level=2) for section in sections)


def _parts(case: Case, site: gpd.GeoDataFrame, found: Json, result: Json) -> Iterator[Section]:
    t, words = case.words.t, case.words
    yield Section(t("基本情况"), list(_basics(case, site, found, result)))
    yield Section(t("空间关系"), list(_relations(case, found)))
    yield Section(t("行业与县域指引"), list(_guidance(case, site, found)))
    if result["district"] is not None:
        yield Section(t("得分构成与不确定性"), list(_scores(case, result)))
    said = [Paragraph(conclusion.headline(result, _sectors(case, site), words), strong=True)]
    said += [Paragraph(line) for line in conclusion.sentences(case.plan, result, words)]
    yield Section(t("结论与建议"), said)


def _sectors(case: Case, site: gpd.GeoDataFrame) -> str:
    names = {s.id: case.words.name(s) for s in case.plan.facts.sectors}
    mix = site["sectors"].iloc[0] or {}
    return case.words.listed(names[s] for s in mix) or "—"


def _basics(case: Case, site: gpd.GeoDataFrame, found: Json, result: Json) -> Iterator[Block]:
    t, words = case.words.t, case.words
    yield Paragraph(conclusion.headline(result, _sectors(case, site), words), strong=True)
    rows = [
        (t("名称"), str(result["name"])),
        (t("位置"), _place(case, site, found)),
        (t("所在板块"), _district(case, found)),
        (t("重点领域"), _mix(case, site)),
        (t("功能"), _function(case, site)),
    ]
    head = [t("项目"), t("内容")]
    yield Table(caption=t("拟选址点基本情况"), head=head, rows=rows, widths=(24, 76))
    png = site_map(case.plan, case.base, site, found, case.made, words.lang)
    alt = t("{name}及周边的环、轴、带、载体和板块界线").format(name=result["name"])
    caption = t("{name}位置图（示意）").format(name=result["name"])
    yield Picture(png=png, caption=caption, width_mm=MAP_MM, alt=alt)


def _place(case: Case, site: gpd.GeoDataFrame, found: Json) -> str:
    t, public = case.words.t, case.made.publication.public
    at, digits = found["position"], PUBLIC_DECIMALS if public else DECIMALS
    told = t("东经 {lon}°、北纬 {lat}°（CGCS2000）").format(
        lon=f"{at['lon']:.{digits}f}", lat=f"{at['lat']:.{digits}f}"
    )
    lines = [told]
    if not public:
        plane = t("X（北）{x} 米、Y（东）{y} 米（EPSG:4549）")
        lines.append(plane.format(x=f"{at['y']:.1f}", y=f"{at['x']:.1f}"))
    shape = to_metric(site).geometry.iloc[0]
    if shapely.get_dimensions(shape) == AREA:
        area = t("地块面积 {ha} 公顷；坐标为代表点，空间关系按代表点、距离按地块最近处计算")
        lines.append(area.format(ha=f"{shape.area / 1e4:.2f}"))
    return "\n".join(lines)


def _district(case: Case, found: Json) -> str:
    t, district = case.words.t, found["district"]
    if district is None:
        return t("市域外")
    names = district_names(case.plan, case.words)
    told = t("{name}，距板块界线 {d}").format(
        name=names.get(district["name"], district["name"]),
        d=case.words.distance(district["border_distance_m"]),
    )
    note = t("界线附近，归属待核：以法定界线为准。")
    return f"{told}\n{note}" if district["ambiguous"] else told


def _mix(case: Case, site: gpd.GeoDataFrame) -> str:
    names = {s.id: case.words.name(s) for s in case.plan.facts.sectors}
    mix = site["sectors"].iloc[0] or {}
    return case.words.listed(f"{names[s]} {share:.0%}" for s, share in mix.items()) or "—"


def _function(case: Case, site: gpd.GeoDataFrame) -> str:
    function = site["function"].iloc[0] if "function" in site else None
    if not isinstance(function, str) or not function:
        return case.words.t("未写明")
    english = {f.id: f.name_en for f in case.plan.facts.functions}
    return case.words.name({"name": function, "name_en": english.get(function)})


def _relations(case: Case, found: Json) -> Iterator[Block]:
    t, words = case.words.t, case.words
    yield site_tables.elements(case.plan, found, words)
    note = t("距离在 EPSG:4549 上量算；核心范围、辐射范围的宽度为本工具设定。")
    yield Note(f"{note} {' '.join(found['caveats'])}")
    carriers = site_tables.places(case.plan, found, words)
    yield carriers or Paragraph(t("附近没有规划写明的载体。"))
    near = words.listed(
        f"{site_tables.place_names(case.plan, words).get(p['id'], p['name'])}"
        f" {words.distance(p['distance_m'])}"
        for p in found["nearest_places"]
    )
    yield Paragraph(t("邻近载体与地名：{near}。").format(near=near))


def _guidance(case: Case, site: gpd.GeoDataFrame, found: Json) -> Iterator[Block]:
    t, words, facts = case.words.t, case.words, case.plan.facts
    mix, county = site["sectors"].iloc[0] or {}, found["county"]
    if mix:
        yield site_tables.sectors(case.plan, mix, county, words)
    if county is None:
        yield Paragraph(t("县域指引只针对四个县级市，市区板块不适用。"))
        return
    names = {s.id: words.name(s) for s in facts.sectors}
    told = t("{name}的县域指引（{cite}）写到的领域：{sectors}。")
    yield Paragraph(
        told.format(
            name=district_names(case.plan, words).get(county["name"], county["name"]),
            cite=words.quoted(facts.label(county["clause"]), county["quote"]),
            sectors=words.listed(names[s] for s in county["sectors"]),
        )
    )


def _scores(case: Case, result: Json) -> Iterator[Block]:
    t, words, plan, time = case.words.t, case.words, case.plan, case.made.time
    if result["score"] is not None:
        yield Picture(
            png=charts.criteria_bars(result, plan.facts, words, time),
            caption=t("各项指标对总分的贡献"),
            width_mm=CHART_MM,
            alt=conclusion.arithmetic(result, words),
        )
        yield Paragraph(conclusion.arithmetic(result, words), ragged=True)
    yield site_tables.criteria(plan, result, words)
    yield Note(
        t(
            "“不适用”指规划对此没有说法，不计入总分；“数据不足”指缺少图层，按最低、最高两种情形给出区间。"
        )
    )
    if result["score"] is not None and result["grade_probability"]:
        chances = {g: p for g, p in result["grade_probability"].items() if p}
        alt = words.listed(f"{t(g)} {percent(p)}" for g, p in chances.items())
        yield Picture(
            png=charts.grade_bar(result, words, time),
            caption=t("等级概率"),
            width_mm=CHART_MM,
            alt=alt,
        )
