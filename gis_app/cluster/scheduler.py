"""Parts on a dask.distributed cluster: imported only here, and only when `--dask` asks for it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from gis_app.cluster.facts import differing, facts
from gis_app.cluster.work import unlike
from layers.errors import Fault, InputError
from layers.model import Plan

if TYPE_CHECKING:
    from distributed import Client

Order = TypeVar("Order")
Part = TypeVar("Part")
Answer = TypeVar("Answer")

LOCAL = re.compile(r"local:([1-9]\d{0,2})")
ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
LOOPBACK = "127.0.0.1:0"  # for the pages of dask, which would else listen everywhere
SECONDS = 30  # to reach the scheduler
AHEAD = 4  # parts a worker that are handed out before their turn


@contextmanager
def cluster(where: str) -> Iterator[Client]:
    """Lend a client of the cluster at an address, or of workers started here (`local:N`).

    Raises
    ------
    InputError
        E-ARG-01: neither; E-CLU-01: distributed is missing; E-CLU-02: nobody answers.
    """
    local = LOCAL.fullmatch(where)
    if not local and not ADDRESS.fullmatch(where):
        raise InputError(Fault("E-ARG-01", {"what": f"--dask {where}（tcp://HOST:PORT, local:N）"}))
    if find_spec("distributed") is None:
        raise InputError(Fault("E-CLU-01", {"name": "distributed"}))
    from distributed import Client

    if local:
        with started(int(local[1])) as own, Client(own) as client:
            yield client
        return
    try:
        client = Client(where, timeout=SECONDS)
    except (OSError, TimeoutError) as error:
        raise InputError(Fault("E-CLU-02", {"path": where, "why": _short(error)})) from error
    with client:
        yield client


@contextmanager
def started(workers: int, *, threads: int | None = None) -> Iterator[Any]:
    """Lend workers on this machine: processes with so many threads, else their share of them.

    A worker is given a part when it is done with the one before: none waits behind a long one.
    """
    from dask import config
    from distributed import LocalCluster

    share = str(threads or max(1, (os.cpu_count() or 1) // workers))
    env = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), share)
    with (
        config.set({"distributed.scheduler.worker-saturation": 1.0}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=LOOPBACK,
            worker_dashboard_address=LOOPBACK,
            memory_limit=0,
            env=env,
        ) as own,
    ):
        yield own


def answers(
    client: Client,
    task: Callable[[Order, Part], Answer],
    order: Order,
    parts: Sequence[Part],
    *,
    told: tuple[Mapping[str, str], Plan],
    broken: str,
) -> Iterator[Answer]:
    """Yield the answer for each part as it comes; a part of a worker that died is done again.

    Parameters
    ----------
    client : of the cluster.
    task : what a worker does with the order, which is sent once, and a part.
    order, parts : what `task` takes.
    told : the facts of this process, and the plan they are about.
    broken : the code of the fault where the cluster breaks off.

    Raises
    ------
    InputError
        E-CLU-02: there is no worker; E-CLU-03: versions differ; `broken`: a part ends its
        workers again and again, or the cluster is gone.
    """
    from distributed import CancelledError, KilledWorker, as_completed

    _agreed(client, *told)
    sent = client.scatter(order, broadcast=True, hash=False)
    waiting = list(parts)[::-1]
    workers = max(1, len(client.scheduler_info()["workers"]))
    first = [waiting.pop() for _ in range(min(len(waiting), AHEAD * workers))]
    # In one graph: of tasks that come singly, dask gives the first to workers, busy or not.
    running = as_completed(client.map(task, [sent] * len(first), first, pure=False))
    try:
        for done in running:
            yield done.result()
            if waiting:
                running.add(client.submit(task, sent, waiting.pop(), pure=False))
    except (KilledWorker, CancelledError, OSError) as error:
        raise InputError(Fault(broken, {"why": _short(error)})) from error


def _agreed(client: Client, ours: Mapping[str, str], plan: Plan) -> None:
    """Raise E-CLU-03 where a worker has other versions than this process."""
    from distributed.comm import CommClosedError

    try:
        client.wait_for_workers(1, timeout=SECONDS)
        found = client.run(facts, plan)
    except TimeoutError as error:
        raise InputError(Fault("E-CLU-02", {"path": "workers", "why": _short(error)})) from error
    except (CommClosedError, ImportError, AttributeError) as error:  # without this program
        raise InputError(Fault("E-CLU-02", {"path": "workers", "why": _short(error)})) from error
    for theirs in found.values():
        if off := differing(ours, theirs):
            raise InputError(*unlike(off))


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
