"""The command `score` for large files of points: read, scored and written in batches."""

from __future__ import annotations

import sys

import typer

from gis_app.bulk.output import output
from gis_app.bulk.rule import WRITTEN, opened
from gis_app.bulk.run import Told, scored_in_batches
from gis_app.bulk.scoring import Scoring
from gis_app.bulk.sites import NotPoints
from gis_app.cli_show import notice
from gis_app.compared import CLUSTERS, clusters_of, parks_of, twins
from gis_app.messages import render
from gis_app.reading.account import in_short
from gis_app.score_request import Request
from gis_app.two_datums import UNSURE
from gis_app.weighting import weighting
from gis_app.writing.formats import Format
from gis_app.writing.made import made
from layers.case import shapes
from layers.model import Plan
from layers.peers import peers
from layers.schema import SCHEMAS
from layers.uncertainty import Draws

WORDS = {"zh": ("评价", "已写入 {path}"), "en": ("scoring", "written {path}")}


def in_batches(plan: Plan, request: Request, form: Format) -> bool:
    """Score and write a large file of points batch by batch; False where it is to be read whole.

    Raises
    ------
    InputError
        What the ordinary way refuses too.
    """
    window, most = plan.facts.assumptions["window"], request.most_features
    if not _suits(request, form):
        return False
    reader = opened(request.file, crs=request.crs, window=window, most_features=most)
    if reader is None:
        return False
    scoring, notes = scoring_of(plan, request)
    made_with, (label, done) = made(plan, publication=request.publication), WORDS[request.lang]
    try:
        with (
            output(request.output, form.id, form.crs, reader.gaps) as out,
            typer.progressbar(length=reader.size, label=label, file=sys.stderr) as bar,
        ):
            found = scored_in_batches(
                reader, scoring, out, made_with, step=bar.update, notes=tuple(notes)
            )
    except NotPoints:
        return False
    notice(done.format(path=request.output))
    for line in tell(found, request.lang):
        notice(line)
    return True


def _suits(request: Request, form: Format) -> bool:
    """Return whether every site can be scored and written without knowing the others."""
    plain = request.layer is None and request.crs not in UNSURE and request.file not in SCHEMAS
    return (
        plain
        and form.id in WRITTEN
        and not request.rows_are_peers
        and not request.publication.public
    )


def tell(found: Told, lang: str) -> list[str]:
    """Return how a file was read, what was dropped and what was changed, as lines."""
    short = in_short([(str(label), str(text)) for label, text in found.account], lang)
    dropped = (f"{d['code']}: {d['why']}" for d in found.dropped)
    return [*([short] if short else []), *dropped, *found.notes]


def scoring_of(plan: Plan, request: Request) -> tuple[Scoring, list[str]]:
    """Return what every site of a request is scored with, and notices of how it was read.

    Raises
    ------
    InputError
        The peers, the parks or the weights are wrong.
    """
    chosen = weighting(plan, request.weights)
    parks, of_parks = parks_of(plan, request.parks, crs=request.crs)
    wanted = request.peers_from or CLUSTERS
    given, notes = clusters_of(plan, wanted, crs=request.crs, lang=request.lang)
    same_m = plan.facts.assumptions["peers"]["same_m"]
    told_of = [render(fault, request.lang) for fault in (*chosen.notes, *of_parks)]
    scoring = Scoring(
        plan=plan,
        peers=None if given is None else peers(given, same_m=same_m),
        parks=shapes(parks),
        weights=chosen.weights,
        draws=Draws(request.draws, request.seed) if request.draws else None,
        lang=request.lang,
    )
    return scoring, [*notes, *twins(given, request.lang), *told_of]
