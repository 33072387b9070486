"""The command `suitability`: the score of one sector mix, cell by cell, as a COG."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import typer

from gis_app.cli_layers import extension
from gis_app.cli_show import notice, print_json, print_table
from gis_app.clock import now
from gis_app.compared import clusters_of, parks_of, twins
from gis_app.files import check_target
from gis_app.messages import lines
from gis_app.rasters import UserRaster, Written, opened, write_surface
from gis_app.suitability_inputs import RasterCriterion, polygons, raster_criterion
from gis_app.suitability_record import (
    TOTAL,
    Work,
    band_tags,
    file_tags,
    parks_text,
    peers_text,
    weights_of,
)
from gis_app.versions import versions
from gis_app.weighting import weighting
from layers.errors import Fault, InputError, choices
from layers.grid import grid
from layers.mix import parse_mix, plain
from layers.model import Plan
from layers.peers import peers
from layers.suitability import STATES, Surface, Tile, counted, masked, windows
from layers.tiles import warm

Json = dict[str, Any]

FORMATS = (".tif", ".tiff")
RESERVED = ("total", "state")
HEADS = {
    "zh": ("波段", "名称", "权重", "最小", "最大"),
    "en": ("band", "name", "weight", "least", "greatest"),
}
CELLS = {
    "zh": ("市域外", "已评分", "规划未涉及", "不可用（水域、排除区）"),
    "en": (
        "outside the city",
        "scored",
        "not addressed by the plan",
        "not offered (water, excluded)",
    ),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    sectors: Sequence[str]
    output: Path
    resolution: float = 100.0
    function: str | None = None
    criteria: Sequence[Path] = ()
    masks: Sequence[Path] = ()
    exclude: Path | None = None
    peers_from: str | None = None
    parks: Path | None = None
    weights: str = "roc"
    crs: str | None = None
    lang: str = "zh"
    dask: str | None = None


def surface(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Score every cell of the city and write the surface; print what it holds.

    Raises
    ------
    InputError
        The request, a raster, the polygons or the output is wrong.
    """
    extension(request.output, FORMATS)
    _check_output(request.output)
    work = _work(plan, request)
    made_with = {**versions(plan), "time": now().isoformat()}
    with ExitStack() as stack:
        tiles = _tiles(work, request, stack)
        with _progress(tiles, work, request.lang) as shown:
            written = write_surface(
                request.output,
                work.grid,
                shown,
                bands=list(weights_of(work)),
                tags={**file_tags(work), **made_with},
                band_tags=band_tags(work),
            )
    notes = [*work.notes, *_missing(work, written, request.lang)]
    if as_json:
        print_json({**_summary(work, request, written), "notes": notes, **made_with})
        return
    for line in notes:
        notice(line)
    _print(work, written, request.lang)
    path = request.output
    notice(f"written {path}" if request.lang == "en" else f"已写入 {path}")


def _work(plan: Plan, request: Request) -> Work:
    """Return the request with every text read and checked."""
    mix, notes = parse_mix(";".join(request.sectors), plan.facts.sectors)
    area = grid(plan.districts.city.bounds, request.resolution)
    taken = [c.id for c in plan.facts.criteria] + [*RESERVED]
    criteria: list[RasterCriterion] = []
    for path in request.criteria:
        criteria.append(raster_criterion(path, {*taken, *(c.name for c in criteria)}))
    excluded, more = None, ()
    if request.exclude:
        told = {"crs": request.crs, "window": plan.facts.assumptions["window"]}
        excluded, more = polygons(request.exclude, option="--exclude", **told)
    chosen = weighting(plan, request.weights)
    clusters, of_clusters = clusters_of(
        plan, request.peers_from, crs=request.crs, lang=request.lang
    )
    parks, of_parks = parks_of(plan, request.parks, crs=request.crs)
    return Work(
        plan=plan,
        mix=dict(mix),
        function=_function(plan, request.function),
        grid=area,
        criteria=criteria,
        excluded=excluded,
        masked_by=[*request.masks, *([request.exclude] if request.exclude else [])],
        peers=None if clusters is None else peers(clusters),
        peers_from=request.peers_from,
        parks=parks,
        parks_from=request.parks,
        weighting=chosen,
        notes=[
            *lines([*notes, *more, *of_parks, *chosen.notes], request.lang),
            *of_clusters,
            *twins(clusters, request.lang),
        ],
    )


def _function(plan: Plan, text: str | None) -> str | None:
    """Return the id of the gateway function that the text names."""
    functions = plan.facts.functions
    known = {plain(name): f.id for f in functions for name in (f.id, f.name_en)}
    if text and plain(text) not in known:
        known = choices("known", ((f.id, f.name_en or f.id) for f in functions))
        raise InputError(Fault("E-FUN-01", {"v": text, **known}))
    return known[plain(text)] if text else None


def _check_output(path: Path) -> None:
    """Refuse a place that cannot be written before the work, not after it."""
    target = Path(os.path.realpath(path))
    try:
        check_target(target)
    except OSError as error:
        why = "EACCES" if isinstance(error, PermissionError) else str(error)
        raise InputError(Fault("E-IO-02", {"path": path, "why": why})) from error
    if not target.parent.is_dir():
        raise InputError(Fault("E-IO-02", {"path": path, "why": "ENOENT"}))


def _tiles(work: Work, request: Request, stack: ExitStack) -> Iterator[Tile]:
    """Open the rasters, then return the tiles with the user's criteria and masks in them."""
    extras = [
        stack.enter_context(opened(c.path, work.grid, band=c.band, resampling=c.resampling))
        for c in work.criteria
    ]
    masks = [stack.enter_context(opened(path, work.grid)) for path in request.masks]
    found = stack.enter_context(closing(_computed(_surface(work), request.dask)))
    return (_finished(tile, work, extras, masks) for tile in found)


def _surface(work: Work) -> Surface:
    return Surface(
        plan=work.plan,
        mix=work.mix,
        grid=work.grid,
        peers=work.peers,
        parks=work.parks,
        weights=work.weighting.weights,
        function=work.function,
        excluded=work.excluded,
    )


def _computed(surface: Surface, where: str | None) -> Iterator[Tile]:
    """Yield the tiles of the plan's criteria, computed here or by a cluster."""
    if where is not None:
        from gis_app.cluster.surface import tiles

        yield from tiles(surface, where)
        return
    warm()  # windows are too small to load the compiled loops for one of them
    yield from surface.tiles(windows(surface.plan, surface.grid))


def _finished(
    tile: Tile, work: Work, extras: Sequence[UserRaster], masks: Sequence[UserRaster]
) -> Tile:
    for criterion, raster in zip(work.criteria, extras, strict=True):
        value = criterion.curve(raster.on(tile.window))
        tile = counted(tile, criterion.name, value, criterion.weight)
    for raster in masks:
        tile = masked(tile, np.nan_to_num(raster.on(tile.window)) != 0)
    return tile


def _progress(tiles: Iterator[Tile], work: Work, lang: str) -> Any:
    label = "scoring cells" if lang == "en" else "逐格评价"
    count = len(windows(work.plan, work.grid))
    return typer.progressbar(tiles, length=count, label=label, file=sys.stderr)


def _missing(work: Work, written: Written, lang: str) -> list[str]:
    """Return a notice for each of the user's criteria that leaves scored cells without a value."""
    found = ((c.name, written.missing.get(c.name, 0)) for c in work.criteria)
    faults = [Fault("W-RAS-06", {"name": name, "n": n}) for name, n in found if n]
    if written.uncounted:
        faults.append(Fault("W-SUI-01", {"n": written.uncounted}))
    return lines(faults, lang)


def _summary(work: Work, request: Request, written: Written) -> Json:
    weights = weights_of(work)
    return {
        "output": str(request.output),
        "sectors": work.mix,
        "function": work.function,
        "peers": peers_text(work),
        "parks": parks_text(work),
        "resolution_m": work.grid.cell_m,
        "crs": "EPSG:4549",
        "rows": work.grid.rows,
        "columns": work.grid.columns,
        "cells": written.cells,
        "bands": [
            {"id": name, "weight": weights.get(name), "least": low, "greatest": high}
            for name in (*weights, "total")
            for low, high in [written.ranges.get(name) or (None, None)]
        ],
    }


def _print(work: Work, written: Written, lang: str) -> None:
    names = {c.id: c.name_en if lang == "en" else c.name for c in work.plan.facts.criteria}
    weights = weights_of(work)
    rows = [
        (
            name,
            names.get(name, TOTAL[lang] if name == "total" else name),
            f"{weights[name]:.3f}" if name in weights else None,
            *(f"{v:.{1 if name == 'total' else 3}f}" for v in written.ranges.get(name) or ()),
        )
        for name in (*weights, "total")
    ]
    print_table(HEADS[lang], [(*row, None, None)[:5] for row in rows])
    print()
    for title, state in zip(CELLS[lang], STATES, strict=True):
        print(f"{title}: {written.cells[state]:,}")
