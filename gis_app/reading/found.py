"""What a format's reader hands over: plain rows, before anyone asks what they mean.

Made in the worker process, so only the standard library is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gis_app.reading.limits import MOST_FEATURES
from layers.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to read: the kind of file (`sniff.kind_of`), its shown name, the layer asked for."""

    kind: str
    name: str
    layer: str | None = None
    encoding: str | None = None
    most_features: int = MOST_FEATURES


@dataclass(frozen=True, slots=True)
class Row:
    """One feature: its number in the file as people count, attributes, geometry as ISO WKB.

    Attributes are text, numbers, truth values or None; dates are ISO text. `wkb` is None where
    there is no geometry. `fault` says why the row cannot be used; `notes` what was changed in it.
    """

    number: int
    attributes: Mapping[str, object]
    wkb: bytes | None = None
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The rows of one layer, the system the file states, and how it was read.

    `crs` is what the file says: WKT, PROJJSON or `EPSG:n`; None where it says nothing.
    `crs_by_format` is true where the format itself fixes the system (KML is WGS84).
    """

    rows: Sequence[Row]
    format: str
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    crs_by_format: bool = False
    notes: Sequence[Fault] = field(default_factory=tuple)
