"""The command `report` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_options import (
    MOST_FEATURES,
    Approval,
    Crs,
    Draws,
    InLang,
    Lang,
    Layer,
    MaxFeatures,
    Out,
    Parks,
    PeersFrom,
    PlanFolder,
    Readings,
    RowsArePeers,
    Seed,
    Use,
    UsedBy,
    Weights,
)


class Kind(StrEnum):
    """Which report is written."""

    site = "site"
    annual = "annual"
    midterm = "midterm"
    final = "final"


File = Annotated[str, typer.Argument(metavar="FILE", help="拟选址或集聚区文件，或图层编号")]
Which = Annotated[
    Kind, typer.Option(help="规划支持度分析、年度监测、中期评估、总结评估 · which report")
]
Since = Annotated[
    str | None, typer.Option(metavar="FILE", help="前一快照，用于监测评估 · an earlier snapshot")
]
Values = Annotated[
    Path | None, typer.Option(metavar="CSV", help="指标监测值（分年度）· indicator values by year")
]


def report_command(
    file: File,
    output: Out,
    kind: Which = Kind.site,
    since: Since = None,
    values: Values = None,
    peers_from: PeersFrom = None,
    peers: RowsArePeers = None,
    weights: Weights = "roc",
    parks: Parks = None,
    draws: Draws = 1000,
    seed: Seed = 0,
    crs: Crs = None,
    layer: Layer = None,
    max_features: MaxFeatures = MOST_FEATURES,
    use: Use = UsedBy.internal,
    approval: Approval = "",
    lang: InLang = Lang.zh,
    plan: PlanFolder = None,
    reading: Readings = None,
) -> None:
    """分析与监测报告 · write the report on FILE as .docx or .pdf."""
    from gis_app import cli_layers, cli_report, cli_score

    request = cli_score.Request(
        file=file,
        output=output,
        peers_from=peers_from,
        rows_are_peers=peers is not None,
        weights=weights,
        parks=parks,
        crs=crs,
        layer=layer,
        most_features=max_features,
        draws=draws,
        seed=seed,
        publication=cli_layers.published(use, approval),
        lang=lang,
    )
    opened = cli_layers.open_plan(plan, reading)
    cli_report.report(opened, request, kind=kind, since=since, values=values)
