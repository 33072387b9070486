"""The command `bundle` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Scoring, Source, grouped
from gis_app.cli_options import AsJson


@grouped
def bundle_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="拟选址文件，或 clusters、places")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help=".zip，或已有的文件夹 · a .zip, or a folder")
    ],
    *,
    scoring: Scoring,
    source: Source,
    publishing: Publishing,
    as_json: AsJson = False,
    opening: Opening,
) -> None:
    """交付数据包 · score FILE and pack GeoPackage, QGIS project, GeoJSON, SHP, Excel, metadata."""
    from gis_app import cli_bundle

    request = scoring.request(file, output, source, publishing, opening.lang)
    cli_bundle.pack(opening.open(), request, as_json=as_json)
