"""What a store needs of a database: one reader's view, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

Rows = list[tuple[Any, ...]]
Execute = Callable[..., Rows]  # execute("… WHERE id = ?", (ident,)) → the rows


class Database(Protocol):
    """SQLite or PostgreSQL; the same SQL runs on both, with `?` for values."""

    def reading(self) -> AbstractContextManager[Execute]:
        """Return a transaction that sees one state of the whole database."""

    def writing(self) -> AbstractContextManager[Execute]:
        """Return a transaction no other writer interrupts: all of it is kept, or nothing."""
