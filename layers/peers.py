"""The clusters a site is compared with (K3, K4): each record counts once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from layers.crs import to_metric
from layers.membership import Floats
from layers.samples import anchors

Mix = Mapping[str, float]


@dataclass(frozen=True)
class Peers:
    """Peers: ids, normalised names, one point and one sector mix each."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: Floats  # peers × 2, EPSG:4549
    mixes: tuple[Mix, ...]
    dropped: tuple[str, ...] = ()

    def only(self, rows: npt.NDArray[np.intp]) -> Peers:
        """Return some of the peers."""
        return Peers(
            tuple(self.ids[i] for i in rows),
            tuple(self.names[i] for i in rows),
            self.xy[rows],
            tuple(self.mixes[i] for i in rows),
        )


def peers(layer: gpd.GeoDataFrame, *, same_m: float = 1.0) -> Peers:
    """Return the peers of a cluster layer, duplicates left out and named in `dropped`.

    Parameters
    ----------
    layer : columns id, name, sectors (`P1:0.5;P2` or a mix), any CRS.
    same_m : two records of one name within this distance (metres) are the same.
    """
    metric = to_metric(layer)
    xy = anchors(metric.geometry.to_numpy())
    names = [normal_name(n) for n in layer["name"]]
    ids = [str(i) for i in layer["id"]]
    keep = _first_of_each(ids, names, xy, same_m)
    return Peers(
        ids=tuple(ids[i] for i in keep),
        names=tuple(names[i] for i in keep),
        xy=xy[keep],
        mixes=tuple(as_mix(layer["sectors"].iloc[i]) for i in keep),
        dropped=tuple(ids[i] for i in range(len(ids)) if i not in set(keep)),
    )


def normal_name(name: object) -> str:
    """Return a name without spaces, width and case differences, for comparison.

    >>> normal_name("苏州 中心（Ａ）") == normal_name("苏州中心(a)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", str(name)).casefold().split())


def as_mix(sectors: object) -> Mix:
    """Return shares that sum to 1 from a mix or from text such as `P1:0.5;P2:0.5`; {} if none.

    >>> as_mix("P1:0.5;P2:1.5")
    {'P1': 0.25, 'P2': 0.75}
    """
    if isinstance(sectors, Mapping):
        parts = {str(k): float(v) for k, v in sectors.items()}
    elif isinstance(sectors, str):
        pairs = [p.split(":") for p in sectors.split(";") if p]
        parts = {p[0]: float(p[1]) if len(p) > 1 else 1.0 for p in pairs}
    else:
        parts = {}
    total = sum(parts.values())
    return {k: v / total for k, v in parts.items()} if total > 0 else {}


def _first_of_each(
    ids: Sequence[str], names: Sequence[str], xy: Floats, same_m: float
) -> list[int]:
    """Return the rows to keep: the first of each id, and of each name within `same_m`."""
    seen: set[str] = set()
    by_name: dict[str, list[int]] = {}
    keep = []
    for i, (ident, name) in enumerate(zip(ids, names, strict=True)):
        twins = by_name.setdefault(name, [])
        near = any(np.hypot(*(xy[i] - xy[j])) <= same_m for j in twins)
        if ident not in seen and not near:
            keep.append(i)
            twins.append(i)
        seen.add(ident)
    return keep
