"""A report as PDF in our own fonts; texts go to the template as data, never as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typst

from gis_app.reports import fonts
from gis_app.reports.content import Block, Content, Note, Paragraph, Picture, Table

TEMPLATE = Path(__file__).with_name("report.typ")

Json = Mapping[str, Any]


def pdf(content: Content) -> bytes:
    """Return the report as PDF; the same content gives the same bytes."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        folder = Path(name)
        files = dict(_files(content))
        for file, data in files.items():
            (folder / file).write_bytes(data)
        told = json.dumps(_drawable(_told(content)), ensure_ascii=False)
        (folder / "content.json").write_text(told, encoding="utf-8")
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        made: Any = _compiler(folder).compile(format="pdf", timestamp=content.time)
        return bytes(made)


def _compiler(folder: Path) -> typst.Compiler:
    ours = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)]
    )
    return typst.Compiler(str(folder / "report.typ"), root=str(folder), font_paths=ours)


def _files(content: Content) -> Iterator[tuple[str, bytes]]:
    for name, picture in _pictures(content):
        yield name, picture.png


def _pictures(content: Content) -> Iterator[tuple[str, Picture]]:
    blocks = (b for section in content.sections for b in section.blocks)
    for n, picture in enumerate(b for b in blocks if isinstance(b, Picture)):
        yield f"picture-{n}.png", picture


def _told(content: Content) -> Json:
    names = {id(picture): name for name, picture in _pictures(content)}
    time = content.time
    return {
        "lang": content.lang,
        "name": f"{content.title} {content.subtitle}".replace("\n", " "),
        "title": content.title,
        "subtitle": content.subtitle,
        "warning": content.warning,
        "footer": content.footer,
        "cover": [list(pair) for pair in content.cover],
        "date": {k: getattr(time, k) for k in ("year", "month", "day", "hour", "minute", "second")},
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "apart": section.apart,
                "blocks": [_block(block, names) for block in section.blocks],
            }
            for section in content.sections
        ],
    }


def _block(block: Block, names: Mapping[int, str]) -> Json:
    match block:
        case Paragraph(text, strong, ragged):
            return {"kind": "paragraph", "text": text, "strong": strong, "ragged": ragged}
        case Note(text):
            return {"kind": "note", "text": text}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "head": list(block.head),
                "rows": [list(row) for row in block.rows],
                "widths": list(block.widths),
                "centred": sorted(block.centred),
                "small": block.small,
            }
        case Picture():
            told = {"caption": block.caption, "alt": block.alt, "width_mm": block.width_mm}
            return {"kind": "picture", "file": names[id(block)], **told}


def _drawable(value: Any) -> Any:
    """Return the same tree with every text as our fonts can draw it."""
    if isinstance(value, str):
        return fonts.drawable(value)
    if isinstance(value, Mapping):
        return {k: _drawable(v) for k, v in value.items()}
    return [_drawable(v) for v in value] if isinstance(value, list) else value
