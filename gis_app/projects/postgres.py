"""A store in PostgreSQL, for a team: the same tables, one writer at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gis_app.projects.database import Execute, Rows
from gis_app.projects.schema import KNOWN, migrate
from layers.errors import Fault, InputError

SCHEMA = "planner"  # the schema of the database that holds our tables
LOCK = 0x535A504C  # one writer at a time, whatever the isolation
WAIT_S = 15
FULL = {"53100", "53200", "25006"}  # no disk, no memory, a server that only reads
BUSY = {"55P03", "57014", "40001", "40P01"}
SECRET = re.compile(r"(?<=:)[^:@/]*(?=@)|(?<=password=)[^&\s]*")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A database of projects; each transaction has a connection of its own."""

    address: str = field(repr=False)

    @contextmanager
    def reading(self) -> Iterator[Execute]:
        """Return a transaction that sees one state of the database."""
        with self._transaction() as execute:
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield execute

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """Return a transaction that holds our lock from its start and is on disk at its end."""
        with self._transaction() as execute:
            execute("SET LOCAL synchronous_commit = on")
            execute(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield execute

    @contextmanager
    def _transaction(self) -> Iterator[Execute]:
        psycopg = _library()
        with _told(self.address), psycopg.connect(self.address, connect_timeout=WAIT_S) as open_:

            def execute(statement: str, values: tuple[object, ...] = ()) -> Rows:
                done = open_.execute(statement.replace("?", "%s"), values or None)
                return done.fetchall() if done.description else []

            execute(f"SET LOCAL search_path = {SCHEMA}")
            execute(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
            yield execute


def open_postgres(address: str) -> Postgres:
    """Return the store in a database, its tables made or brought to the present schema.

    Raises
    ------
    InputError
        E-PRJ-10: it cannot be reached or used. E-PRJ-03: it is of a later version. E-SRV-03:
        psycopg is not installed.
    """
    database = Postgres(address)
    with database.writing() as execute:
        if not execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (SCHEMA,)):
            execute(f"CREATE SCHEMA {SCHEMA}")
        execute("CREATE TABLE IF NOT EXISTS store (version INTEGER NOT NULL)")
        found = sum(row[0] for row in execute("SELECT version FROM store"))
        if found > KNOWN:
            facts = {"path": shown(address), "found": found, "known": KNOWN}
            raise InputError(Fault("E-PRJ-03", facts))
        if found < KNOWN:
            migrate(execute, found)
            execute("DELETE FROM store")
            execute("INSERT INTO store (version) VALUES (?)", (KNOWN,))
    return database


def shown(address: str) -> str:
    """Return the address as people may see it.

    >>> shown("postgresql://plan:geheim@db.local/plan?password=x&sslmode=require")
    'postgresql://plan:***@db.local/plan?password=***&sslmode=require'
    """
    return SECRET.sub("***", address)


def _library() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise InputError(Fault("E-SRV-03", {"name": "psycopg"})) from error
    return psycopg


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn what PostgreSQL says into what a person can do about it; a bug stays a bug."""
    psycopg = _library()
    try:
        yield
    except psycopg.Error as error:
        if not _expected(psycopg, error):
            raise
        if error.sqlstate in FULL:
            raise InputError(Fault("E-PRJ-05", {"why": _why(error)})) from error
        if error.sqlstate in BUSY:
            raise InputError(Fault("E-PRJ-09", {"seconds": WAIT_S})) from error
        raise InputError(
            Fault("E-PRJ-10", {"place": shown(address), "why": _why(error)})
        ) from error


def _why(error: Exception) -> str:
    return SECRET.sub("***", str(error).splitlines()[0] if str(error) else type(error).__name__)


def _expected(psycopg: Any, error: Exception) -> bool:
    """Say whether an error comes from the server's state or the address, not from our SQL."""
    denied = isinstance(error, psycopg.errors.InsufficientPrivilege)
    address = isinstance(error, psycopg.ProgrammingError) and not getattr(error, "sqlstate", None)
    return denied or address or isinstance(error, psycopg.OperationalError)
