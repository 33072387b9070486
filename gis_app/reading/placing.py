"""Which columns of a table place a row, and in which coordinate system they are to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gis_app.reading.columns import PAIRS, place_role, roles, stated_systems
from gis_app.reading.coordinates import Crs, agreed, named
from layers.errors import Fault, InputError

WKT = ("wkt", "wkt")
METRIC = (("east", "north"), ("x", "y"))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that make a point, or one that holds WKT; `system` is what their names state."""

    roles: tuple[str, str]
    columns: tuple[str, str]
    system: str = ""

    @property
    def own(self) -> Crs | None:
        """Return the system that the header states."""
        return named(self.system) if self.system else None

    @property
    def only_datum(self) -> bool:
        """Return whether X and Y state a datum, which leaves their projection open."""
        return self.roles in METRIC and self.system in {"EPSG:4490", "EPSG:4326"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how one kind of row is to be read, and what is to be told of it."""

    pair: Pair
    crs: Crs
    notes: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Placing:
    """The columns of coordinates of one table, and the system asked for."""

    pairs: tuple[Pair, ...]
    wkt: Pair | None
    source: str | None  # the column that names the system of each row
    asked: Crs | None
    known: dict[tuple[str, bool], Place] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Sequence[str], asked: Crs | None) -> Placing:
        """Return them for the columns of a table."""
        names = tuple(filter(None, columns))
        wkt = next((Pair(WKT, (c, c), _system(c)) for c in names if place_role(c) == "wkt"), None)
        source = roles(names, ("crs",)).get("crs")
        return cls(tuple(_pairs(names)), wkt, source, asked)

    def place(self, said: str, *, as_wkt: bool) -> Place:
        """Return how to read a row whose column 坐标来源 says `said`.

        Raises
        ------
        InputError
            E-CRS-01 nothing states the system; E-CRS-15 header and column contradict each other;
            E-CRS-07 header and `--crs` do; else as `coordinates.named`.
        """
        key = (said, as_wkt)
        if key not in self.known:
            self.known[key] = self._place(said, as_wkt=as_wkt)
        return self.known[key]

    def best(self, wanted: Crs | None) -> Pair | None:
        """Return the pair to read where `wanted` is the system that others than the header say."""
        return min(self.pairs, key=lambda pair: _rank(pair, wanted), default=None)

    def used(self) -> set[str]:
        """Return the columns that are no attributes: read, or another form of what is read."""
        chosen = self.best(self.asked)
        every = [p for p in self.pairs if p is chosen or p.system or self.source]
        marked = [p for p in (*every, self.wkt) if p is not None]
        columns = {column for pair in marked for column in pair.columns}
        return columns | ({self.source} if self.source else set())

    def _place(self, said: str, *, as_wkt: bool) -> Place:
        row = source_system(said) if said else None
        best = self.best(row or self.asked)
        pair = self.wkt if as_wkt else best
        assert pair is not None  # refuse_unplaced has seen to it
        own = pair.own
        if own is None and as_wkt and best is not None and best.own and best.own.is_degrees:
            own = best.own
        if own is None and row is None:
            if self.asked is None:
                raise InputError(Fault("E-CRS-01"))
            return Place(pair, self.asked)
        if own is None:
            return self._by_row(pair, row)
        if pair.only_datum:
            own = next((c for c in (row, self.asked) if c and c.metric), own)
        return self._by_header(pair, own, row)

    def _by_row(self, pair: Pair, row: Crs) -> Place:
        """Return the place where the column 坐标来源 names the system, which wins over --crs."""
        asked = self.asked
        if asked and asked.metric and row.is_degrees and pair.roles in METRIC:
            return Place(pair, asked)  # a datum leaves the projection open
        same = asked is None or row == asked or (row.is_degrees and asked.is_degrees)
        return Place(pair, row, () if same else (_followed(row, asked),))

    def _by_header(self, pair: Pair, own: Crs, row: Crs | None) -> Place:
        if row and not (row == own or (row.is_degrees and not own.shift)):
            raise InputError(Fault("E-CRS-15", {"name": own.name, "crs": row.name}))
        asked = self.asked
        if asked and asked.shift and own.shift and asked != own:
            raise InputError(Fault("E-CRS-07", {"name": own.name, "crs": asked.name}))
        crs, notes = agreed(own, asked)
        if asked and own.shift and not asked.shift:
            notes = [_followed(own, asked)]
        return Place(pair, crs or own, tuple(notes))


def source_system(text: str) -> Crs:
    """Return the system that a cell of 坐标来源 names: as `--crs` does, or as people say it.

    >>> source_system("奥维").name, source_system("高德地图").name, source_system("测绘成果").name
    ('EPSG:4326', 'gcj02', 'EPSG:4490')
    """
    try:
        return named(text)
    except InputError as error:
        systems = stated_systems(text)
        if error.faults[0].code != "E-CRS-06" or not systems:
            raise
        coded = [s for s in systems if s not in {"EPSG:4490", "EPSG:4326"}]
        if len(coded) > 1 or (any(s in {"gcj02", "bd09"} for s in coded) and len(systems) > 1):
            raise
        return named((coded or systems)[0])


def _followed(own: Crs, asked: Crs) -> Fault:
    return Fault("W-CRS-13", {"name": own.name, "crs": asked.name})


def _system(column: str) -> str:
    """Return the system that a column's name states; nothing where it names several."""
    systems = stated_systems(column)
    coded = [s for s in systems if s.startswith("EPSG") and s not in {"EPSG:4490", "EPSG:4326"}]
    return (coded or systems or ("",))[0]


def _pairs(columns: Sequence[str]) -> list[Pair]:
    """Return the pairs of columns in order, one for each kind and stated system."""
    found: dict[tuple[tuple[str, str], str], Pair] = {}
    by_role: dict[str, list[str]] = {}
    for column in columns:
        by_role.setdefault(place_role(column) or "", []).append(column)
    for one, other in PAIRS:
        for column in by_role.get(one, ()):
            system = _system(column)
            partner = _partner(column, system, by_role.get(other, ()))
            if partner:
                pair = Pair((one, other), (column, partner), system or _system(partner))
                found.setdefault((pair.roles, pair.system), pair)
    return list(found.values())


def _partner(column: str, system: str, others: Sequence[str]) -> str | None:
    """Return the column that goes with `column`: of the same system, or of none."""
    if column in others:
        return column
    fits = [c for c in others if _system(c) == system]
    free = [c for c in others if not system or not _system(c)]
    return next(iter((*fits, *free)), None)


def _rank(pair: Pair, wanted: Crs | None) -> tuple[int, int]:
    """Return how well a pair fits the system that is wanted, best first."""
    order = PAIRS.index(pair.roles)
    own = pair.own
    if wanted is None:
        if own is None:
            return 3, order
        return (2 if own.shift else 1 if own.metric else 0), order
    if own is not None and (own == wanted or (own.is_degrees and wanted.is_degrees)):
        return 0, order
    fits = pair.roles in METRIC if wanted.metric else pair.roles not in METRIC
    if own is None:
        return (1 if fits else 2), order
    return (3 if fits and not own.shift else 4), order
