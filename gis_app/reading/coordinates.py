"""Which coordinate system a file or `--crs` means, and its coordinates → WGS84 degrees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from gis_app.reading.datum import Floats, Shift, bd_to_wgs, gcj_to_wgs
from layers.crs import STORE
from layers.errors import Fault, InputError

Window = Mapping[str, float]

# How `crs` members and columns spell a known system: EPSG:4490, urn:ogc:def:crs:EPSG::4490, …
NAMED = re.compile(
    r"(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/)(\d+)",
    re.IGNORECASE,
)
CRS84 = re.compile(
    r"(?:OGC:|urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/)?CRS84",
    re.IGNORECASE,
)
KNOWN_CODES = (4326, 4490, 4549, 4528, 3857)
WORDS = {
    **dict.fromkeys(("wgs84", "wgs-84", "wgs 84"), "EPSG:4326"),
    **dict.fromkeys(("cgcs2000", "国家2000"), "EPSG:4490"),
    **dict.fromkeys(("gcj02", "gcj-02", "高德", "腾讯", "火星"), "gcj02"),
    **dict.fromkeys(("bd09", "bd-09", "百度"), "bd09"),
}
SHIFTED: dict[str, Shift] = {"gcj02": gcj_to_wgs, "bd09": bd_to_wgs}
DATUMS = (4326, 4490)  # CGCS2000 is taken as WGS84; they differ by < 1 m

# Easting and northing that only this system gives near Suzhou (metres).
MAGNITUDES = {
    "looks-4549": ((4.80e5, 6.45e5), (3.38e6, 3.57e6)),
    "looks-4528": ((4.048e7, 4.0645e7), (3.38e6, 3.57e6)),
    "looks-3857": ((1.3335e7, 1.3530e7), (3.58e6, 3.79e6)),
    "looks-degrees": ((-180.0, 180.0), (-90.0, 90.0)),
}


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system that can be read: its name, and whether it counts in metres."""

    name: str
    metric: bool
    shift: Shift | None = None

    @property
    def is_degrees(self) -> bool:
        """Return whether it is plain longitude and latitude, neither metres nor shifted."""
        return not self.metric and self.shift is None

    def to_store(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return WGS84 longitude and latitude for x = east or longitude, y = north or latitude."""
        if self.shift:
            return self.shift(x, y)
        if not self.metric:
            return x, y
        return _transformer(self.name).transform(x, y)


WGS84 = Crs("EPSG:4326", metric=False)


@lru_cache(maxsize=32)
def named(text: str) -> Crs:
    """Return what `--crs` or a column says: wgs84, cgcs2000, gcj02, bd09 or EPSG:n.

    Raises
    ------
    InputError
        E-CRS-01 for `unknown`; E-CRS-05 a datum without parameters (Beijing 54, Xi'an 80);
        E-CRS-06 anything else.
    """
    word = WORDS.get(text.strip().casefold(), text.strip())
    if word in {"unknown", "不清楚"}:
        raise InputError(Fault("E-CRS-01"))
    if word in SHIFTED:
        return Crs(word, metric=False, shift=SHIFTED[word])
    if CRS84.fullmatch(word):
        return WGS84
    found = NAMED.fullmatch(word)
    if not found:
        raise InputError(Fault("E-CRS-06", {"name": text}))
    return _by_code(int(found[1]), text)


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
    raise InputError(Fault("E-CRS-06", {"name": name or crs}))


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
    if own.metric or asked.metric:
        raise InputError(Fault("E-CRS-07", {"name": own.name, "crs": asked.name}))
    if asked.shift:
        return asked, [Fault("W-CRS-11", {"name": own.name, "crs": asked.name})]
    return own, []


def looks(x: float, y: float) -> str:
    """Return the word for the system these numbers look like, or nothing."""
    for word, (east, north) in MAGNITUDES.items():
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
    expected = f"looks-{crs.name.removeprefix('EPSG:')}" if crs.metric else "looks-degrees"
    if seems and seems != expected:
        return Fault("E-CRS-08", {**facts, "looks": seems})
    too_large = not crs.metric and max(abs(x), abs(y)) > 360
    return Fault("E-CRS-08" if too_large else "E-CRS-02", facts)


@lru_cache(maxsize=32)
def _by_code(code: int, text: str) -> Crs:
    try:
        system = pyproj.CRS.from_epsg(code)
    except CRSError as error:
        raise InputError(Fault("E-CRS-06", {"name": text})) from error
    datum = system.geodetic_crs.to_epsg() if system.geodetic_crs else None
    if not (system.is_projected or system.is_geographic) or len(system.axis_info) != 2:
        raise InputError(Fault("E-CRS-06", {"name": text}))
    if datum not in DATUMS:
        raise InputError(Fault("E-CRS-05", {"name": f"EPSG:{code} {system.name}"}))
    return Crs(f"EPSG:{code}", metric=system.is_projected)


@lru_cache(maxsize=32)
def _transformer(name: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(name, STORE, always_xy=True)
