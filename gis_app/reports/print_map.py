"""The layout map as one sheet of paper: PNG, PDF or SVG with title, legend, scale and footer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from matplotlib.axes import Axes

from gis_app.components import legend
from gis_app.components.wording import Words
from gis_app.reports import furniture, key, labels
from gis_app.reports.base_map import View, base_layers, paint, sites_drawn
from gis_app.reports.figure import DPI, Sheet, drawn, sheet
from gis_app.reports.fonts import drawable, unknown_characters
from gis_app.reports.furniture import QUIET, paragraph, wrapped
from gis_app.writing.made import Made
from layers.crs import STORE, to_metric
from layers.errors import Fault
from layers.model import Plan

# Millimetres on A3, landscape; a smaller paper is the same sheet, all of it smaller.
PAGE = (420.0, 297.0)
MAP = (19.0, 23.0, 238.0, 245.0)
PANEL = (265.0, 143.0)  # left edge and width
PAPERS = {"A3": 1.0, "A4": 2**-0.5}
SCALES = (50, 100, 200, 250, 300, 400, 500, 600, 750, 800, 1000, 1250, 1500, 2000)  # thousands
MARGIN = 1.02
LABEL_ZOOM = 10.5  # names the web map shows up to this zoom may stand on the sheet
BAR_KM = 30.0
POINT = 0.3528  # millimetres


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the language, the paper, a title of one's own, sites on top."""

    lang: str = "zh"
    paper: str = "A3"
    title: str = ""
    sites: gpd.GeoDataFrame | None = None


def print_map(
    plan: Plan, kind: str, made: Made, order: Order | None = None, *, dpi: int = DPI
) -> bytes:
    """Return the layout map as `png`, `pdf` or `svg`.

    Parameters
    ----------
    plan : the loaded plan.
    kind : the format.
    made : versions, time, and whom the map is for.
    order : language, paper (A3, A4; landscape), title, sites (id, name; any CRS).
    dpi : of a PNG.
    """
    asked = order or Order()
    title = _title(plan, asked)
    return drawn(lambda: _sheet(plan, made, asked), kind, title=title, time=made.time, dpi=dpi)


def notices(plan: Plan, order: Order) -> list[Fault]:
    """Return what the reader should know: characters that our fonts cannot draw."""
    names = [] if order.sites is None else [str(name) for name in order.sites["name"]]
    return unknown_characters([_title(plan, order), *names])


def _title(plan: Plan, order: Order) -> str:
    fact = plan.facts.plan
    city = fact.city_en if order.lang == "en" else fact.city
    return order.title or Words(order.lang).t("{city}服务业空间布局图").format(city=city)


def _sheet(plan: Plan, made: Made, order: Order) -> Sheet:
    words, scale = Words(order.lang), PAPERS[order.paper]
    page = sheet(PAGE[0] * scale, PAGE[1] * scale, scale)
    view, thousands = _view(plan)
    _map(page, plan, view, order)
    paper = page.plain((0, 0, *PAGE))  # over the map
    _heading(paper, plan, order, scale)
    bottom = _legend(paper, plan, order, scale)
    _notes(paper, plan, bottom - 4, words, scale)
    told = words.t("1:{n} 000（{paper} 原幅）").format(
        n=round(thousands / scale), paper=order.paper
    )
    _marks(paper, thousands, told, words, scale)
    _footer(paper, made, words, scale)
    return page


def _view(plan: Plan) -> tuple[View, int]:
    """Return what the frame shows at a round scale, and that scale in thousands."""
    west, south, east, north = to_metric(plan.layers["districts"]).total_bounds
    needed = max((east - west) / MAP[2], (north - south) / MAP[3]) * MARGIN
    thousands = next((s for s in SCALES if s >= needed), SCALES[-1])
    x, y = (west + east) / 2, (south + north) / 2
    half, rise = MAP[2] * thousands / 2, MAP[3] * thousands / 2
    return (x - half, y - rise, x + half, y + rise), thousands


def _map(page: Sheet, plan: Plan, view: View, order: Order) -> None:
    words, scale = Words(order.lang), page.scale
    axes = page.axes(tuple(side * scale for side in MAP))
    for spine in axes.spines.values():
        spine.set(edgecolor=furniture.INK, linewidth=1.1 * scale)
    unit = (view[2] - view[0]) / MAP[2] * POINT  # metres a point, at full size
    layers = list(base_layers(plan, words))
    if order.sites is not None:
        layers.append(sites_drawn(order.sites))
    paint(axes, layers, view, pen=scale, metre_points=unit / scale)
    furniture.graticule(axes, view, minutes=30, scale=scale)
    stored = None if order.sites is None else order.sites.to_crs(STORE)
    known = [*legend.site_labels(stored), *legend.labels(plan, words)]
    shown = [label for label in known if label.get("zoom", 0) <= LABEL_ZOOM]
    labels.write(axes, labels.placed(shown, view, metre_points=unit), scale=scale)


def _heading(paper: Axes, plan: Plan, order: Order, scale: float) -> None:
    words, fact = Words(order.lang), plan.facts.plan
    middle, told = PAGE[0] / 2, {"ha": "center", "va": "center", "parse_math": False}
    title = drawable(_title(plan, order))
    size = min(22.0, 22.0 * 34 / max(1.0, labels.extent(title, 1)[0]))
    paper.text(middle, 285, title, fontsize=size * scale, fontweight="bold", **told)
    name = fact.title_en if order.lang == "en" and fact.title_en else fact.title
    line = words.t("依据《{plan}》文字勾绘的结构示意图，非规划原图").format(plan=name)
    paper.text(middle, 274.5, line, fontsize=10.5 * scale, color=QUIET, **told)


def _legend(paper: Axes, plan: Plan, order: Order, scale: float) -> float:
    words = Words(order.lang)
    left, wide = PANEL
    word = words.t("图　例")
    paper.text(
        left + wide / 2, 265, word, fontsize=13 * scale, fontweight="bold", ha="center", va="top"
    )
    groups = legend.groups(plan, words, with_sites=order.sites is not None)
    columns = ((left, wide * 0.58), (left + wide * 0.63, wide * 0.37))
    ends = [
        key.legend(paper, x, 255, group, wide=wide, scale=scale, step=10.2)
        for (x, wide), group in zip(columns, groups, strict=True)
    ]
    paper.plot([left, left + wide], [min(ends)] * 2, color="#C9C2B2", lw=0.7 * scale)
    return min(ends)


def _notes(paper: Axes, plan: Plan, top: float, words: Words, scale: float) -> None:
    """Write what the bands mean and where the layers come from, as far as there is room."""
    t, (left, wide) = words.t, PANEL
    y = _basis(paper, plan, top, words, scale)
    said = (
        t("示意：走线依规划文字重建，范围宽度为本工具设定，不可量算。"),
        t("带由内向外三层：核心范围、支持度减半处、辐射范围边缘；边缘渐隐表示范围不确定。"),
    )
    y = paragraph(paper, left, y - 3, [t("说明")], size=9.6, scale=scale, bold=True)
    for line in said:
        told = wrapped(line, wide / (8 * POINT))
        y = paragraph(paper, left, y, told, size=8, scale=scale)
    y = paragraph(paper, left, y - 3, [t("图层来源与可靠程度")], size=9.6, scale=scale, bold=True)
    for line in legend.sources(plan, words):
        told = wrapped(line, wide / (7 * POINT))
        if y - len(told) * 3.7 > MAP[1]:
            y = paragraph(paper, left, y, told, size=7, scale=scale, colour=QUIET)


def _basis(paper: Axes, plan: Plan, top: float, words: Words, scale: float) -> float:
    """Write the clause of each element with its quotation; return where the next may start."""
    left, wide = PANEL
    y = paragraph(
        paper, left, top, [words.t("规划依据（原文摘引）")], size=9.6, scale=scale, bold=True
    )
    for fact in plan.facts.structures:
        cited = words.quoted(plan.facts.label(fact.clause), fact.quote)
        told = wrapped(f"{words.name(fact)}　{cited}", wide / (8 * POINT))
        y = paragraph(paper, left, y, told, size=8, scale=scale)
    return y


def _marks(paper: Axes, thousands: int, told: str, words: Words, scale: float) -> None:
    """Draw the scale bar and the north arrow inside the frame, where the city is not."""
    right, bottom = MAP[0] + MAP[2], MAP[1]
    long = BAR_KM * 1000 / (thousands * 1.0)
    furniture.scale_bar(
        paper, right - long - 12, bottom + 10, metres_mm=thousands, km=BAR_KM, scale=scale
    )
    paper.text(right - long / 2 - 12, bottom + 5, told, fontsize=8 * scale, ha="center")
    furniture.north(paper, right - 14, MAP[1] + MAP[3] - 26, words.t("北"), scale=scale)


def _footer(paper: Axes, made: Made, words: Words, scale: float) -> None:
    versions: Mapping[str, Any] = made.versions
    number = made.publication.approval.strip() or words.t("（公开使用前依法送审后填写）")
    line = words.t("坐标系：{crs}　制图日期：{date}　规则：{rules}　数据：{data}").format(
        crs=words.t("CGCS2000 3度带 中央经线120°（EPSG:4549）"),
        date=made.time.date().isoformat(),
        rules=versions["rules"],
        data=versions["data"],
    )
    paragraph(
        paper, MAP[0], 14, [made.publication.footer(words.lang)], size=8.6, scale=scale, bold=True
    )
    paragraph(paper, MAP[0], 8.5, [line], size=7.6, scale=scale, colour=QUIET)
    told = drawable(words.t("审图号：{number}").format(number=number))
    paper.text(
        PANEL[0] + PANEL[1], 14, told, fontsize=9 * scale, ha="right", va="top", parse_math=False
    )
