r"""The text of a DXF drawing → UTF-8: its encoding judged, `\U+XXXX` decoded, cut files refused.

Made in the worker process. GDAL gets the text rewritten: what it makes of GBK, and of escapes in
MTEXT, is not Chinese.
"""

from __future__ import annotations

import re
from collections import Counter

from gis_app.reading.encoding import chosen
from layers.errors import Fault, InputError

BINARY = b"AutoCAD Binary DXF"
UNICODE_SINCE = "AC1021"  # AutoCAD 2007: UTF-8 from then on
VERSION = re.compile(rb"\$ACADVER\s*\n\s*1\s*\n\s*(AC\d+)")
CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s*\n\s*3\s*\n\s*([^\n]+)")
END = re.compile(rb"\n[ \t]*0[ \t]*\n[ \t]*EOF\s*$")
# `\U+4E2D`, in eight digits by some writers; `\M+5D6D0` is GBK, other digits other code pages.
ESCAPE = re.compile(
    r"\\U\+(000[0-9A-F]{5}|0010[0-9A-F]{4}|[0-9A-F]{4})|\\M\+([1-5])([0-9A-F]{4})", re.I
)
# A fraction in MTEXT, `\\S1/2;`: GDAL loses the byte behind it.
FRACTION = re.compile(r"\\S([^;\\\n]*);")
PAGES = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gbk"}
# Annotation is drawn as lines and texts of its own, which are no boundaries and no names.
DIMENSION = re.compile(
    r"\n[ \t]*0\n(?:DIMENSION|LEADER|MULTILEADER|ACAD_TABLE)[ \t]*\n[ \t]*5\n[ \t]*([0-9A-Fa-f]+)"
)
ENTITIES = re.compile(r"\n[ \t]*2\nENTITIES[ \t]*\n(.*?\n)[ \t]*0\nENDSEC", re.DOTALL)
KIND = re.compile(r"(?:^|\n)[ \t]*0\n([A-Z0-9_]*[A-Z][A-Z0-9_]*)[ \t]*(?=\n)")
READ = {
    *("POINT", "LINE", "POLYLINE", "VERTEX", "SEQEND", "LWPOLYLINE", "CIRCLE", "ELLIPSE", "ARC"),
    *("SPLINE", "HELIX", "MLINE", "TEXT", "MTEXT", "INSERT", "ATTRIB", "ATTDEF", "HATCH", "SOLID"),
    *("TRACE", "3DFACE", "DIMENSION", "LEADER", "MULTILEADER", "ACAD_TABLE"),
}
NO_PLACES = {
    *("VIEWPORT", "IMAGE", "WIPEOUT", "OLE2FRAME", "OLEFRAME", "RAY", "XLINE", "TOLERANCE"),
}
HEAD = 2**16  # bytes: the header stands at the start
ANY_WIDTH = 2**31


def drawing(content: bytes, name: str, asked: str | None) -> tuple[str, str, list[Fault]]:
    """Return the text of a drawing, its encoding, and a notice where that is not as it says.

    Raises
    ------
    InputError
        E-DXF-01: binary; E-IO-01: it ends before it should; E-ENC-01: `asked` is not known.
    """
    if content.startswith(BINARY):
        raise InputError(Fault("E-DXF-01", {"path": name}))
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not END.search(content[-200:]):
        raise InputError(Fault("E-IO-01", {"path": name, "why": "dxf-cut"}))
    cells = {(line, ANY_WIDTH) for line in content.split(b"\n") if not line.isascii()}
    codec, notes = chosen(sorted(cells), said=_said(content), asked=asked)
    return unescaped(content.decode(codec, "replace")), codec.upper(), notes


def unescaped(text: str) -> str:
    r"""Return `text` with `\U+XXXX` and `\M+nXXXX` as the characters they stand for.

    >>> unescaped(r"\U+82CF\U+5DDE \M+5D6DD")
    '苏州 州'
    """
    told = ESCAPE.sub(_character, FRACTION.sub(_plain, text))
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def annotations(text: str) -> frozenset[str]:
    """Return the handles of dimensions, leaders and tables."""
    return frozenset(handle.upper() for handle in DIMENSION.findall(text))


def unread(text: str) -> Counter[str]:
    """Return how many entities there are of each kind that GDAL passes over without a word."""
    section = ENTITIES.search(text)
    kinds = Counter(KIND.findall(section[1])) if section else Counter()
    return Counter({kind: n for kind, n in kinds.items() if kind not in READ | NO_PLACES})


def _said(content: bytes) -> str | None:
    """Return the encoding the header states."""
    version, page = VERSION.search(content[:HEAD]), CODE_PAGE.search(content[:HEAD])
    if version and version[1].decode() >= UNICODE_SINCE:
        return "UTF-8"
    return page[1].decode("ascii", "replace").strip() if page else None


def _plain(found: re.Match[str]) -> str:
    return re.sub("[#^]", "/", found[1])


def _character(found: re.Match[str]) -> str:
    whole, code, page, pair = found[0], found[1], found[2], found[3]
    if page:
        try:
            return bytes.fromhex(pair).decode(PAGES[page])
        except UnicodeDecodeError:
            return whole
    character = chr(int(code, 16))
    return character if character >= " " else whole
