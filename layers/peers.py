"""The clusters a site is compared with (K3, K4): each record counts once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_metric
from layers.errors import LayerError
from layers.membership import Floats
from layers.samples import anchors

Mix = Mapping[str, float]
LEAST_SQUARE_M = 0.01


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

    Raises
    ------
    LayerError
        A record has no geometry or no such mix, or the layer has no CRS.
    """
    shapes = to_metric(layer).geometry.to_numpy()
    if bad := np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)).tolist():
        raise LayerError(f"Clusters at rows {bad} have no geometry. Leave them out.")
    xy = anchors(shapes)
    names = [normal_name(n) for n in layer["name"]]
    ids = [str(i) for i in layer["id"]]
    keep = _first_of_each(ids, names, xy, same_m)
    kept, sectors = set(keep), list(layer["sectors"])
    return Peers(
        ids=tuple(ids[i] for i in keep),
        names=tuple(names[i] for i in keep),
        xy=xy[keep],
        mixes=tuple(as_mix(sectors[i]) for i in keep),
        dropped=tuple(ids[i] for i in range(len(ids)) if i not in kept),
    )


def normal_name(name: object) -> str:
    """Return a name without spaces, width and case differences, for comparison.

    >>> normal_name("苏州 中心（Ａ）") == normal_name("苏州中心(a)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", str(name)).casefold().split())


def as_mix(sectors: object) -> Mix:
    """Return shares that sum to 1 from a mix or from text such as `P1:0.5;P2:0.5`; {} if none.

    Raises
    ------
    LayerError
        A share is negative or no finite number.

    >>> as_mix("P1:0.5;P2:1.5")
    {'P1': 0.25, 'P2': 0.75}
    """
    parts = _parts(sectors)
    if not all(0.0 <= share < np.inf for share in parts.values()):
        raise LayerError(f"Sector shares {sectors!r} are not all numbers of 0 or more. Mend them.")
    total = sum(parts.values())
    return {k: v / total for k, v in parts.items()} if total > 0 else {}


def _parts(sectors: object) -> dict[str, float]:
    """Return the shares as they are written, NaN for what is no number."""
    if isinstance(sectors, Mapping):
        return {str(k): _number(v) for k, v in sectors.items()}
    if not isinstance(sectors, str):
        return {}
    pairs = (part.partition(":") for part in sectors.split(";") if part)
    return {word: _number(share) if colon else 1.0 for word, colon, share in pairs}


def _number(share: object) -> float:
    try:
        return float(share)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _first_of_each(
    ids: Sequence[str], names: Sequence[str], xy: Floats, same_m: float
) -> list[int]:
    """Return the rows to keep: the first of each id, and of each name within `same_m`.

    Kept rows are found by name and square of at least `same_m`: no twin is beyond the next square.
    """
    seen: set[str] = set()
    kept: dict[tuple[str, int, int], list[int]] = {}
    squares = np.floor(xy / max(same_m, LEAST_SQUARE_M)).astype(np.int64).tolist()
    keep = []
    for i, (ident, name, (east, north)) in enumerate(zip(ids, names, squares, strict=True)):
        around = ((name, east + a, north + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
        twins = (j for square in around for j in kept.get(square, ()))
        if ident not in seen and not any(np.hypot(*(xy[i] - xy[j])) <= same_m for j in twins):
            keep.append(i)
            kept.setdefault((name, east, north), []).append(i)
        seen.add(ident)
    return keep
