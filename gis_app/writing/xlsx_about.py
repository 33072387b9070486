"""The sheets that explain: what each field means, and what the workbook was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gis_app.writing.made import Made
from gis_app.writing.record import LABELS
from gis_app.writing.xlsx_layer import EAST, LAT, LON, NORTH, NUMBER, WKT, Page
from gis_app.writing.xlsx_page import LINE, ROOM, Book, Column, cell, lines_of
from gis_app.writing.xlsx_scores import COLUMNS, DETAIL, MOST_LIVE, Scored
from layers.export_fields import REAL, STANDARD
from layers.totals import LARGELY, SILENT, WEAK, WELL

Line = tuple[object, ...]
HEADS = ("工作表", "字段代码", "名称", "类型", "单位", "取值", "说明")
WIDTHS = (32.0, 14.0, 48.0)  # of 数据与口径
PLACES = {
    NUMBER: "本表行号，公式按它对应各工作表",
    LON: "CGCS2000（EPSG:4490）经度，面取面内一点",
    LAT: "CGCS2000（EPSG:4490）纬度，面取面内一点",
    NORTH: "CGCS2000 3度带（中央经线120°，EPSG:4549）北坐标，米",
    EAST: "CGCS2000 3度带（中央经线120°，EPSG:4549）东坐标，米",
    WKT: "面的边界，CGCS2000 经纬度",
}
DETAILS = {
    "值（x）": "指标值，0–1；只有“计分”的指标有值",
    "权重（w）": "指标的原始权重",
    "w·x": "公式：计分时为 w×x，否则为 0",
    "贡献（分）": "公式：100·w·x÷Σw（计分指标），各项之和即得分",
    "状态": "计分、不适用（规划未涉及，不计入）、数据不足（计入得分区间）",
}
LIMITS = {
    "well": f"{WELL}：得分不低于",
    "largely": f"{LARGELY}：得分不低于",
    "weak": f"{WEAK}：得分不低于",
    "cap_below": f"封顶：布局契合（K1）低于此值时，等级最高为“{WEAK}”",
}


def dictionary(
    pages: Mapping[str, Page], scored: Scored | None
) -> tuple[Sequence[Column], list[list[object]]]:
    """Return columns and rows of 字段说明."""
    rows: list[list[object]] = []
    for name, page in pages.items():
        for code, known, column in zip(page.codes, page.fields, page.columns, strict=True):
            real = known.kind == REAL or bool(column.shown)
            said = PLACES.get(code) or ("规划数据库规范字段" if code in STANDARD else "")
            title = column.title if column.code else ""
            told = (known.unit, "、".join(known.domain), said)
            rows.append([name, code, title, "数值" if real else "文本", *told])
    for column in COLUMNS if scored else ():
        told = ("数值" if column.shown else "文本", "", "", DETAILS.get(column.title, ""))
        rows.append([DETAIL.strip("'!"), column.title, "", *told])
    most = dict(zip(HEADS, (20.0, 22.0, 26.0, 8.0, 10.0, 40.0, 44.0), strict=True))
    return [Column(head, most=most[head]) for head in HEADS], rows


def about(book: Book, sheet: Any, made: Made, scored: Scored | None, pages: Sequence[Page]) -> None:
    """Write 数据与口径: title, use, limits and weights, method, versions, how the file was read."""
    for k, wide in enumerate(WIDTHS):
        sheet.set_column(k, k, wide)
    sheet.set_row(0, 2 * LINE)
    sheet.write_string(0, 0, book.text(made.title), book.style("title"))
    _wide(book, sheet, 1, made.publication.footer())
    row = 3
    for line in _lines(made, scored, book, pages):
        _line(book, sheet, row, line)
        row += 1
    sheet.print_area(0, 0, row, len(WIDTHS) - 1)


def _lines(made: Made, scored: Scored | None, book: Book, pages: Sequence[Page]) -> Iterator[Line]:
    """Yield the rows from the fourth on: a section of one cell, or up to three cells."""
    if scored:
        yield from _limits(scored)
        yield from _weights(scored)
        yield ("重点领域代码",)
        yield from ((sector.id, sector.name) for sector in scored.facts.sectors)
        yield ("计算方法",)
        yield from (("", text) for text in _method(scored))
    yield ("版本与时间",)
    for key, text in made.versions.items():
        yield LABELS.get(key, key), text
    yield "时间", made.time.isoformat()
    yield ("坐标",)
    degrees = "4 位小数（约 10 米，公开用途）" if made.publication.public else "6 位小数"
    yield "经度、纬度", f"CGCS2000（EPSG:4490），{degrees}；面取面内一点"
    yield "X（北）、Y（东）", "CGCS2000 3度带，中央经线 120°（EPSG:4549），米；X 为北，Y 为东"
    if made.account:
        yield ("读取说明",)
        yield from made.account
    if told := list(_left_out(book, pages)):
        yield ("未写入本工作簿的内容",)
        yield from told


def _limits(scored: Scored) -> Iterator[Line]:
    """Yield the section of grades; the formulas know its rows (`xlsx_scores.LIMIT_ROWS`)."""
    limits = scored.facts.assumptions["grades"]
    yield ("等级界线（本工具设定；修改 B 列可试算）",)
    for key, text in LIMITS.items():
        yield text, limits[key], limits.get("reason", "") if key == "cap_below" else ""
    yield SILENT, "没有适用的布局条款，县域指引也不适用或为 0：不计分、不评级"


def _weights(scored: Scored) -> Iterator[Line]:
    yield ("指标与权重",)
    weights = {c["id"]: c["weight"] for c in scored.results[0]["criteria"]}
    for one in scored.facts.criteria:
        cited = f"{scored.facts.label(one.clause)}“{one.quote}”"
        yield f"{one.id} {one.name}", weights[one.id], cited


def _method(scored: Scored) -> Iterator[str]:
    yield "得分 = 100·Σ(w·x)÷Σw，只计“计分”的指标；覆盖率 = Σw（计分）÷Σw（全部）。"
    if draws := scored.draws:
        yield (
            f"得分上下限由 {draws['draws']} 次抽样（种子 {draws['seed']}）得出，"
            "为数值，不是公式，不随试算改变。"
        )
    else:
        yield "得分上下限 = “数据不足”的指标分别按 0 和 1 计入时的得分。"
    if not scored.live:
        yield f"记录超过 {MOST_LIVE} 条：得分、等级等写为数值，不设公式。"
        return
    yield "得分、等级、覆盖率和贡献为公式；修改“指标明细”的 x、w 或状态即可试算。"
    fixed = {
        code: n for code, n in scored.fixed.items() if not (scored.draws and code in _INTERVAL)
    }
    if fixed:
        told = "、".join(f"{code} {n} 处" for code, n in fixed.items())
        yield f"下列数值另有取舍（例如两种读法取较高者），写为数值而不设公式：{told}。"


_INTERVAL = ("DFXX", "DFSX")


def _left_out(book: Book, pages: Sequence[Page]) -> Iterator[Line]:
    if many := sum(page.left_out for page in pages):
        yield "面的边界", f"{many} 个面的边界超过单元格容量，只写了面内一点；请用 GeoPackage。"
    if book.cut:
        yield "过长文字", f"{book.cut} 处文字超过单元格容量，已截断。"


def _line(book: Book, sheet: Any, row: int, line: Line) -> None:
    if len(line) == 1:
        for k in range(len(WIDTHS)):
            sheet.write_blank(row, k, None, book.style("section"))
        sheet.write_string(row, 0, book.text(line[0]), book.style("section"))
        return
    if not line[0]:
        _wide(book, sheet, row, str(line[1]))
        return
    if len(line) == 2:
        cell(book, sheet, row, 0, line[0], Column(""))
        span = (row, 1, row, len(WIDTHS) - 1)
        sheet.merge_range(*span, book.text(line[1]), book.style("wrap"))
        _height(sheet, row, (line[0], WIDTHS[0]), (line[1], sum(WIDTHS[1:])))
        return
    for k, value in enumerate(line):
        cell(book, sheet, row, k, value, Column("", shown=_decimals(value)))
    _height(sheet, row, *zip(line, WIDTHS, strict=True))


def _wide(book: Book, sheet: Any, row: int, text: str) -> None:
    """Write a text over all columns, high enough: merged cells do not grow by themselves."""
    sheet.merge_range(row, 0, row, len(WIDTHS) - 1, book.text(text), book.style("wrap"))
    _height(sheet, row, (text, sum(WIDTHS)))


def _height(sheet: Any, row: int, *cells: tuple[object, float]) -> None:
    lines = max(lines_of(text, wide - ROOM) for text, wide in cells if isinstance(text, str))
    sheet.set_row(row, LINE * lines + 2)


def _decimals(value: object) -> str:
    """Return the number format of a limit or a weight; nothing for text."""
    if not isinstance(value, int | float):
        return ""
    return "0" if value == int(value) else "0.00" if value == round(value, 2) else "0.0000"
