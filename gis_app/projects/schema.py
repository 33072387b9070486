"""The tables of the store, version by version: a migration is added, none is ever changed."""

from __future__ import annotations

from gis_app.projects.database import Execute

FIRST = (
    """CREATE TABLE project (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, version INTEGER NOT NULL,
        deleted INTEGER NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL)""",
    """CREATE TABLE scenario (
        id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES project(id),
        version INTEGER NOT NULL, deleted INTEGER NOT NULL, body TEXT NOT NULL,
        created TEXT NOT NULL, changed TEXT NOT NULL)""",
    """CREATE TABLE history (
        scenario TEXT NOT NULL REFERENCES scenario(id), version INTEGER NOT NULL,
        action TEXT NOT NULL, deleted INTEGER NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (scenario, version))""",
)


def _first(execute: Execute) -> None:
    for statement in FIRST:
        execute(statement)


MIGRATIONS = (_first,)  # the n-th leads from version n-1 to n
KNOWN = len(MIGRATIONS)


def migrate(execute: Execute, found: int) -> None:
    """Bring the tables from version `found` to the one this program knows, in a transaction."""
    for step in MIGRATIONS[found:]:
        step(execute)
