"""The tables of the store, version by version: a migration is added, none is ever changed."""

from __future__ import annotations

import json

from gis_app.projects.bodies import sites_of_1
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

SECOND = (
    "ALTER TABLE scenario ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN source INTEGER NOT NULL DEFAULT 0",
    "UPDATE history SET source = version",
    "CREATE INDEX scenario_project ON scenario (project)",
)

# What a backup copies, in the order in which rows may be written.
COLUMNS = {
    "project": "id, name, note, version, deleted, created, changed",
    "scenario": "id, project, version, deleted, body, created, changed, author",
    "history": "scenario, version, source, action, deleted, body, at, author",
}
NUMBERS = frozenset({"version", "source", "deleted"})  # of these columns; the others are texts


def _first(execute: Execute) -> None:
    for statement in FIRST:
        execute(statement)


def _second(execute: Execute) -> None:
    """Add who made a change and what it carries; scenarios may have many sites, and indicators."""
    for statement in SECOND:
        execute(statement)
    for ident, said in execute("SELECT id, body FROM scenario"):
        execute("UPDATE scenario SET body = ? WHERE id = ?", (_body_2(said), ident))
    for ident, version, said in execute("SELECT scenario, version, body FROM history"):
        values = (_body_2(said), ident, version)
        execute("UPDATE history SET body = ? WHERE scenario = ? AND version = ?", values)


def _body_2(said: str) -> str:
    return json.dumps(sites_of_1(json.loads(said)), ensure_ascii=False, separators=(",", ":"))


MIGRATIONS = (_first, _second)  # the n-th leads from version n-1 to n
KNOWN = len(MIGRATIONS)


def migrate(execute: Execute, found: int) -> None:
    """Bring the tables from version `found` to the one this program knows, in a transaction."""
    for step in MIGRATIONS[found:]:
        step(execute)


def copy_rows(source: Execute, target: Execute) -> None:
    """Write every row of one database into the empty tables of another."""
    for table, columns in COLUMNS.items():
        marks = ", ".join("?" for _ in columns.split(","))
        for row in source(f"SELECT {columns} FROM {table}"):
            target(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)


def empty(execute: Execute) -> None:
    """Remove every row."""
    for table in reversed(COLUMNS):
        execute(f"DELETE FROM {table}")
