"""What a file says of its coordinate system (a code, a name, WKT, PROJJSON) → a Crs or a fault.

A definition is taken as it is written: where its numbers agree with an EPSG code it gets that
code, else it keeps its own name. Nothing is opened, fetched or guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import numpy as np
import pyproj
from pyproj.exceptions import CRSError, ProjError

from gis_app.reading import suzhou2000
from gis_app.reading.systems import SAMPLES, Crs
from layers.errors import Fault, InputError

DATUMS = (4326, 4490)  # CGCS2000 is taken as WGS84; they differ by < 1 m
LONGEST = 20_000  # characters of a definition
LONGEST_NAME = 60
KEYWORD = re.compile(
    r"(?:PROJCS|GEOGCS|GEOCCS|COMPD_CS|LOCAL_CS|VERT_CS|PROJ(?:ECTED)?CRS|GEOG(?:RAPHIC)?CRS"
    r"|GEOD(?:ETIC)?CRS|BOUNDCRS|COMPOUNDCRS|ENG(?:INEERING)?CRS|VERT(?:ICAL)?CRS)\s*[\[(]",
    re.IGNORECASE,
)
# Systems that say they are none: GeoPackage's −1 and 0, GDAL's and QGIS's words.
UNSTATED = re.compile(
    r"\W*(undefined|unknown|unnamed|invalid|none|未知|未定义|无)\b.*", re.IGNORECASE
)
OLD = re.compile(
    r"bei\W?jing|xi\W?an\b|xi\W?an\W?(19)?80|bj\W?54|pulkovo|krass?ow?sky|北京|西安", re.IGNORECASE
)
SHIFTED = re.compile(r"gcj|bd\W?09|baidu|mars\b|高德|腾讯|百度|火星", re.IGNORECASE)
MODERN = re.compile(
    r"(china|cgcs)( geodetic coordinate system)? ?2000|(wgs|world geodetic system) ?(19)?84"
    r"|unknown|undefined|not specified|unnamed|user ?define|custom|su ?zhou|苏州",
    re.IGNORECASE,
)
A_M = 6_378_137.0
FLATTENINGS = (298.257222101, 298.257223563)  # CGCS2000 (GRS80) and WGS84
SAME_M = 1e-3

# CGCS2000 as ArcGIS, QGIS and SuperMap name it: CGCS2000_3_Degree_GK_Zone_40, … CM_120E.
ZONE = re.compile(
    r"(?:gcs )?cgcs2000 (?:(3) degree )?(?:gk|gauss kruger) (?:(zone) (\d+)|cm (\d+)e?)"
)
GEOGRAPHIC = frozenset(
    {"gcs china geodetic coordinate system 2000", "china geodetic coordinate system 2000"}
    | {"gcs cgcs2000", "cgcs2000", "gcs china 2000", "china 2000"}
)


@lru_cache(maxsize=32)
def by_code(code: int, text: str) -> Crs:
    """Return the system of an EPSG code; E-CRS-05 without parameters, E-CRS-06 not supported."""
    try:
        system = pyproj.CRS.from_epsg(code)
        pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    except (CRSError, ProjError) as error:
        raise _unsupported(text) from error
    if not (system.is_projected or system.is_geographic) or len(system.axis_info) != 2:
        raise _unsupported(text)
    _refuse_datum(system, f"EPSG:{code} {system.name}")
    return Crs(f"EPSG:{code}", metric=system.is_projected)


def by_name(text: str) -> Crs | None:
    """Return the CGCS2000 system that a mere name means, None for any other text.

    >>> by_name("CGCS2000_3_Degree_GK_CM_120E").name, by_name("GCS_CGCS2000").name
    ('EPSG:4549', 'EPSG:4490')
    """
    word = re.sub(r"[\s_/-]+", " ", text).strip().casefold().replace("cgcs 2000", "cgcs2000")
    if word in GEOGRAPHIC:
        return by_code(4490, text)
    found = ZONE.fullmatch(word)
    if not found:
        return None
    number = int(found[3] or found[4])
    step = 3 if found[1] else 6
    first = {(3, True): 4513, (3, False): 4534, (6, True): 4491, (6, False): 4502}
    offset = number - {3: 25, 6: 13}[step] if found[2] else (number - 75) / step
    if not 0 <= offset <= {3: 20, 6: 10}[step] or offset % 1:
        raise _unsupported(text)
    return by_code(first[step, bool(found[2])] + int(offset), text)


@lru_cache(maxsize=32)
def by_definition(text: str) -> Crs | None:
    """Return the system that WKT or PROJJSON defines; None where it says that it is unknown.

    Raises
    ------
    InputError
        E-CRS-05: no transformation parameters; E-CRS-06: local, vertical, shifted, or no system.
    """
    system = _flat(_parsed(text))
    name = " ".join(system.name.split())[:LONGEST_NAME]
    if UNSTATED.fullmatch(name) and not system.is_projected:
        return None
    axes = {axis.direction.casefold() for axis in system.axis_info}
    if not (system.is_projected or system.is_geographic) or axes != {"east", "north"}:
        raise _unsupported(name, "engineering" if "ngineering" in system.type_name else "")
    _refuse_datum(system, name)
    if not system.is_projected:
        return _degrees(system, name)
    if suzhou2000.is_it(system):
        return Crs(suzhou2000.NAME, metric=True, definition=system.to_wkt())
    return _coded(system) or Crs(name, metric=True, definition=system.to_wkt())


def is_old(text: str) -> bool:
    """Return whether a name is one of the old systems, Beijing 54 or Xi'an 80."""
    return bool(OLD.search(text.replace("_", " ")))


def _parsed(text: str) -> pyproj.CRS:
    """Return the system a text defines, which must be WKT or PROJJSON by its looks."""
    name = _name_in(text)
    if len(text) > LONGEST:
        raise _unsupported(name)
    try:
        if KEYWORD.match(text):
            return pyproj.CRS.from_wkt(text)
        if text.startswith("{"):
            return pyproj.CRS.from_json_dict(json.loads(text))
    except (CRSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _unsupported(name) from error
    raise _without_parameters(name) if is_old(name) else _unsupported(name)


def _name_in(text: str) -> str:
    """Return what a definition calls itself, or its beginning."""
    found = re.search(r'^\s*(?:\w+\s*[\[(]|\{.*?"name"\s*:)\s*"([^"]+)"', text[:500], re.DOTALL)
    return " ".join((found[1] if found else text).split())[:LONGEST_NAME]


def _flat(system: pyproj.CRS) -> pyproj.CRS:
    """Return the horizontal part of a system, without heights and an empty datum shift."""
    if system.is_compound:
        system = system.sub_crs_list[0]
    if system.is_bound and system.source_crs is not None:
        told = system.coordinate_operation
        moved = [p.value for p in told.params] if told else [1.0]
        if told is None or told.grids or any(v not in (0.0, 1.0) for v in moved):
            raise _without_parameters(system.source_crs.name)
        system = system.source_crs
    return system.to_2d() if len(system.axis_info) == 3 else system


def _refuse_datum(system: pyproj.CRS, name: str) -> None:
    """Raise unless the datum is CGCS2000, WGS84 or an unnamed one on their ellipsoid."""
    geodetic = system.geodetic_crs
    ellipsoid = geodetic.ellipsoid if geodetic else None
    datum = re.sub(r"[\W_]+", " ", geodetic.datum.name if geodetic and geodetic.datum else "")
    told = f"{system.name} {geodetic.name if geodetic else ''} {datum}"
    if SHIFTED.search(told):
        raise _unsupported(name, "shifted-name")
    right = ellipsoid is not None and (
        abs(ellipsoid.semi_major_metre - A_M) < 1e-3
        and any(abs(ellipsoid.inverse_flattening - f) < 1e-6 for f in FLATTENINGS)
    )
    if is_old(told) or not right or not MODERN.search(datum):
        raise _without_parameters(name, old=is_old(told))


def _degrees(system: pyproj.CRS, name: str) -> Crs:
    """Return longitude and latitude from Greenwich in degrees as WGS84 or CGCS2000."""
    meridian = system.prime_meridian.longitude if system.prime_meridian else 0.0
    units = [axis.unit_conversion_factor for axis in system.axis_info]
    if meridian or not np.allclose(units, np.pi / 180, rtol=1e-9) or "Derived" in system.type_name:
        raise _unsupported(name)
    wgs84 = re.search(r"wgs|world", system.datum.name if system.datum else "", re.IGNORECASE)
    return Crs("EPSG:4326" if wgs84 else "EPSG:4490", metric=False)


def _coded(system: pyproj.CRS) -> Crs | None:
    """Return the coded system whose numbers are the same, so that a false code is not believed."""
    try:
        lon_lat = pyproj.Transformer.from_crs("EPSG:4490", system, always_xy=True)
        here = lon_lat.transform(*SAMPLES)
    except ProjError as error:
        raise _unsupported(system.name) from error
    if not np.isfinite(here).all():
        raise _unsupported(system.name)
    for code in _codes(system):
        coded = Crs(f"EPSG:{code}", metric=True)
        if np.allclose(coded.from_store(*SAMPLES), here, rtol=0, atol=SAME_M):
            return coded
    return None


def _codes(system: pyproj.CRS) -> Iterator[int]:
    """Yield the EPSG codes of projected systems that a definition may mean, the likeliest first."""
    told = system.to_json_dict().get("id", {})
    with suppress(InputError, ValueError):  # a code may be any text
        if told.get("authority") == "EPSG" and by_code(int(told["code"]), system.name).metric:
            yield int(told["code"])
    with suppress(InputError):
        if (meant := by_name(system.name)) and meant.code and meant.metric:
            yield meant.code
    if (found := system.to_epsg()) is not None:
        yield found


def _unsupported(name: str, why: str = "") -> InputError:
    return InputError(Fault("E-CRS-06", {"name": name, **({"looks": why} if why else {})}))


def _without_parameters(name: str, *, old: bool | None = None) -> InputError:
    why = {"looks": "old-datum"} if (is_old(name) if old is None else old) else {}
    return InputError(Fault("E-CRS-05", {"name": name, **why}))
