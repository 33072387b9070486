"""Many rows in portions that fit the processor's cache, on as many threads as there are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from layers.tiles import processors


def in_chunks(rows: int, size: int, task: Callable[[slice], None]) -> None:
    """Run a task on slices of at most `size` rows; the slices must not depend on each other."""
    chunks = [slice(at, min(at + size, rows)) for at in range(0, rows, size)]
    threads = min(processors(), len(chunks)) if len(chunks) > 1 else 1
    if threads < 2:
        for chunk in chunks:
            task(chunk)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(task, chunks):
            pass
