"""Work that takes seconds, in a thread of its own: how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from threading import Event
from typing import Any


class Stopped(Exception):
    """Somebody asked the work to stop."""


@dataclass
class Job:
    """One piece of work; it calls `step` as it goes on, anybody may call `stop`.

    `total` is the number of steps, 0 where nobody knows.
    """

    total: int = 0
    done: int = 0
    _stopped: Event = field(default_factory=Event)
    _future: Future[Any] | None = None

    def start(self, where: Executor, work: Callable[[Job], Any]) -> Job:
        """Hand the work to threads; it gets the job itself."""
        self._future = where.submit(work, self)
        return self

    def check(self) -> None:
        """Say between two steps whether to go on.

        Raises
        ------
        Stopped
            The work is no longer wanted.
        """
        if self._stopped.is_set():
            raise Stopped

    def step(self) -> None:
        """Count one step.

        Raises
        ------
        Stopped
            The work is no longer wanted.
        """
        self.check()
        self.done += 1

    def stop(self) -> None:
        """Ask the work to stop at its next step; work that waits for a thread never starts."""
        self._stopped.set()
        if self._future:
            self._future.cancel()

    @property
    def finished(self) -> bool:
        """Return whether there is a result, or a reason for none."""
        return self._future is not None and self._future.done()

    @property
    def share(self) -> float:
        """Return how much is done, 0–1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    def result(self) -> Any:
        """Return what the work returned, waiting for it, or raise what it raised."""
        if self._future is None:
            raise RuntimeError("The job was not started. Call start first.")
        return self._future.result()
