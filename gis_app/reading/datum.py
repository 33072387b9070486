"""WGS84 ⇄ GCJ-02 ⇄ BD-09 over whole columns of degrees, inverted exactly by a fixed point.

GCJ-02 (高德, 腾讯) and BD-09 (百度) shift a point by up to 700 m; neither has an EPSG code. The
forward formulas are the published ones; CGCS2000 is taken as WGS84 (they differ by < 1 m).
Arrays keep their shape; NaN stays NaN; a point outside the formulas' own rectangle around China
is not shifted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

AXIS_M = 6_378_245.0  # Krasovsky 1940, as the published formulas use it
ECCENTRICITY_2 = 0.00669342162296594323
BD_TURN = np.pi * 3000.0 / 180.0
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
ROUNDS = 10  # each leaves less than 1/100 of the error: 700 m → 1e-9 m in six


def wgs_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees for WGS84 degrees.

    >>> lon, lat = wgs_to_gcj(np.array([120.6]), np.array([31.3]))
    >>> round(float(lon[0]), 6), round(float(lat[0]), 6)
    (120.60417, 31.297812)
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    dlon, dlat = _gcj_offset(lon, lat)
    shifted = _in_china(lon, lat)
    return np.where(shifted, lon + dlon, lon), np.where(shifted, lat + dlat, lat)


def gcj_to_wgs(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS84 degrees for GCJ-02 degrees, within 1e-8 m of the exact inverse."""
    return _inverse(wgs_to_gcj, lon, lat)


def gcj_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return BD-09 degrees for GCJ-02 degrees."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BD_TURN)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees for BD-09 degrees, within 1e-8 m of the exact inverse."""
    return _inverse(gcj_to_bd, lon, lat)


def wgs_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return BD-09 degrees for WGS84 degrees."""
    return gcj_to_bd(*wgs_to_gcj(lon, lat))


def bd_to_wgs(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS84 degrees for BD-09 degrees."""
    return gcj_to_wgs(*bd_to_gcj(lon, lat))


def _inverse(forward: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return (x, y) with forward(x, y) = (lon, lat): x ← x + (lon − forward(x)), a contraction."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    x, y = lon, lat
    for _ in range(ROUNDS):
        fx, fy = forward(x, y)
        x, y = x + (lon - fx), y + (lat - fy)
    return x, y


def _in_china(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    west, south, east, north = CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _gcj_offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return the GCJ-02 shift in degrees: a polynomial and sine waves in metres, over the radii."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    short = 20.0 * (_sine(6.0 * x) + _sine(2.0 * x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (short + 20.0 * _sine(x) + 40.0 * _sine(x / 3.0)) * 2.0 / 3.0
    east += (150.0 * _sine(x / 12.0) + 300.0 * _sine(x / 30.0)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (short + 20.0 * _sine(y) + 40.0 * _sine(y / 3.0)) * 2.0 / 3.0
    north += (160.0 * _sine(y / 12.0) + 320.0 * _sine(y / 30.0)) * 2.0 / 3.0
    latitude = np.radians(lat)
    m = 1.0 - ECCENTRICITY_2 * np.sin(latitude) ** 2
    across = AXIS_M / np.sqrt(m) * np.cos(latitude)
    along = AXIS_M * (1.0 - ECCENTRICITY_2) / (m * np.sqrt(m))
    return np.degrees(east / across), np.degrees(north / along)


def _sine(turns: Floats) -> Floats:
    return np.sin(turns * np.pi)
