"""A report as the bytes of a file: Word or PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gis_app.reports.content import Content
from gis_app.reports.docx import docx
from gis_app.reports.pdf import pdf

WRITERS: Mapping[str, Callable[[Content], bytes]] = {"docx": docx, "pdf": pdf}


def written(content: Content, kind: str) -> bytes:
    """Return the report as `docx` or `pdf`."""
    return WRITERS[kind](content)
