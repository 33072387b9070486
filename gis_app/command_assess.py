"""The command `assess` as typer reads it; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Source, grouped
from gis_app.cli_options import AsJson


@grouped
def assess_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="集聚区文件，或 clusters · a file of clusters")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=".json（全部结果）或 .csv（条款—板块对照表）· everything, or the matrix",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="与上年比较：较早的图层 · an earlier snapshot"),
    ] = None,
    *,
    source: Source,
    publishing: Publishing,
    as_json: AsJson = False,
    opening: Opening,
) -> None:
    """组合评估 · assess FILE as the cluster layer: coverage, gaps, differentiation, change."""
    from gis_app import cli_assess

    request = cli_assess.Request(
        file=file,
        output=output,
        since=since,
        crs=source.crs,
        layer=source.layer,
        most_features=source.max_features,
        publication=publishing.publication(),
        lang=opening.lang,
    )
    cli_assess.assess(opening.open(), request, as_json=as_json)
