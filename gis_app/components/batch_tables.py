"""Many scored sites: the table, the colours of the map beside it, and their legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.components.assets import escape
from gis_app.components.cartography import cartography
from gis_app.components.map_data import Marks
from gis_app.components.wording import Words

Json = Mapping[str, Any]

OUTSIDE = "市域外"  # beside the grades in the table of colours
NOTICE = "W-"  # begins a remark on the whole request: said once above the table
COLOURS: Mapping[str, str] = cartography()["grade"]
COLUMNS = ("名称", "板块", "规划支持度", "等级", "得分下限", "得分上限", "指标覆盖率", "提示")


def kind(result: Json) -> str:
    """Return the grade of a site, or that it is outside the city."""
    return str(result["grade"] or OUTSIDE)


def frame(results: Sequence[Json], districts: Mapping[str, str], words: Words) -> pd.DataFrame:
    """Return one row a site, texts in the language of `words`, numbers as numbers."""
    rows = (
        (
            str(r["name"]),
            districts.get(r["district"], "—"),
            _rounded(r["score"]),
            words.t(kind(r)),
            _rounded(r["low"]),
            _rounded(r["high"]),
            round(100 * r["coverage"]),
            words.joined(f for f in r["flags"] if not f.startswith(NOTICE)),
        )
        for r in results
    )
    return pd.DataFrame(rows, columns=[words.t(c) for c in COLUMNS])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def marks(
    results: Sequence[Json], geometry: gpd.GeoSeries, shown: Sequence[int] | None = None
) -> Marks:
    """Return the marks of the map: a point in each shown site (EPSG:4326), coloured by grade."""
    rows = list(range(len(results)) if shown is None else shown)
    points = shapely.point_on_surface(geometry.to_numpy()[rows])
    kinds = list(COLOURS)
    return Marks(
        lon=shapely.get_x(points),
        lat=shapely.get_y(points),
        kind=np.array([kinds.index(kind(results[row])) for row in rows], dtype=np.uint8),
        titles=[_title(results[row]) for row in rows],
        palette=tuple(COLOURS.values()),
    )


def _title(result: Json) -> str:
    score = "—" if result["score"] is None else f"{result['score']:.1f}"
    return f"{result['name']} · {score}"


def legend(results: Iterable[Json], words: Words) -> str:
    """Return the colours of the grades that occur, each with its number of sites."""
    counts = Counter(map(kind, results))
    keys = "".join(
        f'<span class="key"><span class="chip" style="background:{colour}"></span>'
        f"{escape(words.t(name))} {counts[name]}</span>"
        for name, colour in COLOURS.items()
        if counts[name]
    )
    return f'<div class="grades">{keys}</div>'
