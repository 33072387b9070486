"""All parts of an input scored into one folder, by this process or by a cluster: the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gis_app.bulk.blocks import ROWS
from gis_app.bulk.run import Told
from gis_app.bulk.scoring import Scoring
from gis_app.cluster.facts import facts
from gis_app.cluster.folder import begun, completed, fingerprint
from gis_app.cluster.parts import Piece, pieces
from gis_app.cluster.scheduler import answers, cluster
from gis_app.cluster.work import Answer, Order, finished, here
from gis_app.writing.made import Made
from layers.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

Step = Callable[[int], object]


@dataclass(frozen=True)
class Job:
    """What is to be done: every part, and what it is made with."""

    parts: Sequence[Piece]
    order: Order
    target: Path

    @property
    def rows(self) -> int:
        """Return the rows of all parts."""
        return sum(piece.rows for piece in self.parts)


def job(
    source: Path,
    target: Path,
    scoring: Scoring,
    made: Made,
    *,
    crs: str | None,
    most_features: int,
) -> Job:
    """Return the job to score the parts of `source` into the folder `target`.

    Raises
    ------
    InputError
        As `parts.pieces` and `folder.begun`.
    """
    parts = pieces(source, most_features=most_features)
    told = facts(scoring.plan)
    mark = fingerprint([piece.mark for piece in parts], told, _asked(scoring, made), crs, ROWS)
    place, time = begun(target, mark, made.time)
    order = Order(
        scoring=scoring,
        made=replace(made, time=time, facts=None),
        crs=crs,
        most_features=most_features,
        folder=place.absolute(),
        facts=told,
    )
    return Job(parts, order, target)


def _asked(scoring: Scoring, made: Made) -> Sequence[object]:
    """Return what a user can ask for that changes a part."""
    peers, parks = scoring.peers, scoring.parks
    return (
        None if peers is None else [peers.ids, peers.names, peers.xy.tolist(), peers.mixes],
        None if parks is None else [park.wkb_hex for park in parks],
        scoring.weights,
        scoring.draws,
        scoring.lang,
        made.publication,
    )


def carried_out(work: Job, where: str | None, step: Step) -> dict[str, Told]:
    """Return how each part was read, once the folder is in its place.

    `where` is the cluster (`tcp://…`, `local:N`), None for this process alone; `step` is called
    with the rows of each part when it is done. Parts that an earlier run has finished are kept.

    Raises
    ------
    InputError
        A part is refused; the parts already done stay for the next run. Else as `scheduler`.
    """
    place = work.order.folder
    found = {piece.name: told for piece in work.parts if (told := finished(place, piece))}
    rows = {piece.name: piece.rows for piece in work.parts}
    step(sum(rows[name] for name in found))
    rest = [piece for piece in work.parts if piece.name not in found]
    with cluster(where) if where and rest else nullcontext() as client:
        done = scored_by(client, work.order, rest) if client else _one_by_one(work.order, rest)
        found |= _all(done, rows, step)
    completed(place, work.target, work.parts)
    return {piece.name: found[piece.name] for piece in work.parts}


def scored_by(client: Client, order: Order, parts: Sequence[Piece]) -> Iterator[Answer]:
    """Yield how the workers of a cluster scored each part, as they are done."""
    told = order.facts, order.scoring.plan
    return answers(client, here, order, parts, told=told, broken="E-CLU-08")


def _one_by_one(order: Order, parts: Iterable[Piece]) -> Iterator[Answer]:
    return (here(order, piece) for piece in parts)


def _all(done: Iterable[Answer], rows: Mapping[str, int], step: Step) -> dict[str, Told]:
    found = {}
    for answer in done:
        if answer.told is None:
            raise InputError(*answer.faults)
        found[answer.name] = answer.told
        step(rows[answer.name])
    return found
