"""The command `score` for parts: a folder of GeoParquet, here or on a dask cluster (`--dask`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from gis_app.cli_bulk import WORDS, scoring_of, tell
from gis_app.cli_show import notice
from gis_app.cluster.run import carried_out, job
from gis_app.score_request import Request
from gis_app.writing.formats import ENDINGS
from gis_app.writing.made import made
from layers.errors import Fault, InputError
from layers.model import Plan
from layers.schema import SCHEMAS


def in_parts(request: Request) -> bool:
    """Return whether a request is for parts: a cluster is named, or FILE is a folder."""
    folder = request.file not in SCHEMAS and os.path.isdir(request.file)  # at any length of it
    return request.dask is not None or folder


def score_parts(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Score each part of a folder, or of one GeoParquet, into a folder.

    Raises
    ------
    InputError
        E-CLU-…; E-ARG-01: options that need every site at once; else as `score`.
    """
    target = _target(request, as_json=as_json)
    scoring, notes = scoring_of(plan, request)
    work = job(
        Path(request.file),
        target,
        scoring,
        made(plan, publication=request.publication),
        crs=request.crs,
        most_features=request.most_features,
    )
    label, done = WORDS[request.lang]
    with typer.progressbar(length=work.rows, label=label, file=sys.stderr) as bar:
        found = carried_out(work, request.dask, bar.update)
    notice(done.format(path=target))
    for name, told in found.items():
        for line in tell(told, request.lang):
            notice(f"{name} {line}")
    for line in notes:
        notice(line)


def _target(request: Request, *, as_json: bool) -> Path:
    """Return the folder to write, or raise what cannot be asked of parts."""
    target = request.output
    named = isinstance(target, Path) and not target.name.lower().endswith(tuple(ENDINGS))
    if not named:
        raise InputError(Fault("E-CLU-09", {"path": target or "—"}))
    wrong = {
        "--json": as_json,
        "--peers file": request.rows_are_peers,
        "--layer": request.layer is not None,
        "--use public": request.publication.public,
    }
    if asked := [option for option, given in wrong.items() if given]:
        raise InputError(Fault("E-ARG-01", {"what": f"{'、'.join(asked)}（--dask, FOLDER）"}))
    return target
