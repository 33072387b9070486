"""The command `assess` as typer reads it; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_options import (
    MOST_FEATURES,
    Approval,
    AsJson,
    Crs,
    Data,
    InLang,
    Lang,
    Layer,
    MaxFeatures,
    PlanFolder,
    Readings,
    Use,
    UsedBy,
)


def assess_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="集聚区图层：GeoJSON、CSV，或 clusters")
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
    crs: Crs = None,
    layer: Layer = None,
    max_features: MaxFeatures = MOST_FEATURES,
    use: Use = UsedBy.internal,
    approval: Approval = "",
    as_json: AsJson = False,
    lang: InLang = Lang.zh,
    plan: PlanFolder = None,
    data: Data = None,
    reading: Readings = None,
) -> None:
    """组合评估 · assess FILE as the cluster layer: coverage, gaps, differentiation, change."""
    from gis_app import cli_assess, cli_layers

    request = cli_assess.Request(
        file=file,
        output=output,
        since=since,
        crs=crs,
        layer=layer,
        most_features=max_features,
        publication=cli_layers.published(use, approval),
        lang=lang,
    )
    opened = cli_layers.open_plan(plan, reading, data, lang=lang)
    cli_assess.assess(opened, request, as_json=as_json)
