"""Quotation marks inside quotation marks."""

from __future__ import annotations

OPEN, CLOSE = "“‘", "”’"


def nested(text: str) -> str:
    """Return a text whose quotations inside quotations have single marks.

    A text whose marks do not pair is returned as it is.

    >>> nested("“以线促面的“一环两轴四带””")
    '“以线促面的‘一环两轴四带’”'
    >>> nested("“a” and “b”, “c")
    '“a” and “b”, “c'
    """
    if text.count("“") < 2 or text.count("“") != text.count("”"):
        return text
    out: list[str] = []
    opened: list[str] = []
    for mark in text:
        if mark in OPEN:
            inside = mark == "‘" or opened[-1:] == ["“"]
            opened.append(OPEN[inside])
            out.append(opened[-1])
        elif mark == "”":
            if not opened:
                return text
            out.append(CLOSE[OPEN.index(opened.pop())])
        else:
            if mark == "’" and opened[-1:] == ["‘"]:
                opened.pop()
            out.append(mark)
    return "".join(out)
