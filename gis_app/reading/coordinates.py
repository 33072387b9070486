"""Which coordinate system a file or `--crs` means, and whether coordinates fit it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from gis_app.reading import suzhou2000
from gis_app.reading.datum import Floats, Shift, bd_to_wgs, gcj_to_wgs
from gis_app.reading.definitions import DATUMS, UNSTATED, by_code, by_definition, by_name, is_old
from gis_app.reading.systems import WGS84, Crs
from layers.errors import Fault, InputError

Window = Mapping[str, float]

# How `crs` members and columns spell a known system: EPSG:4490, urn:ogc:def:crs:EPSG::4490, …
NAMED = re.compile(
    r"(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/)(\d{1,9})",
    re.IGNORECASE,
)
CRS84 = re.compile(
    r"(?:OGC:|urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/)?CRS84",
    re.IGNORECASE,
)
KNOWN_CODES = frozenset({*DATUMS, 3857, *range(4491, 4555)})  # 4491…: CGCS2000, 3° and 6° zones
WORDS = {
    **dict.fromkeys(("wgs84", "wgs-84", "wgs 84", "gps"), "EPSG:4326"),
    **dict.fromkeys(("cgcs2000", "国家2000", "2000国家大地坐标系"), "EPSG:4490"),
    **dict.fromkeys(("gcj02", "gcj-02", "高德", "腾讯", "火星"), "gcj02"),
    **dict.fromkeys(("bd09", "bd-09", "百度"), "bd09"),
}
SHIFTED: dict[str, Shift] = {"gcj02": gcj_to_wgs, "bd09": bd_to_wgs}

# Easting and northing (metres) that a system gives near Suzhou: what to call them, and the names
# of the systems they fit. 苏州2000 has constants of its own: these are those of 500 km, 0.
NORTHING = (3.38e6, 3.57e6)
MAGNITUDES = {
    "looks-4549": ((4.80e5, 6.45e5), NORTHING, ("EPSG:4549", suzhou2000.NAME)),
    "looks-sz2000": ((4.00e5, 4.80e5), NORTHING, (suzhou2000.NAME,)),
    "looks-4528": ((4.048e7, 4.0645e7), NORTHING, ("EPSG:4528",)),
    "looks-4529": ((4.119e7, 4.137e7), NORTHING, ("EPSG:4529",)),
    "looks-4499": ((2.119e7, 2.137e7), NORTHING, ("EPSG:4499",)),
    "looks-123e": ((1.90e5, 3.70e5), NORTHING, ("EPSG:32651", "EPSG:4550", "EPSG:4510")),
    "looks-3857": ((1.3335e7, 1.3530e7), (3.58e6, 3.79e6), ("EPSG:3857",)),
    "looks-degrees": ((-180.0, 180.0), (-90.0, 90.0), ()),
}


@lru_cache(maxsize=32)
def named(text: str) -> Crs:
    """Return what `--crs` or a column says: wgs84, cgcs2000, gcj02, bd09, EPSG:n or sz2000:X0,Y0.

    Raises
    ------
    InputError
        E-CRS-01 for `unknown`; E-CRS-05 a datum without parameters (Beijing 54, Xi'an 80), and
        苏州2000 without its constants; E-CRS-06 anything else.
    """
    word = WORDS.get(text.strip().casefold(), text.strip())
    if word in {"unknown", "不清楚"}:
        raise InputError(Fault("E-CRS-01"))
    if word in SHIFTED:
        return Crs(word, metric=False, shift=SHIFTED[word])
    if CRS84.fullmatch(word):
        return WGS84
    if (city := suzhou2000.asked(word)) or (city := by_name(word)):
        return city
    if is_old(word):
        raise InputError(Fault("E-CRS-05", {"name": text, "looks": "old-datum"}))
    found = NAMED.fullmatch(word)
    if not found:
        raise InputError(Fault("E-CRS-06", {"name": text}))
    return by_code(int(found[1]), text)


def stated(text: str | None) -> Crs | None:
    """Return the system a file states, x being east or longitude; None where it states none.

    Parameters
    ----------
    text : WKT 1 or 2 (GDAL's or ESRI's), PROJJSON, `EPSG:n`, a URN, or ESRI's name alone.

    Raises
    ------
    InputError
        E-CRS-05: no transformation parameters (Beijing 54, Xi'an 80); E-CRS-06: not supported.
    """
    word = (text or "").replace("\ufeff", "").strip()
    if not word or UNSTATED.fullmatch(word):
        return None
    if CRS84.fullmatch(word):
        return WGS84
    if found := NAMED.fullmatch(word):
        return by_code(int(found[1]), word)
    return by_name(word) or by_definition(word)


def member(crs: object) -> Crs:
    """Return what a GeoJSON `crs` member means; only the names of known systems are accepted.

    Raises
    ------
    InputError
        E-CRS-06: a link, a path, an unknown name or code.
    """
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(crs, dict) and crs.get("type") == "name" and isinstance(name, str):
        found = NAMED.fullmatch(name)
        if CRS84.fullmatch(name) or (found and int(found[1]) in KNOWN_CODES):
            return named(name)
    raise InputError(Fault("E-CRS-06", {"name": _said(crs)}))


def _said(crs: object) -> str:
    """Return what a `crs` member says, as a person reads it."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    told = properties if isinstance(properties, dict) else {}
    for key in ("name", "href", "url", "code"):
        if isinstance(told.get(key), (str, int)) and told[key] != "":
            kind = crs.get("type", "") if isinstance(crs, dict) and key != "name" else ""
            return f"{kind} {told[key]}".strip()
    return str(crs) if isinstance(crs, (str, int)) else json.dumps(crs, ensure_ascii=False)


def agreed(own: Crs | None, asked: Crs | None) -> tuple[Crs | None, list[Fault]]:
    """Return the system to read a file in, given what it says itself and what `--crs` says.

    The file wins. A shift (gcj02, bd09) may be laid over degrees, since files cannot say it.

    Raises
    ------
    InputError
        E-CRS-07: the two contradict each other.
    """
    if own is None or asked is None or own == asked:
        return own or asked, []
    if own.metric and own.is_same(asked):
        return own, []
    if own.metric or asked.metric:
        raise InputError(Fault("E-CRS-07", {"name": own.name, "crs": asked.name}))
    if asked.shift:
        return asked, [Fault("W-CRS-11", {"name": own.name, "crs": asked.name})]
    return own, []


def looks(x: float, y: float) -> str:
    """Return the word for the system these numbers look like, or nothing."""
    for word, (east, north, _) in MAGNITUDES.items():
        for a, b in ((x, y), (y, x)):
            if east[0] <= a <= east[1] and north[0] <= b <= north[1]:
                return word
    return ""


def inside(lon: Floats, lat: Floats, window: Window) -> np.ndarray:
    """Return where degrees lie inside the window; NaN never does."""
    across = (lon >= window["west"]) & (lon <= window["east"])
    return across & (lat >= window["south"]) & (lat <= window["north"])


def misplaced(x: float, y: float, crs: Crs, window: Window) -> Fault:
    """Return why (x, y), read as `crs`, is not inside the window."""
    facts: dict[str, object] = {"x": f"{x:.10g}", "y": f"{y:.10g}", "name": crs.name}
    if bool(inside(*crs.to_store(np.float64(y), np.float64(x)), window)):
        return Fault("E-CRS-03", facts)
    seems = looks(x, y)
    fits = not crs.metric if seems == "looks-degrees" else crs.name in _fitting(seems)
    if seems and not fits:
        return Fault("E-CRS-08", {**facts, "looks": seems})
    nowhere = not np.isfinite(crs.to_store(np.float64(x), np.float64(y))).all()
    too_large = not crs.metric and max(abs(x), abs(y)) > 360
    return Fault("E-CRS-08" if too_large or nowhere else "E-CRS-02", facts)


def _fitting(seems: str) -> tuple[str, ...]:
    return MAGNITUDES[seems][2] if seems else ()
