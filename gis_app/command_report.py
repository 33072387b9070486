"""The command `report` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Scoring, Source, grouped
from gis_app.cli_options import Out
from gis_app.command_project import PlaceOfStore


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
FromProject = Annotated[
    str | None,
    typer.Option(
        "--project",
        metavar="PROJECT",
        help="取项目中保存的指标监测值，代替 --values · indicator values of a saved project",
    ),
]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What a monitoring report says beside FILE; a report on sites takes none of it."""

    since: Since = None
    values: Values = None
    project: FromProject = None
    store: PlaceOfStore = None


@grouped
def report_command(
    file: File,
    output: Out,
    kind: Which = Kind.site,
    *,
    monitoring: Monitoring,
    scoring: Scoring,
    source: Source,
    publishing: Publishing,
    opening: Opening,
) -> None:
    """分析与监测报告 · write the report on FILE as .docx or .pdf."""
    from gis_app import cli_report

    request = scoring.request(file, output, source, publishing, opening.lang)
    cli_report.report(opening.open(), request, kind=kind, monitoring=monitoring)
