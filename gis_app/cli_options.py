"""The options several commands share, as typer reads them; importing this loads nothing heavy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """The languages of texts; JSON keys and ids never change."""

    zh = "zh"
    en = "en"


class Among(StrEnum):
    """Whose peers the rows of a file are, beside the clusters of `--with`."""

    file = "file"


AsJson = Annotated[bool, typer.Option("--json", help="只输出 JSON · JSON on standard output")]
InLang = Annotated[Lang, typer.Option("--lang", help="文字语言 · language of texts")]
PlanFolder = Annotated[
    Path | None, typer.Option("--plan", metavar="FOLDER", help="另一部规划 · another plan's facts")
]
Readings = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=VALUE", help="歧义处的另一种读法 · another reading"),
]
Crs = Annotated[
    str | None,
    typer.Option(
        "--crs",
        help="没有坐标系的坐标如何读 · how to read coordinates that state no system: "
        "wgs84, cgcs2000, gcj02, bd09, EPSG:n",
    ),
]
Out = Annotated[Path, typer.Option("-o", "--output", help="输出文件 · file to write")]
Site = Annotated[str | None, typer.Argument(metavar="[FILE]", help="GeoJSON、CSV 或图层编号")]
