"""A store in one SQLite file: WAL, FULL, one writer at a time; nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gis_app.projects.database import Execute, Rows
from gis_app.projects.schema import KNOWN, migrate
from layers.errors import Fault, InputError

APPLICATION = 0x535A504C  # "SZPL" in the header of the file
BUSY_S = 15.0


@dataclass(frozen=True, slots=True)
class Sqlite:
    """A file of projects; each transaction has a connection of its own."""

    path: Path

    @contextmanager
    def reading(self) -> Iterator[Execute]:
        """Return a transaction that sees one state of the file."""
        with self._transaction("BEGIN") as execute:
            yield execute

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """Return a transaction that holds the write lock from its start."""
        with self._transaction("BEGIN IMMEDIATE") as execute:
            yield execute

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Execute]:
        with closing(self.connection()) as connection:
            execute = executing(connection)
            execute(begin)
            try:
                yield execute
                execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.rollback()
                raise

    def connection(self) -> sqlite3.Connection:
        """Return a connection that flushes every commit to the disk."""
        connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def executing(connection: sqlite3.Connection) -> Execute:
    """Return a function that runs one statement on a connection and returns its rows."""

    def execute(statement: str, values: tuple[object, ...] = ()) -> Rows:
        return connection.execute(statement, values).fetchall()

    return execute


def open_sqlite(path: Path) -> Sqlite:
    """Return the store in `path`, made or brought to the present schema where it is not yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Sqlite(path)
    with database.writing() as execute:
        ((found,),) = execute("PRAGMA user_version")
        if found > KNOWN:
            facts = {"path": path, "found": found, "known": KNOWN}
            raise InputError(Fault("E-PRJ-03", facts))
        migrate(execute, found)
        execute(f"PRAGMA application_id = {APPLICATION}")
        execute(f"PRAGMA user_version = {KNOWN}")
    return database
