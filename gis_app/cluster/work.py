"""One part of an input, read, scored and written: what a worker does, and what one process does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gis_app.bulk.output import output
from gis_app.bulk.parquet_sites import parquet_sites
from gis_app.bulk.run import Told, scored_in_batches
from gis_app.bulk.scoring import Scoring
from gis_app.bulk.sites import NotPoints
from gis_app.cluster.facts import differing, facts
from gis_app.cluster.parts import Piece
from gis_app.files import write_whole
from gis_app.reading.coordinates import named
from gis_app.writing.formats import CGCS2000
from gis_app.writing.made import Made
from layers.errors import Fault, InputError, PlannerError

DONE = ".json"  # after the name of a part: how it was read, written once the part is there


@dataclass(frozen=True)
class Order:
    """What every part is made with; `facts` are those of the process that gives the order."""

    scoring: Scoring
    made: Made
    crs: str | None
    most_features: int
    folder: Path
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """How a part was read and scored, or why it was not."""

    name: str
    told: Told | None = None
    faults: Sequence[Fault] = ()


def here(order: Order, piece: Piece) -> Answer:
    """Score one part into the folder of the order; a refusal is an answer too, and travels."""
    try:
        if off := differing(order.facts, facts(order.scoring.plan)):
            raise InputError(*unlike(off))
        return Answer(piece.name, told=_scored(order, piece))
    except NotPoints:
        return Answer(piece.name, faults=[Fault("E-CLU-06", {"path": piece.path.name})])
    except InputError as error:
        return Answer(piece.name, faults=error.faults)
    except PlannerError as error:
        return Answer(piece.name, faults=[Fault("E-DAT-01", {"what": str(error)})])


def unlike(off: Mapping[str, tuple[str, str]]) -> list[Fault]:
    """Return why a worker may not score: one fault for each version that differs."""
    return [
        Fault("E-CLU-03", {"name": name, "here": mine, "there": theirs})
        for name, (mine, theirs) in off.items()
    ]


def finished(folder: Path, piece: Piece) -> Told | None:
    """Return how a part was read where it is there already, else None."""
    try:
        told = json.loads((folder / f"{piece.name}{DONE}").read_text(encoding="utf-8"))
        return Told(**told) if (folder / piece.name).is_file() else None
    except (OSError, ValueError, TypeError):
        return None


def _scored(order: Order, piece: Piece, step: Callable[[int], object] = int) -> Told:
    scoring = order.scoring
    reader = parquet_sites(
        piece.path,
        crs=named(order.crs) if order.crs else None,
        window=scoring.plan.facts.assumptions["window"],
        most_features=order.most_features,
        part=piece.part,
    )
    if reader is None:
        raise InputError(Fault("E-CRS-01"))
    target = order.folder / piece.name
    with output(target, "parquet", CGCS2000, reader.gaps) as out:
        told = scored_in_batches(reader, scoring, out, order.made, step=step)
    write_whole(
        target.with_name(f"{target.name}{DONE}"),
        json.dumps(asdict(told), ensure_ascii=False).encode(),
    )
    return told
