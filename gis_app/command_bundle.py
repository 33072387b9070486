"""The command `bundle` as the command line reads it; the work is imported when asked for."""

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
    Draws,
    InLang,
    Lang,
    Layer,
    MaxFeatures,
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


def bundle_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="拟选址文件，或 clusters、places")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help=".zip，或已有的文件夹 · a .zip, or a folder")
    ],
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
    as_json: AsJson = False,
    lang: InLang = Lang.zh,
    plan: PlanFolder = None,
    reading: Readings = None,
    data: Data = None,
) -> None:
    """交付数据包 · score FILE and pack GeoPackage, QGIS project, GeoJSON, SHP, Excel, metadata."""
    from gis_app import cli_bundle, cli_layers, cli_score

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
    cli_bundle.pack(cli_layers.open_plan(plan, reading, data, lang=lang), request, as_json=as_json)
