"""A store in one SQLite file: WAL, FULL, one writer at a time; nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gis_app.files import write_whole
from gis_app.projects.database import Execute, Rows
from gis_app.projects.disks import on_this_machine
from gis_app.projects.schema import COLUMNS, KNOWN, migrate
from layers.errors import Fault, InputError

Pragmas = tuple[str, ...]

APPLICATION = 0x535A504C  # "SZPL" in the header of the file
BUSY_S = 15.0
# How a commit reaches the disk. A log that several machines share over a network is not safe.
HERE = ("journal_mode=WAL", "synchronous=FULL")
SHARED = ("journal_mode=DELETE", "synchronous=EXTRA")
LOOKED = ("schema_version",)  # is read, so that a file that cannot be read says so
ALWAYS = ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON")

FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
UNDECODED = "Could not decode to UTF-8"  # what Python says, not SQLite: there is no code
WAL_MARK = slice(18, 20)  # two bytes of the header that say how the file is written


@dataclass(frozen=True, slots=True)
class Sqlite:
    """A file of projects; each transaction has a connection of its own."""

    path: Path
    shared: bool = False

    @contextmanager
    def looking(self) -> Iterator[Execute]:
        """Return a transaction on a file that may be another program's: nothing is set in it."""
        with self._transaction("BEGIN", LOOKED) as execute:
            yield execute

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
    def _transaction(self, begin: str, pragmas: Pragmas = ()) -> Iterator[Execute]:
        with told(self.path), closing(self.connection(pragmas)) as connection:
            execute = executing(connection)
            execute(begin)
            try:
                yield execute
                execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.rollback()
                raise

    def connection(self, pragmas: Pragmas = ()) -> sqlite3.Connection:
        """Return a connection; one that flushes every commit to the disk, unless told otherwise."""
        if self.shared:
            return self._set_up(pragmas or SHARED)
        try:
            return self._set_up(pragmas or HERE)
        except sqlite3.Error as error:
            if _primary(error) not in FULL:
                raise
        # The disk has no room for the index of the log that programs share: keep it in memory.
        return self._set_up(("locking_mode=EXCLUSIVE", *(pragmas or HERE)))

    def _set_up(self, pragmas: Pragmas) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        try:
            for pragma in (*ALWAYS, *pragmas):
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection


def executing(connection: sqlite3.Connection) -> Execute:
    """Return a function that runs one statement on a connection and returns its rows."""

    def execute(statement: str, values: tuple[object, ...] = ()) -> Rows:
        return connection.execute(statement, values).fetchall()

    return execute


def open_sqlite(path: Path) -> Sqlite:
    """Return the store in `path`, made where there is none, brought to the present schema.

    Before a schema is changed the file is copied to `<name>.v<schema>.bak` beside it.

    Raises
    ------
    InputError
        E-PRJ-01: it cannot be opened. E-PRJ-02: it is damaged. E-PRJ-03: it is of a later version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _closed(path, error.strerror or str(error)) from error
    database = Sqlite(path, shared=not on_this_machine(path.parent))
    with database.looking() as execute:  # a full disk does not keep anybody from reading
        found = checked(execute, path)
    if found < KNOWN:
        _bring_up(database)
    return database


def checked(execute: Execute, path: Path | str) -> int:
    """Return the schema of a file that is ours, whole and not of a later version; 0 if empty."""
    ((found,),), ((application,),) = (
        execute(f"PRAGMA {name}") for name in ("user_version", "application_id")
    )
    made = execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    if not made and not found:
        return 0
    if application != APPLICATION:
        raise _closed(path, "prj-foreign")
    if found > KNOWN:
        raise InputError(Fault("E-PRJ-03", {"path": path, "found": found, "known": KNOWN}))
    if {kind for kind, _ in made} - {"table", "index"}:  # none of ours; would run when written
        raise _closed(path, "prj-foreign")
    if set(COLUMNS) - {name for _, name in made}:
        raise InputError(Fault("E-PRJ-02", {"path": path, "why": "prj-tables"}))
    faults = [str(row[0]) for row in execute("PRAGMA integrity_check(1)")]
    faults = [f for f in faults if f != "ok"] or [
        f"foreign_key_check {row[0]}" for row in execute("PRAGMA foreign_key_check")
    ]
    if faults:
        raise InputError(Fault("E-PRJ-02", {"path": path, "why": faults[0]}))
    return int(found)


def _bring_up(database: Sqlite) -> None:
    """Make the tables, or bring them to the present schema, whoever else starts just now."""
    with database.writing() as execute:
        if found := checked(execute, database.path):
            _keep_before(database, found)
        migrate(execute, found)
        execute(f"PRAGMA application_id = {APPLICATION}")
        execute(f"PRAGMA user_version = {KNOWN}")


def _keep_before(database: Sqlite, found: int) -> None:
    """Copy a file of an earlier schema aside, before its schema is changed."""
    if found < KNOWN:
        with closing(database.connection()) as connection:
            copy = database.path.with_name(f"{database.path.name}.v{found}.bak")
            write_whole(copy, without_log(connection.serialize()))


def without_log(content: bytes) -> bytes:
    """Return the bytes of a database as those of one that needs no log beside it."""
    changed = bytearray(content)
    changed[WAL_MARK] = b"\x01\x01"
    return bytes(changed)


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """Turn what SQLite says into what a person can do about it; a bug stays a bug."""
    try:
        yield
    except sqlite3.Error as error:
        code = _primary(error)
        if code in FULL:
            raise InputError(Fault("E-PRJ-05", {"why": str(error)})) from error
        if code in BUSY:
            raise InputError(Fault("E-PRJ-09", {"seconds": f"{BUSY_S:g}"})) from error
        if code in DAMAGED:
            word = "prj-not-database" if code == sqlite3.SQLITE_NOTADB else str(error)
            raise InputError(Fault("E-PRJ-02", {"path": path, "why": word})) from error
        if code in CLOSED:
            raise _closed(path, str(error)) from error
        if not code and UNDECODED in str(error):
            raise InputError(Fault("E-PRJ-02", {"path": path, "why": UNDECODED})) from error
        raise


def _primary(error: sqlite3.Error) -> int:
    """Return the kind of an error, 0 where SQLite was not asked."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _closed(path: Path | str, why: str) -> InputError:
    return InputError(Fault("E-PRJ-01", {"path": path, "why": why}))
