"""The options several commands share, as typer reads them; importing this loads nothing heavy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Lang(StrEnum):
    """The languages of texts; JSON keys and ids never change."""

    zh = "zh"
    en = "en"


class UsedBy(StrEnum):
    """Whom a written file is for."""

    internal = "internal"
    public = "public"


class Among(StrEnum):
    """Whose peers the rows of a file are, beside the clusters of `--with`."""

    file = "file"


PLACE = "FILE|postgresql://…"


def place(text: str) -> Any:
    """Return what `-o` names: the path of a file, or the address of a database."""
    from gis_app.stores.address import output

    return output(text)


AsJson = Annotated[bool, typer.Option("--json", help="只输出 JSON · JSON on standard output")]
InLang = Annotated[Lang, typer.Option("--lang", help="文字语言 · language of texts")]
PlanFolder = Annotated[
    Path | None, typer.Option("--plan", metavar="FOLDER", help="另一部规划 · another plan's facts")
]
Readings = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=VALUE", help="歧义处的另一种读法 · another reading"),
]
Data = Annotated[
    str | None,
    typer.Option(
        metavar="FOLDER|postgresql://…",
        help="自有图层，其余用随附数据 · your own <layer>.gpkg, .geojson or PostGIS tables",
    ),
]
Crs = Annotated[
    str | None,
    typer.Option(
        "--crs",
        help="没有坐标系的坐标如何读 · how to read coordinates that state no system: "
        "wgs84, cgcs2000, gcj02, bd09, EPSG:n, sz2000:X0,Y0, sz2000@E,N=LON,LAT (苏州2000); "
        "score, report, bundle: unknown（不清楚）",
    ),
]
Layer = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="读 FILE 的哪一个图层，也可写成 FILE#NAME · its layer to read"
    ),
]
MOST_FEATURES = 100_000  # as reading/limits.py says, which is not loaded for a help text
MaxFeatures = Annotated[
    int, typer.Option(min=1, metavar="N", help="最多读入的要素数 · most features to read")
]
Out = Annotated[Path, typer.Option("-o", "--output", help="输出文件 · file to write")]
Site = Annotated[str | None, typer.Argument(metavar="[FILE]", help="拟选址文件或图层编号 · sites")]
ScoreOut = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        parser=place,
        metavar=PLACE,
        help="扩展名定格式，或写入 PostGIS · .geojson .gpkg .shp.zip …, or tables",
    ),
]
LayersOut = Annotated[
    Path,
    typer.Option(
        "-o", "--output", parser=place, metavar=PLACE, help="输出文件或数据库 · file, or database"
    ),
]
PeersFrom = Annotated[
    str | None,
    typer.Option("--with", metavar="CLUSTERS|none", help="同业载体图层 · clusters to compare"),
]
RowsArePeers = Annotated[
    Among | None, typer.Option(help="FILE 各行互为同业 · rows of FILE are peers too")
]
Weights = Annotated[
    str, typer.Option(metavar="roc|equal|ranksum|W.toml", help="权重方案 · weights")
]
Parks = Annotated[
    Path | None, typer.Option(metavar="FILE", help="产业园区图层（面）· industrial parks, for K5")
]
Dask = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT|local:N",
        help="分块计算：dask 集群或本机 N 个进程 · in parts, on a cluster or N processes",
    ),
]
Draws = Annotated[
    int,
    typer.Option(min=0, max=100_000, help="区间的抽样次数，0 为不抽样 · draws of the interval"),
]
Use = Annotated[
    UsedBy,
    typer.Option("--use", help="用途：内部或公开（几何取 4 位小数）· public rounds to 4 decimals"),
]
Approval = Annotated[
    str, typer.Option(metavar="TEXT", help="审图号，印在文件里 · map approval number")
]
Seed = Annotated[int, typer.Option(min=0, help="随机种子 · seed of the draws")]
