"""Which of the encodings in use in China bytes are text in, judged from the bytes themselves.

What a file says about its encoding (.cpg, $DWGCODEPAGE) is often wrong: it only breaks a tie.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable, Sequence

from layers.errors import Fault, InputError

# How a person, a .cpg file or a drawing spells an encoding → its codec.
ENCODINGS = {
    **dict.fromkeys(("UTF-8", "UTF8", "65001"), "utf-8"),
    **dict.fromkeys(("GBK", "GB2312", "CP936", "936", "ANSI 936", "ANSI_936", "EUC-CN"), "gbk"),
    **dict.fromkeys(("GB18030", "CP54936", "54936"), "gb18030"),
    **dict.fromkeys(("BIG5", "CP950", "950", "ANSI_950"), "big5"),
}
JUDGED = ("utf-8", "gbk", "gb18030")
THREE_BYTES = "\u0800"  # from here on UTF-8 needs three bytes: Chinese, not accents
Cell = tuple[bytes, int]  # the bytes of a text, and how many there is room for


def chosen(
    cells: Collection[Cell], *, said: str | None = None, asked: str | None = None
) -> tuple[str, list[Fault]]:
    """Return the codec of the cells that are not ASCII, and a notice where the file lies.

    `said` is what the file says, `asked` what the person says: that is followed.

    Raises
    ------
    InputError
        E-ENC-01: `asked` is no known encoding.
    """
    if asked:
        if codec := named(asked):
            return codec, []
        known = "、".join(codec.upper() for codec in dict.fromkeys(ENCODINGS.values()))
        raise InputError(Fault("E-ENC-01", {"name": asked, "known": known}))
    hint = named(said or "")
    if not cells:
        return hint or "utf-8", []
    codec = judged(cells, hint)
    if codec == hint:
        return codec, []
    return codec, [Fault("W-ENC-01", {"enc": codec.upper(), "said": (said or "").strip()})]


def named(text: str) -> str | None:
    """Return the codec that a name stands for, None for an unknown one."""
    return ENCODINGS.get(text.strip().upper())


def judged(cells: Iterable[Cell], hint: str | None) -> str:
    """Return the codec that leaves the fewest cells undecodable; the hint only breaks a tie.

    >>> judged([("苏州".encode("gbk"), 10)], "utf-8")
    'gbk'
    """
    cells = list(cells)
    wrong = {codec: _undecodable(cells, codec) for codec in JUDGED}
    best = min(JUDGED, key=wrong.__getitem__)
    if best == "utf-8" and wrong["utf-8"] == wrong["gbk"]:
        known = (decoded(cell, width, "utf-8") for cell, width in cells)
        if not any(w != "bad" and max(text, default="") >= THREE_BYTES for text, w in known):
            return hint if hint in JUDGED else "gbk"
    return best


def _undecodable(cells: Sequence[Cell], codec: str) -> int:
    """Return how many cells cannot be decoded; a line feed is part of no character."""
    try:
        b"\n".join(cell for cell, _ in cells).decode(codec)
    except UnicodeDecodeError:
        return sum(decoded(cell, width, codec)[1] == "bad" for cell, width in cells)
    return 0


def decoded(cell: bytes, width: int, codec: str) -> tuple[str, str]:
    """Return a cell's text, and `cut` (its last character, at the full width) or `bad`.

    >>> decoded("苏州".encode()[:5], 5, "utf-8")
    ('苏', 'cut')
    """
    try:
        return cell.decode(codec), ""
    except UnicodeDecodeError:
        pass
    if len(cell) >= width:
        try:
            return codecs.getincrementaldecoder(codec)().decode(cell), "cut"
        except UnicodeDecodeError:
            pass
    return cell.decode(codec, "replace"), "bad"
