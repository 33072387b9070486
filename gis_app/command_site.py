"""The command `site` as the command line reads it; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Source, grouped
from gis_app.cli_options import AsJson, Out

Sectors = Annotated[
    list[str],
    typer.Option("--sector", metavar="S", help="重点领域，可带占比 · sectors, P7:0.6;P6:0.4"),
]
Count = Annotated[int, typer.Option("--count", metavar="K", help="选几处 · how many sites")]
Spacing = Annotated[
    float | None,
    typer.Option("--min-spacing", metavar="M", help="最小间距（米）· metres apart (2000)"),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit-per-district", metavar="N", help="每个板块最多几处 · most in each"),
]
Within = Annotated[
    list[str] | None,
    typer.Option("--within", metavar="D", help="只在这些板块 · only in these districts"),
]
Candidates = Annotated[
    Path | None,
    typer.Option("--candidates", metavar="FILE", help="备选点或地块 · points or parcels"),
]
Exclude = Annotated[
    Path | None,
    typer.Option("--exclude", metavar="FILE", help="排除范围（面）· areas to leave out"),
]
Existing = Annotated[
    str, typer.Option("--with", metavar="CLUSTERS|none", help="现有载体 · existing clusters")
]
NearExisting = Annotated[
    bool,
    typer.Option("--near-existing", help="不要求与现有载体保持间距 · allow sites beside them"),
]
Improve = Annotated[
    bool, typer.Option("--improve", help="逐个替换改进 · exchange picks while it helps")
]
Bounded = Annotated[
    bool, typer.Option("--bound", help="用整数规划求上界 · bound by integer programming")
]


@grouped
def site_command(
    output: Out,
    sector: Sectors,
    count: Count,
    min_spacing: Spacing = None,
    limit_per_district: Limit = None,
    within: Within = None,
    candidates: Candidates = None,
    exclude: Exclude = None,
    existing: Existing = "clusters",
    near_existing: NearExisting = False,
    improve: Improve = False,
    bound: Bounded = False,
    *,
    source: Source,
    publishing: Publishing,
    as_json: AsJson = False,
    opening: Opening,
) -> None:
    """选点建议 · where new clusters would serve the plan best, each with its reasons."""
    from gis_app import cli_site

    request = cli_site.Request(
        sectors=sector,
        count=count,
        output=output,
        spacing_m=min_spacing,
        per_district=limit_per_district,
        within=within or (),
        candidates=candidates,
        exclude=exclude,
        existing=existing,
        near_existing=near_existing,
        options=cli_site.Options(improve=improve, bound=bound),
        crs=source.crs,
        layer=source.layer,
        most_features=source.max_features,
        publication=publishing.publication(),
        lang=opening.lang,
    )
    cli_site.site(opening.open(), request, as_json=as_json)
