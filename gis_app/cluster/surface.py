"""A surface computed on a cluster: its windows go out in batches, its tiles come back as they are.

The client keeps what is the user's own: rasters, masks, and the one file, into which the tiles go
in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gis_app.cluster.facts import differing, facts
from gis_app.cluster.scheduler import answers, cluster
from gis_app.cluster.work import unlike
from layers.errors import Fault, InputError, PlannerError
from layers.grid import Window
from layers.suitability import Surface, Tile, windows
from layers.tiles import warm

BATCH = 8  # windows a task: some 20 MB of tiles
BROKEN = "E-CLU-10"


@dataclass(frozen=True)
class Order:
    """The surface, known to each worker once; `facts` are those of the process that orders it."""

    surface: Surface
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """The tiles of a batch of windows, or why there are none."""

    tiles: Sequence[Tile] = ()
    faults: Sequence[Fault] = ()


def tiles(surface: Surface, where: str) -> Iterator[Tile]:
    """Yield the tiles of a surface as the workers of a cluster (`tcp://…`, `local:N`) are done.

    Only a few batches a worker are computed before their turn, so that memory stays bounded here
    and there. Closing the iterator lets the cluster go.

    Raises
    ------
    InputError
        As `scheduler.cluster` and `scheduler.answers`; E-CLU-10: the cluster broke off.
    """
    order, every = Order(surface, facts(surface.plan)), windows(surface.plan, surface.grid)
    batches = [every[at : at + BATCH] for at in range(0, len(every), BATCH)]
    with cluster(where) as client:
        told = order.facts, surface.plan
        for answer in answers(client, here, order, batches, told=told, broken=BROKEN):
            if answer.faults:
                raise InputError(*answer.faults)
            yield from answer.tiles


def here(order: Order, batch: Sequence[Window]) -> Answer:
    """Compute some windows of the ordered surface; a refusal is an answer too, and travels."""
    try:
        if off := differing(order.facts, facts(order.surface.plan)):
            raise InputError(*unlike(off))
        warm()  # so that the same loops measure every window, wherever it is
        return Answer(list(order.surface.tiles(batch)))
    except InputError as error:
        return Answer(faults=error.faults)
    except PlannerError as error:
        return Answer(faults=[Fault("E-DAT-01", {"what": str(error)})])
