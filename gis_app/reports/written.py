"""A report as the bytes of a file: Word or PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gis_app.reports.content import Content
from gis_app.reports.docx import docx
from gis_app.reports.pdf import pdf

WRITERS: Mapping[str, Callable[[Content], bytes]] = {"docx": docx, "pdf": pdf}
UNSAFE = re.compile(r"\W+")  # more than what any system refuses in a file's name


def written(content: Content, kind: str) -> bytes:
    """Return the report as `docx` or `pdf`."""
    return WRITERS[kind](content)


def file_name(content: Content, kind: str) -> str:
    """Return a name to save the report under: its title in its language, and its date.

    >>> UNSAFE.sub("-", 'Site support: "P7" (1/2)').strip("-")
    'Site-support-P7-1-2'
    """
    title = UNSAFE.sub("-", content.title).strip("-")
    return f"{title}-{content.time.date().isoformat()}.{kind}"
