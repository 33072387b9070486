"""The command `serve` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from gis_app.cli_options import (
    Crs,
    Data,
    Draws,
    InLang,
    Lang,
    Parks,
    PeersFrom,
    PlanFolder,
    Readings,
    RowsArePeers,
    Seed,
    Weights,
)

Sites = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE]", help="一并提供其评价结果的地点文件 · sites to score and serve"
    ),
]
Host = Annotated[str, typer.Option("--host", help="监听地址 · address to listen on")]
Port = Annotated[
    int,
    typer.Option("--port", min=0, max=65535, help="端口，0 为任一空闲端口 · 0 takes a free one"),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="外部访问地址，用于链接 · address that others use, for links"),
]


def serve_command(
    file: Sites = None,
    port: Port = 5000,
    host: Host = "127.0.0.1",
    url: Url = None,
    peers_from: PeersFrom = None,
    peers: RowsArePeers = None,
    weights: Weights = "roc",
    parks: Parks = None,
    draws: Draws = 1000,
    seed: Seed = 0,
    crs: Crs = None,
    lang: InLang = Lang.zh,
    plan: PlanFolder = None,
    data: Data = None,
    reading: Readings = None,
) -> None:
    """提供 OGC API 服务 · serve layers, scores and processes as OGC API, on this machine."""
    from gis_app import cli_layers, cli_score, cli_serve

    scoring = cli_score.Request(
        file=file or "",
        peers_from=peers_from,
        rows_are_peers=peers is not None,
        weights=weights,
        parks=parks,
        crs=crs,
        draws=draws,
        seed=seed,
        lang=lang,
    )
    cli_serve.serve(
        lambda: cli_layers.open_plan(plan, reading, data, lang=lang),
        scoring if file else None,
        host=host,
        port=port,
        url=url,
        lang=lang,
    )
