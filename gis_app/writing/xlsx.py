"""Layers → an Excel workbook: a sheet a layer, what the fields mean, what it was made from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from xlsxwriter import Workbook

from gis_app.writing.made import Made
from gis_app.writing.xlsx_about import about, dictionary
from gis_app.writing.xlsx_layer import layer_page
from gis_app.writing.xlsx_page import FONT, SIZE, Book, table
from gis_app.writing.xlsx_scores import MOST_LIVE, Scored
from layers.export import Layers
from layers.export_fields import FIELDS

SCORES = "scores"
ABOUT, DICTIONARY, DETAIL, RESULT = "数据与口径", "字段说明", "指标明细", "评价结果"
NAMELESS = str.maketrans("[]:*?/\\", "（）：＊？／＼")


def workbook(
    layers: Layers,
    crs: str,  # noqa: ARG001 - always CGCS2000, degrees and metres
    made: Made,
    *,
    results: Sequence[Mapping[str, Any]] | None = None,
) -> bytes:
    """Return layers as a workbook (.xlsx); the same input gives the same bytes.

    Parameters
    ----------
    layers : layer id → layer, as for `layers.export`.
    crs : not used.
    made : what made the file, whom it is for, and the plan's facts.
    results : what `layers.score.score` returned for the rows of layer `scores`, in order. With
        them every criterion has a line, and the scores are live formulas.
    """
    out = io.BytesIO()
    with Workbook(out, _options()) as target:
        target.set_properties(
            {
                "title": made.title,
                "comments": made.publication.footer(),
                "author": made.versions.get("tool", ""),
                "created": made.time.astimezone(UTC).replace(tzinfo=None),
            }
        )
        _fill(Book(target, made.publication.footer()), layers, made, results)
    return out.getvalue()


def _fill(
    book: Book,
    layers: Layers,
    made: Made,
    results: Sequence[Mapping[str, Any]] | None,
) -> None:
    """Write the sheets: the layers, the criteria of scores, the fields, the facts."""
    public = made.publication.public
    known = made.facts is not None and SCORES in layers
    scored = Scored(results, made.facts) if results and known else None
    pages = {}
    for name, layer in layers.items():
        title = RESULT if name == SCORES else FIELDS[name].title.translate(NAMELESS)[:31]
        pages[title] = layer_page(name, layer, public=public)
        sheet = book.page(title)
        if name == SCORES and scored:
            detail = book.page(DETAIL)
            scored.put(pages[title], live=len(layer) <= MOST_LIVE)
            table(book, detail, *scored.detail(), frozen=4)
            for named, cells in scored.names():
                book.workbook.define_name(named, cells)
        content = pages[title]
        table(book, sheet, content.columns, content.rows, printed=content.printed, frozen=3)
    described = book.page(DICTIONARY)
    columns, rows = dictionary(pages, scored)
    table(book, described, columns, rows)
    about(book, book.page(ABOUT, landscape=False), made, scored, list(pages.values()))


def _options() -> dict[str, Any]:
    """Return the options of the library, anew each time: it changes what it is given."""
    texts = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers", "nan_inf_to_errors")
    font = {"font_name": FONT, "font_size": SIZE, "font_scheme": "none"}
    return {"in_memory": True, **dict.fromkeys(texts, False), "default_format_properties": font}
