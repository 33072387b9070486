"""读取说明: what a file was taken for, what was changed and what was left out, as rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gis_app.messages import WORDS, one_line
from gis_app.reading.coordinates import SHIFTED
from gis_app.reading.records import Source
from gis_app.reading.sites import SiteTable

MOST_TOLD = 100  # rows left out that are named; the rest is only counted
LABELS = {
    "zh": {
        "file": "文件",
        "format": "格式",
        "layer": "图层",
        "encoding": "文字编码",
        "crs": "坐标系",
        "rows": "行数",
        "note": "说明",
        "dropped": "第 {row} 行未参与评价",
        "more": "其余未参与评价",
    },
    "en": {
        "file": "file",
        "format": "format",
        "layer": "layer",
        "encoding": "text encoding",
        "crs": "coordinate system",
        "rows": "rows",
        "note": "notice",
        "dropped": "row {row} left out",
        "more": "also left out",
    },
}
WHY = {
    "zh": {
        "stated": "{crs}（文件写明）",
        "asked": "{crs}（文件未写明或按要求读取，由使用者指定）",
        "format": "{crs}（该格式的规定）",
        "rows": "{crs}（各行或表头写明）",
    },
    "en": {
        "stated": "{crs} (the file states it)",
        "asked": "{crs} (as the user said)",
        "format": "{crs} (the format fixes it)",
        "rows": "{crs} (rows or the header state it)",
    },
}
COUNTS = {
    "zh": "读入 {read} 行，可用 {used} 处，未参与 {out} 行",
    "en": "{read} rows read, {used} sites usable, {out} rows left out",
}
SHORT = {"zh": "已读取 {name}：{told}", "en": "read {name}: {told}"}
JOINED = {"zh": "，", "en": ", "}
REST = {"zh": "{n} 行", "en": "{n} rows"}


def account(table: SiteTable, lang: str = "zh") -> list[tuple[str, str]]:
    """Return the account of how a file of sites was read; nothing for a layer of the plan.

    Rows are (label, text): file, format, layer, encoding, coordinate system and why, counts, every
    notice, and each row left out with its reason. Notices keep the language they were read in.
    """
    if table.source is None:
        return []
    told = {"used": len(table.sites), "dropped": table.dropped, "notes": table.notes}
    return account_of(table.source, **told, lang=lang)


def in_short(rows: Sequence[tuple[str, str]], lang: str) -> str:
    """Return an account on one line, without what was changed or left out; "" for none."""
    counts = LABELS[lang]["rows"]
    end = next((n for n, (label, _) in enumerate(rows, 1) if label == counts), 0)
    if not end:
        return ""
    name, *told = (text for _, text in rows[:end])
    return SHORT[lang].format(name=name, told=JOINED[lang].join(told))


def account_of(
    source: Source,
    *,
    used: int,
    dropped: Sequence[Mapping[str, object]],
    notes: Sequence[str],
    more: int = 0,
    lang: str = "zh",
) -> list[tuple[str, str]]:
    """Return the same of a file whose sites are not all at hand; `more` rows were dropped too."""
    labels = LABELS[lang]
    counts = {"read": source.rows, "used": used, "out": len(dropped) + more}
    rows = [*_about(source, lang), (labels["rows"], COUNTS[lang].format(**counts))]
    rows += [(labels["note"], note) for note in notes]
    return [*rows, *_left_out(dropped, more, lang)]


def _about(source: Source, lang: str) -> Iterator[tuple[str, str]]:
    labels = LABELS[lang]
    told = {
        "file": source.name,
        "format": source.format,
        "layer": source.layer,
        "encoding": source.encoding,
        "crs": source.crs and WHY[lang][source.crs_from].format(crs=_systems(source.crs, lang)),
    }
    yield from ((labels[key], one_line(text)) for key, text in told.items() if text)


def _systems(names: str, lang: str) -> str:
    """Return coordinate systems as people call them: shifted ones by who uses them."""
    for code in SHIFTED:
        names = names.replace(code, WORDS[f"datum-{code}"][lang == "en"])
    return names


def _left_out(
    dropped: Sequence[Mapping[str, object]], more: int, lang: str
) -> Iterator[tuple[str, str]]:
    labels = LABELS[lang]
    for entry in dropped[:MOST_TOLD]:
        yield labels["dropped"].format(**entry), f"{entry['code']}: {entry['why']}"
    if (rest := len(dropped) + more - MOST_TOLD) > 0:
        yield labels["more"], REST[lang].format(n=rest)
