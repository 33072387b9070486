"""What the command `score` is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gis_app.reading.limits import MOST_FEATURES
from gis_app.stores.address import Address
from gis_app.writing.made import Publication


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    file: str
    output: Path | Address | None = None
    peers_from: str | None = None
    rows_are_peers: bool = False
    weights: str = "roc"
    crs: str | None = None
    layer: str | None = None
    most_features: int = MOST_FEATURES
    parks: Path | None = None
    draws: int = 0
    seed: int = 0
    publication: Publication = field(default_factory=Publication)
    lang: str = "zh"
    dask: str | None = None
