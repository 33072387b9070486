"""Files of many points, with the kinds of rows that people have, and how they are scored."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from gis_app.cli import main

HEAD = "编号,名称,重点领域,功能,经度,纬度,坐标系,备注"
MIXES = ("P7:0.6;P6:0.4", "C2", "P1", "P3;P7", "C1", "P5", "C7", "P2:0.5;C4:0.5")
FUNCTIONS = ("", "", "集装箱", "会展", "临港")
# Line number → a row that is not plain, or is wrong, in every way a table can be.
ODD = {
    10: "S10,' =x,P7,,abc,31.3,cgcs2000,",
    11: "S11,甲,没有,,120.6,31.3,cgcs2000,a",
    12: "S12,乙,P7,奇怪, 120.6 ,31.3,cgcs2000,=1+1",
    13: ",,P7;P6,,120.6,31.3,cgcs2000,b",
    14: "S5,丙,P7,,120.6,31.3,cgcs2000,b",
    15: "S15,丙,P7,,10.6,31.3,cgcs2000,b",
    16: "S16,丙,P7,,120.6,31.3",
    17: "",
    18: "S18,丙,P7,,东经120度30分0秒,北纬31度18分0秒,cgcs2000,b",
    19: "S19,'=丙,P7:3;P6:2,,120.6,31.3,高德,b",
    20: "S20,\u3000丙 ,P7,,31.3,120.6,cgcs2000,b",
    21: "S21,丙,P7,,120.6,31.3,什么,b",
    22: 'S22,"a,""b""",P7,,120.6,31.3,cgcs2000,b',
    23: "S23,丙,,,120.6,31.3,cgcs2000,b",
    24: "S24,丙,P7,,+120.61,3.131e1,cgcs2000,b",
    300: "S5,再,P7,,120.6,31.3,cgcs2000,b",
}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    err: str

    @property
    def told(self) -> list[str]:
        """Return the lines but for those about progress and the written file."""
        passed = ("评价", "scoring", "已写入", "written")
        return [line for line in self.err.splitlines() if line and not line.startswith(passed)]


def score(*words: object) -> Outcome:
    err = io.StringIO()
    with redirect_stderr(err), redirect_stdout(io.StringIO()):
        status = main(["score", *map(str, words)])
    return Outcome(status, err.getvalue())


def places(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(120.0, 121.3, n).round(6), rng.uniform(30.8, 32.0, n).round(6)


def csv_file(path: Path, n: int, *, seed: int = 1, odd: bool = True) -> Path:
    """Write a CSV of points with names and sectors in Chinese, some rows odd."""
    lon, lat = places(n, seed)
    lines = [
        f"S{k},企业{k},{MIXES[k % 8]},{FUNCTIONS[k % 5]},{lon[k]},{lat[k]},cgcs2000,x{k % 7}"
        for k in range(n)
    ]
    for k, line in ODD.items() if odd else ():
        if k < n:
            lines[k] = line
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def parquet_file(path: Path, n: int, *, seed: int = 2, group: int = 500, odd: bool = True) -> Path:
    """Write a GeoParquet with numbers, truth values and gaps; some rows are no plain points."""
    lon, lat = places(n, seed)
    every = np.arange(n)
    frame = pd.DataFrame(
        {
            "id": [f"{path.stem}-{k}" for k in every],
            "name": [f"企业{k}" for k in every],
            "sectors": [MIXES[k % 8] for k in every],
            "function": [FUNCTIONS[k % 5] or None for k in every],
            "jobs": pd.array([None if k % 11 == 0 else k % 100 for k in every], "Int32"),
            "rank": every,
            "new": every % 2 == 0,
            "rate": np.where(every % 5 == 0, np.nan, lon),
            "memo": [f" a{k}\x0b" if k % 50 == 0 else "b" for k in every],
        }
    )
    shapes = shapely.points(lon, lat)
    if odd:
        shapes[3] = None
        shapes[4] = shapely.Point(120.6, 31.3, 5.0)
        shapes[5] = shapely.LineString([(120.6, 31.3), (120.7, 31.3)])
        shapes[6] = shapely.Point(31.3, 120.6)
        shapes[7] = shapely.GeometryCollection([shapes[1], shapes[2]])
    layer = gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4490")
    layer.to_parquet(path, index=False, row_group_size=group)
    return path


def metadata(path: Path) -> tuple[dict, dict]:
    """Return the members `geo` and `made` of a GeoParquet."""
    told = pq.ParquetFile(path).metadata.metadata
    return json.loads(told[b"geo"]), json.loads(told[b"made"])


def columns(path: Path) -> dict[str, list]:
    """Return the columns of a GeoParquet as plain values, NaN as None."""
    table = pq.read_table(path)
    found = {name: table[name].to_pylist() for name in table.column_names}
    return {name: [None if v != v else v for v in values] for name, values in found.items()}


def types(path: Path) -> dict[str, str]:
    """Return the kind of every column: texts of any length are one kind."""
    schema = pq.ParquetFile(path).schema_arrow
    return {
        f.name: str(f.type).replace("large_", "") for f in schema if not pa.types.is_struct(f.type)
    }
