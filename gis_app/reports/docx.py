"""A report as a Word file in the layout of official documents, to be edited further."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gis_app.reports.content import Block, Content, Note, Paragraph, Picture, Section, Table

MARGINS = (37, 26, 35, 28)  # millimetres: top, right, bottom, left
TEXT_MM = 210 - MARGINS[1] - MARGINS[3]
COVER = (40, 100)  # millimetres: labels and texts
LONGEST = 255  # characters of a property, by the format
MANY = 8  # columns; with more the head is smaller
LATIN = "Times New Roman"
# Chinese names of fonts that Windows and office suites have; a Word file cannot carry its own.
TITLE, HEAD, SUBHEAD, BODY, SONG = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Points: body, line, title, headings, table, small table, note."""

    body: float
    line: float
    title: float
    head: float
    table: float
    small: float
    note: float


SIZES = {"zh": Sizes(16, 28, 22, 16, 12, 9, 9), "en": Sizes(12, 18, 22, 14, 10.5, 9, 9)}


def docx(content: Content) -> bytes:
    """Return the report as .docx; the same content gives the same bytes."""
    document = Document()
    _page(document, content)
    _styles(document, content)
    _cover(document, content)
    for section in content.sections:
        _section(document, section, content)
    properties = document.core_properties
    title = _clean(f"{content.title} {content.subtitle}".replace("\n", " "))
    properties.title = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = content.time.replace(tzinfo=None)
    properties.language = "zh-CN" if content.lang == "zh" else "en"
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _page(document: Any, content: Content) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = map(Mm, MARGINS)
    page.footer_distance = Mm(20)
    page.different_first_page_header_footer = True  # the cover has no number
    for footer in (page.footer, page.first_page_footer):
        _format(footer.paragraphs[0], WD_ALIGN_PARAGRAPH.CENTER)
        _run(footer.paragraphs[0], content.footer, SONG, 8)
    number = page.footer.add_paragraph()
    _format(number, WD_ALIGN_PARAGRAPH.CENTER)
    _run(number, "— ", SONG, 12)
    _field(number, "PAGE")
    _run(number, " —", SONG, 12)


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(_run(paragraph, "1", SONG, 12)._r)
    paragraph._p.append(field)


def _styles(document: Any, content: Content) -> None:
    sizes = SIZES[content.lang]
    _style(document.styles["Normal"], BODY, sizes.body)
    tongue = document.styles.element.find(f".//{qn('w:lang')}")
    tongue.set(qn("w:eastAsia"), "zh-CN")  # else a reader may take Japanese forms
    for name, font in (("Heading 1", HEAD), ("Heading 2", SUBHEAD)):
        style = document.styles[name]
        _style(style, font, sizes.head)
        style.font.bold = content.lang == "en" or name == "Heading 2"
        style.font.color.rgb = None
        colour = style.element.rPr.find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(12)
        style.paragraph_format.space_after = Pt(6)


def _style(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    for theme in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False) -> Any:
    run = paragraph.add_run(_clean(text))
    run.font.name, run.font.size, run.bold = LATIN, Pt(size), bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return run


def _clean(text: str) -> str:
    """Return text that XML can hold: no control characters but line breaks."""
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
    return "".join(kept)


def _format(
    paragraph: Any, align: Any = None, *, line: float | None = None, indent: float = 0
) -> None:
    form = paragraph.paragraph_format
    form.alignment = align
    form.space_before = form.space_after = Pt(0)
    form.first_line_indent = Pt(indent) if indent else None
    if line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)


def _cover(document: Any, content: Content) -> None:
    sizes, centre = SIZES[content.lang], WD_ALIGN_PARAGRAPH.CENTER
    title = document.add_paragraph()
    _format(title, centre)
    title.paragraph_format.space_before = Pt(130)
    _run(title, content.title, TITLE, sizes.title + 4, bold=content.lang == "en")
    for line in content.subtitle.split("\n"):
        below = document.add_paragraph()
        _format(below, centre)
        below.paragraph_format.space_before = Pt(10)
        _run(below, line, SUBHEAD, sizes.head)
    warning = document.add_paragraph()
    _format(warning, centre)
    warning.paragraph_format.space_before = Pt(28)
    warning.paragraph_format.space_after = Pt(150)
    _run(warning, content.warning, HEAD, sizes.head)
    table = document.add_table(rows=0, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(table.columns, COVER, strict=True):
        column.width = Mm(wide)
    for label, text in content.cover:
        cells = table.add_row().cells
        for cell, said, wide, font in zip(cells, (label, text), COVER, (HEAD, BODY), strict=True):
            cell.width = Mm(wide)
            _format(cell.paragraphs[0])
            cell.paragraphs[0].paragraph_format.space_after = Pt(6)
            _run(cell.paragraphs[0], said, font, 13)


def _section(document: Any, section: Section, content: Content) -> None:
    first = section is content.sections[0]
    head = document.add_heading(_clean(section.title), level=section.level)
    head.paragraph_format.page_break_before = first or section.apart
    for block in section.blocks:
        _block(document, block, SIZES[content.lang], content.lang)


def _block(document: Any, block: Block, sizes: Sizes, lang: str) -> None:
    match block:
        case Paragraph(text, strong, ragged):
            paragraph = document.add_paragraph()
            indent = 2 * sizes.body if lang == "zh" else 0
            align = WD_ALIGN_PARAGRAPH.LEFT if ragged else WD_ALIGN_PARAGRAPH.JUSTIFY
            _format(paragraph, align, line=sizes.line, indent=indent)
            _run(paragraph, text, HEAD if strong else BODY, sizes.body)
        case Note(text):
            paragraph = document.add_paragraph()
            _format(paragraph)
            paragraph.paragraph_format.space_after = Pt(8)
            _run(paragraph, text, BODY, sizes.note)
        case Table():
            _table(document, block, sizes)
        case Picture():
            _picture(document, block, sizes)


def _picture(document: Any, picture: Picture, sizes: Sizes) -> None:
    paragraph = document.add_paragraph()
    _format(paragraph, WD_ALIGN_PARAGRAPH.CENTER)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width_mm))
    shape._inline.docPr.set("descr", _clean(picture.alt))
    _caption(document, picture.caption, sizes, above=False)


def _caption(document: Any, text: str, sizes: Sizes, *, above: bool) -> None:
    caption = document.add_paragraph()
    _format(caption, WD_ALIGN_PARAGRAPH.CENTER)
    form = caption.paragraph_format
    form.space_before, form.space_after = (Pt(10), Pt(4)) if above else (Pt(3), Pt(10))
    form.keep_with_next = above
    _run(caption, text, HEAD, sizes.table)


def _table(document: Any, table: Table, sizes: Sizes) -> None:
    _caption(document, table.caption, sizes, above=True)
    made = document.add_table(rows=1, cols=len(table.head))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    size = sizes.small if table.small else sizes.table
    _padded(made)
    shares = [TEXT_MM * w / sum(table.widths) for w in table.widths]
    for column, wide in zip(made.columns, shares, strict=True):
        column.width = Mm(wide)
    head = size if len(table.head) <= MANY else size * 0.75
    _row(made.rows[0], table.head, shares, HEAD, head, range(len(table.head)))
    _mark(made.rows[0], "w:tblHeader")
    for row in table.rows:
        _row(made.add_row(), row, shares, BODY, size, table.centred)
    for row in made.rows:
        _mark(row, "w:cantSplit")
    after = document.add_paragraph()
    _format(after, line=8)


def _padded(table: Any) -> None:
    """Give the cells of a table some air above and below."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "40")  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _row(
    row: Any, texts: Sequence[str], widths: Sequence[float], font: str, size: float, centred: Any
) -> None:
    for n, (cell, text, wide) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = Mm(wide)
        paragraph = cell.paragraphs[0]
        _format(paragraph, WD_ALIGN_PARAGRAPH.CENTER if n in centred else WD_ALIGN_PARAGRAPH.LEFT)
        _run(paragraph, text, font, size)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _undated(content: bytes) -> bytes:
    """Return the package with its files at one fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(item))
    return out.getvalue()
