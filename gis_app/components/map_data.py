"""What pages lay on the map: many marks, a picture, numbered places; and what the map says back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

PRECISION = 1e6  # parts of a degree: 0.1 m
MOST_VERTICES = 500  # of an area drawn by hand
LonLat = tuple[float, float]


@dataclass(frozen=True)
class Marks:
    """Points of the user's, a colour of `palette` and a title each (WGS84 degrees)."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    kind: npt.NDArray[np.uint8]
    titles: Sequence[str]
    palette: tuple[str, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return what the browser gets, once: lng and lat in millionths of a degree."""
        return pd.DataFrame(
            {
                "lng": np.round(self.lon * PRECISION).astype(np.int32),
                "lat": np.round(self.lat * PRECISION).astype(np.int32),
                "kind": self.kind,
                "title": pd.array(list(self.titles), dtype="string"),
            }
        )

    @cached_property
    def ident(self) -> str:
        """Return a hash of all that is drawn."""
        hashed = hashlib.sha256("\0".join([*self.palette, *self.titles]).encode())
        for name in ("lng", "lat", "kind"):
            hashed.update(self.table[name].to_numpy().tobytes())
        return hashed.hexdigest()[:16]

    def place(self, row: int) -> LonLat:
        """Return longitude and latitude of one mark."""
        return float(self.lon[row]), float(self.lat[row])


@dataclass(frozen=True)
class Picture:
    """A PNG file to be stretched between south-west and north-east (latitude, longitude)."""

    png: bytes
    bounds: Sequence[Sequence[float]]

    @cached_property
    def ident(self) -> str:
        """Return a hash of the picture."""
        return hashlib.sha256(self.png).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Return the picture as a data address."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Pick:
    """A numbered place (WGS84 degrees) and what is said of it."""

    at: LonLat
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Lying:
    """What lies on the map; each as `views.planning_map.planning_map` tells."""

    site: LonLat | None = None
    other: tuple[LonLat, str] | None = None
    sites: Marks | None = None
    chosen: int | None = None
    drawn: Sequence[LonLat] | None = None
    picture: Picture | None = None
    opacity: float = 1.0
    picks: Sequence[Pick] = ()

    def described(self) -> dict[str, Any]:
        """Return it for the browser, all but the marks and the picture."""
        chosen = None
        if self.sites is not None and self.chosen is not None:
            chosen = self.sites.place(self.chosen)
        found = {
            "site": self.site,
            "drawn": self.drawn,
            "other": self.other and {"at": self.other[0], "text": self.other[1]},
            "chosen": chosen,
            "opacity": self.opacity if self.picture is not None else None,
            "picks": [{"at": p.at, "label": p.label, "text": p.text} for p in self.picks],
        }
        return {name: value for name, value in found.items() if value is not None and value != []}


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a planner did on the map: one of the three is set.

    at : a place was clicked, or the site dropped there (WGS84 degrees).
    row : a mark was clicked.
    ring : an area was drawn or changed, its vertices without the first repeated.
    """

    at: LonLat | None = None
    row: int | None = None
    ring: tuple[LonLat, ...] | None = None


def heard(said: object) -> Clicked | None:
    """Return what the browser says, None for anything that it does not say by itself."""
    if not isinstance(said, Mapping):
        return None
    kind, row = said.get("kind"), said.get("row")
    if kind == "place" and (at := _place(said.get("at"))):
        return Clicked(at=at)
    if kind == "mark" and isinstance(row, int) and not isinstance(row, bool) and row >= 0:
        return Clicked(row=row)
    if kind == "outline" and (ring := _ring(said.get("ring"))):
        return Clicked(ring=ring)
    return None


def _place(at: Any) -> LonLat | None:
    if not isinstance(at, list) or len(at) != 2:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in at):
        return None
    lon, lat = float(at[0]), float(at[1])
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _ring(ring: Any) -> tuple[LonLat, ...] | None:
    if not isinstance(ring, list) or not 3 <= len(ring) <= MOST_VERTICES:
        return None
    places = [_place(at) for at in ring]
    return None if None in places else tuple(p for p in places if p)
