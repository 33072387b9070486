"""Ports (searoute) and airports (airportsdata) that serve the city."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import Point

from geodata.build.form import layer
from geodata.build.sources import find, main

PORTS = {"CNZJG": "张家港港", "CNCGU": "常熟港", "CNTAC": "太仓港"}
AIRPORTS = {
    "ZSSS": "上海虹桥国际机场",
    "ZSWX": "苏南硕放国际机场",
    "ZSNT": "南通兴东国际机场",
    "ZSSZ": "光福机场",
}


def gateways(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return ports and airports: id, name, name_en, kind (port | airport); points in degrees."""
    return layer([*_ports(roots), *_airports(roots)])


def _ports(roots: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the three ports of the city; each point is a berth or a town, not the whole port."""
    path = find(roots, "searoute/data/ports.geojson")
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["port"]
        if code in PORTS:
            yield {
                "id": f"port-{code.lower()}",
                "name": PORTS[code],
                "name_en": f"{feature['properties']['name']} Port",
                "kind": "port",
                "status": "derived",
                "accuracy_m": 3000,
                "source": "searoute 1.6.0",
                "geometry": Point(feature["geometry"]["coordinates"]),
            }


def _airports(roots: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the airports in and near the city."""
    with find(roots, "airportsdata/airports.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["icao"] in AIRPORTS]
    for row in rows:
        yield {
            "id": f"airport-{row['icao'].lower()}",
            "name": AIRPORTS[row["icao"]],
            "name_en": row["name"],
            "kind": "airport",
            "status": "derived",
            "accuracy_m": 1000,
            "source": "airportsdata 20260905",
            "geometry": Point(float(row["lon"]), float(row["lat"])),
        }


if __name__ == "__main__":
    main({"other/gateways": gateways}, downloads=True)
