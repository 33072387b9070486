"""苏州2000, the city's own plane system: Gauss-Krüger on CGCS2000, central meridian 120°47′.

The city's announcement of 2020-07-17 says so much and leaves the false easting and northing
(加常数) out. They may be classified: the user gives them, or one point known in both systems;
they are kept in memory only, and nothing that is printed or written holds them.
"""

from __future__ import annotations

import math
import re
import unicodedata

import pyproj

from gis_app.reading.systems import Crs
from layers.errors import Fault, InputError

NAME = "苏州2000"
MERIDIAN = 120 + 47 / 60
WORD = re.compile(r"(?:sz-?2000|suzhou-?2000|苏州-?2000)(?:坐标系)?(.*)", re.IGNORECASE)
NUMBER = r"\s*([+-]?\d+(?:\.\d*)?)\s*"
CONSTANTS = re.compile(rf":{NUMBER},{NUMBER}")
CONTROL = re.compile(rf"@{NUMBER},{NUMBER}={NUMBER},{NUMBER}")
LARGEST_M = 1e8
NEAR_DEG = 3.0  # how far from the meridian a control point may lie and still be one of the city
METHOD, LONGITUDE, LATITUDE, SCALE = "9807", "8802", "8801", "8805"  # EPSG's own numbers


def suzhou2000(x0: float, y0: float) -> Crs:
    """Return the system with false easting `x0` and false northing `y0`, in metres."""
    definition = (
        f"+proj=tmerc +lat_0=0 +lon_0={MERIDIAN!r} +k=1 +x_0={x0!r} +y_0={y0!r} "
        "+ellps=GRS80 +units=m +no_defs +type=crs"
    )
    return Crs(NAME, metric=True, definition=definition)


def by_control(east: float, north: float, lon: float, lat: float) -> tuple[float, float]:
    """Return the constants for one point known in both systems (metres; CGCS2000 degrees)."""
    x, y = suzhou2000(0.0, 0.0).from_store(lon, lat)
    return float(east - x), float(north - y)


def asked(text: str) -> Crs | None:
    """Return what `--crs sz2000:X0,Y0` or `--crs sz2000@E,N=LON,LAT` means; None for other words.

    Raises
    ------
    InputError
        E-CRS-05: no constants, or none that make sense. What was typed is not repeated.
    """
    found = WORD.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    if given := CONSTANTS.fullmatch(found[1].strip()):
        x0, y0 = map(float, given.groups())
    elif given := CONTROL.fullmatch(found[1].strip()):
        east, north, lon, lat = map(float, given.groups())
        if abs(lon - MERIDIAN) > NEAR_DEG or not 0 < lat < 90:
            raise InputError(Fault("E-CRS-05", {"name": NAME, "looks": "sz2000-control"}))
        x0, y0 = by_control(east, north, lon, lat)
    else:
        raise InputError(Fault("E-CRS-05", {"name": NAME, "looks": "sz2000-constants"}))
    if not (math.hypot(x0, y0) < LARGEST_M):
        raise InputError(Fault("E-CRS-05", {"name": NAME, "looks": "sz2000-constants"}))
    return suzhou2000(x0, y0)


def is_it(system: pyproj.CRS) -> bool:
    """Return whether a projected system is 苏州2000, whatever it is called."""
    conversion = system.coordinate_operation
    if conversion is None or conversion.method_code != METHOD:
        return False
    values = {p.code: float(p.value) * p.unit_conversion_factor for p in conversion.params}
    meridian = math.degrees(values.get(LONGITUDE, math.nan))
    upright = values.get(LATITUDE) == 0 and values.get(SCALE) == 1
    return upright and abs(meridian - MERIDIAN) < 1e-6
