"""Rivers and canals of WDBII as `gmt` prints them (Debian gmt, gmt-gshhg-full); for comparison."""

from __future__ import annotations

import subprocess
from tempfile import TemporaryDirectory

import geopandas as gpd
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from geodata import catalog
from geodata.build.form import WINDOW, layer, parts
from geodata.build.sources import main

MARGIN_DEG = 0.05
LEVELS = {2: ("wusong", "吴淞江（WDBII 第2级）"), 8: ("canal", "江南运河（WDBII 第8级）")}
COMMON = {
    "kind": "river",
    "status": "gshhg",
    "accuracy_m": 2000,
    "source": "GSHHG/WDBII（gmt-gshhg-full 2.3.7）",
}


def rivers() -> gpd.GeoDataFrame:
    """Return the Wusong and the canal of WDBII in and around the city, one row a piece."""
    near = catalog.read("tianditu/units").union_all().buffer(MARGIN_DEG)
    rows = []
    for level, (key, name) in LEVELS.items():
        for number, line in enumerate(_pieces(level, near), start=1):
            row = {"id": f"wdbii-{key}-{number:02d}", "name": name, **COMMON, "geometry": line}
            rows.append(row)
    return layer(rows)


def _pieces(level: int, near: BaseGeometry) -> list[LineString]:
    """Return the joined lines of one WDBII level inside `near`, west to east."""
    merged = linemerge(_printed(level)).intersection(box(*WINDOW)).intersection(near)
    return sorted(parts(merged), key=lambda line: line.coords[:])


def _printed(level: int) -> list[LineString]:
    """Return the segments `gmt pscoast -M` prints for a level, in degrees."""
    west, south, east, north = WINDOW
    region = f"-R{west}/{east}/{south}/{north}"
    command = ["gmt", "pscoast", region, "-Df", f"-I{level}", "-M"]
    with TemporaryDirectory() as folder:  # gmt leaves a history file where it runs
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    segments: list[list[tuple[float, float]]] = [[]]
    for line in ran.stdout.splitlines():
        if line.startswith(">"):
            segments.append([])
        elif line and not line.startswith("#"):
            lon, lat, *_ = line.split()
            segments[-1].append((float(lon), float(lat)))
    return [LineString(points) for points in segments if len(points) > 1]


if __name__ == "__main__":
    main({"gshhg/rivers": rivers})
