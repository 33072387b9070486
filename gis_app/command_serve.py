"""The command `serve` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Scoring, Source, grouped

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


@grouped
def serve_command(
    file: Sites = None,
    port: Port = 5000,
    host: Host = "127.0.0.1",
    url: Url = None,
    *,
    scoring: Scoring,
    source: Source,
    opening: Opening,
) -> None:
    """提供 OGC API 服务 · serve layers, scores and processes as OGC API, on this machine."""
    from gis_app import cli_serve

    lang = opening.lang
    request = scoring.request(file, None, source, Publishing(), lang) if file else None
    cli_serve.serve(opening.open, request, host=host, port=port, url=url, lang=lang)
