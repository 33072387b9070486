"""A datum nobody knows: the same coordinates read as WGS84 and as GCJ-02, scored side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gis_app.grades import grade_name

Json = dict[str, Any]

UNKNOWN = "unknown"
UNSURE = (UNKNOWN, "不清楚")  # what `--crs` says when nobody knows the datum
READ_AS = ("wgs84", "gcj02")  # about 500 m apart in Suzhou; the first is the one shown

TEXTS = {
    "same": (
        "坐标系不清楚：按 WGS84 为{one}，按高德（GCJ-02）为{other}；结论对坐标系不敏感",
        "datum unknown: {one} read as WGS84, {other} read as GCJ-02; the grade does not depend on "
        "it",
    ),
    "differs": (
        "坐标系不清楚：按 WGS84 为{one}，按高德（GCJ-02）为{other}；结论随坐标系变化，请确认",
        "datum unknown: {one} read as WGS84, {other} read as GCJ-02; the grade changes: find out",
    ),
}


def side_by_side(
    one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]], lang: str
) -> list[Json]:
    """Return the scores of the first reading, widened to hold the second, and what differs.

    Parameters
    ----------
    one, other : results of `layers.score` for the same sites in the order of READ_AS.
    lang : zh or en.
    """
    return [_widened(a, b, lang) for a, b in zip(one, other, strict=True)]


def datum_matters(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two results of `layers.locate` differ in district, county or a relation."""
    return _told(one) != _told(other)


def _told(found: Mapping[str, Any]) -> tuple[object, ...]:
    district, county = found["district"], found["county"]
    return (
        found["in_city"],
        district and district["code"],
        county and county["clause"],
        {element["id"]: element["relation"] for element in found["elements"]},
        {place["id"] for place in found["places"]},
    )


def _widened(one: Mapping[str, Any], other: Mapping[str, Any], lang: str) -> Json:
    same = one["grade"] == other["grade"] and one["district"] == other["district"]
    words = TEXTS["same" if same else "differs"][lang == "en"]
    flag = words.format(one=_words(one, lang), other=_words(other, lang))
    lows, highs = ([r[k] for r in (one, other) if r[k] is not None] for k in ("low", "high"))
    return {
        **one,
        "low": min(lows, default=None) if one["score"] is not None else None,
        "high": max(highs, default=None) if one["score"] is not None else None,
        "flags": [*one["flags"], flag],
    }


def _words(result: Mapping[str, Any], lang: str) -> str:
    if result["score"] is None:
        outside = "outside the city" if lang == "en" else "市域外"
        return grade_name(result["grade"], lang) or outside
    return f" {result['score']:.1f} {grade_name(result['grade'], lang)} "
