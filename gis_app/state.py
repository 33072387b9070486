"""What a link to the app restores: language, site, sectors, weights; the URL ⇄ one dataclass."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from gis_app.i18n import DEFAULT, LANGUAGES
from layers.errors import Fault, InputError
from layers.mix import Mix, mix_text, parse_mix
from layers.plan import Facts
from layers.weights import METHODS, by_method

MOST_POINTS = 100  # a criterion; weights are points in the order of the criteria
DECIMALS = 6  # of a degree: 0.1 m


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The shareable part of a session; `lon`, `lat` in WGS84 degrees, shares sum to 1.

    `unsure` where nobody knows whether the two numbers were WGS84 or GCJ-02. `weights` is empty
    for the default ones, else a method or points such as 40,20,10,10,10,10. `outline` is the WKT
    of an area drawn by hand, in which `lon`, `lat` lie: of that, an address keeps the point only.
    """

    lang: str = DEFAULT
    lon: float | None = None
    lat: float | None = None
    unsure: bool = False
    sectors: tuple[tuple[str, float], ...] = ()
    function: str | None = None
    weights: str = ""
    outline: str = ""

    @property
    def mix(self) -> Mix:
        """Return sector id → share."""
        return dict(self.sectors)

    def at(self, lon: float, lat: float, *, unsure: bool = False) -> State:
        """Return the state with another site."""
        lon, lat = round(lon, DECIMALS), round(lat, DECIMALS)
        return replace(self, lon=lon, lat=lat, unsure=unsure, outline="")

    def doing(self, mix: Mapping[str, float], function: str | None) -> State:
        """Return the state with other sectors and function."""
        return replace(self, sectors=tuple(mix.items()), function=function)


def outlined(state: State, ring: Sequence[tuple[float, float]] | None) -> State:
    """Return the state with an area as its site (WGS84 degrees, first vertex not repeated).

    Raises
    ------
    InputError
        The ring crosses itself or has no area.
    """
    area = shapely.Polygon([(round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring or ()])
    if area.is_empty or not area.is_valid or not area.area:
        raise InputError(Fault("E-MAP-03"))
    inside = shapely.point_on_surface(area)
    return replace(state.at(inside.x, inside.y), outline=area.wkt)


def ring_of(outline: str) -> list[tuple[float, float]] | None:
    """Return the vertices of an outline, the first not repeated; None where there is none."""
    return list(shapely.from_wkt(outline).exterior.coords)[:-1] if outline else None


def to_query(state: State) -> dict[str, str]:
    """Return the query parameters of a link that restores `state`.

    >>> to_query(State(lon=120.6, lat=31.3, sectors=(("P7", 1.0),)))
    {'lang': 'zh', 'at': '120.6,31.3', 's': 'P7'}
    """
    query = {"lang": state.lang}
    if state.lon is not None and state.lat is not None:
        query["at"] = f"{round(state.lon, DECIMALS)},{round(state.lat, DECIMALS)}"
    if state.unsure:
        query["u"] = "1"
    if state.sectors:
        query["s"] = mix_text(state.mix)
    if state.function:
        query["f"] = state.function
    if state.weights:
        query["w"] = state.weights
    return query


def from_query(query: Mapping[str, str], facts: Facts) -> State:
    """Return the state a link describes; what a link says wrongly is left at its default."""
    lang = query.get("lang", DEFAULT)
    state = State(lang=lang if lang in LANGUAGES else DEFAULT)
    if at := _position(query.get("at", ""), facts.assumptions["window"]):
        state = state.at(*at, unsure=query.get("u") == "1")
    function = query.get("f")
    known = function in functions(facts)
    state = state.doing(_mix(query.get("s", ""), facts), function if known else None)
    weights = query.get("w", "")
    return replace(state, weights=weights if weights_of(weights, facts) else "")


def functions(facts: Facts) -> dict[str, str]:
    """Return the functions a site may name → their English names."""
    return {f.id: f.name_en for f in facts.functions}


def default_weights(facts: Facts) -> dict[str, float]:
    """Return the weights used where nobody says otherwise."""
    return by_method(facts.assumptions["weights"]["default"], [c.id for c in facts.criteria])


def weights_of(text: str, facts: Facts) -> dict[str, float] | None:
    """Return criterion → share for a method or points; None for the default ones and nonsense."""
    ids = [c.id for c in facts.criteria]
    if text in METHODS:
        known = text != facts.assumptions["weights"]["default"]
        return by_method(text, ids) if known else None
    points = points_of(text, facts)
    return {k: p / sum(points.values()) for k, p in points.items()} if points else None


def points_of(text: str, facts: Facts) -> dict[str, int]:
    """Return criterion → points, empty for anything else; they need not add up to 100."""
    ids, words = [c.id for c in facts.criteria], text.split(",")
    points = [int(p) for p in words if p.isascii() and p.isdigit() and len(p) <= 3]
    if len(points) != len(ids) or len(words) != len(ids):
        return {}
    if max(points) > MOST_POINTS or not sum(points):
        return {}
    return dict(zip(ids, points, strict=True))


def _position(text: str, window: Mapping[str, float]) -> tuple[float, float] | None:
    try:
        lon, lat = (float(word) for word in text.split(","))
    except ValueError:
        return None
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    inside = window["west"] <= lon <= window["east"] and window["south"] <= lat <= window["north"]
    return (lon, lat) if inside else None


def _mix(text: str, facts: Facts) -> Mix:
    try:
        return parse_mix(text, facts.sectors)[0]
    except InputError:
        return {}
