"""The command `suitability` as typer reads it; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, grouped
from gis_app.cli_options import AsJson, Crs, Dask, Out, Parks, PeersFrom, Weights

Sector = Annotated[
    list[str],
    typer.Option("--sector", metavar="S[:SHARE]", help="重点领域，可重复 · sector, repeatable"),
]
Resolution = Annotated[float, typer.Option(metavar="M", help="格边长（米）· cell size in metres")]
Gateway = Annotated[
    str | None, typer.Option(help="功能，如 集装箱 · gateway function, such as containers")
]
Criteria = Annotated[
    list[Path] | None,
    typer.Option(
        "--criterion",
        metavar="C.toml",
        help="自有栅格准则：path、curve、weight、resampling · a raster as one more criterion",
    ),
]
Masks = Annotated[
    list[Path] | None,
    typer.Option("--mask", metavar="RASTER", help="非零的格不可用 · non-zero cells excluded"),
]
Exclude = Annotated[
    Path | None, typer.Option(metavar="FILE", help="排除区（面）· polygons to exclude")
]


@grouped
def suitability_command(
    sector: Sector,
    output: Out,
    resolution: Resolution = 100.0,
    function: Gateway = None,
    criterion: Criteria = None,
    mask: Masks = None,
    exclude: Exclude = None,
    peers_from: PeersFrom = None,
    parks: Parks = None,
    weights: Weights = "roc",
    crs: Crs = None,
    dask: Dask = None,
    as_json: AsJson = False,
    *,
    opening: Opening,
) -> None:
    """适宜性栅格 · write the score of a sector mix, cell by cell, as a COG (EPSG:4549)."""
    from gis_app import cli_suitability

    request = cli_suitability.Request(
        sectors=sector,
        output=output,
        resolution=resolution,
        function=function,
        criteria=criterion or (),
        masks=mask or (),
        exclude=exclude,
        peers_from=peers_from,
        parks=parks,
        weights=weights,
        crs=crs,
        lang=opening.lang,
        dask=dask,
    )
    cli_suitability.surface(opening.open(), request, as_json=as_json)
