"""A project as one JSON file, a whole store as one SQLite file, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from gis_app import versions
from gis_app.clock import now
from gis_app.projects import rows
from gis_app.projects.bodies import body, body_text, settled, with_body
from gis_app.projects.checked import cleaned, count, items, mapping, named, parsed, text, wrong
from gis_app.projects.database import Execute
from gis_app.projects.model import Change, Project, Scenario
from gis_app.projects.schema import COLUMNS, KNOWN, NUMBERS, copy_rows, empty, migrate
from gis_app.projects.sqlite import APPLICATION, checked, executing, told, without_log
from gis_app.projects.store import ACTIONS, IMPORT, Store
from layers.errors import Fault, InputError

FORMAT = "suzhou-services-layout/project"
FILE_SCHEMA = 2  # goes with the bodies in it
LARGEST = 200 * 1024 * 1024
HEADER = 100  # bytes that every SQLite file has
EXTENSION = ".project.json"

Json = dict[str, Any]


def exported(store: Store, ident: str) -> bytes:
    """Return a project as one file: its scenarios, each with its history, deleted ones left out.

    Raises
    ------
    InputError
        E-PRJ-06: there is no such project.
    """
    with store.database.reading() as execute:
        project = rows.project(execute, ident)
        if project is None:
            raise InputError(Fault("E-PRJ-06", {"what": "prj-project", "id": ident}))
        kept = [s for s in rows.scenarios(execute, ident) if not s.deleted]
        kept.sort(key=lambda s: (s.created, s.id))
        told_of = [_told(s, rows.changes(execute, s)) for s in kept]
    tree = {
        "format": FORMAT,
        "schema": FILE_SCHEMA,
        "tool": f"{versions.NAME} {versions.tool()}",
        "time": now().isoformat(),
        "project": {k: getattr(project, k) for k in ("name", "note", "created", "changed")},
        "scenarios": told_of,
    }
    return json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _told(scenario: Scenario, changes: list[Change]) -> Json:
    return {
        "created": scenario.created,
        "history": [
            {
                "version": c.scenario.version,
                "source": c.source,
                "action": c.action,
                "deleted": c.scenario.deleted,
                "at": c.scenario.changed,
                "author": c.scenario.author,
                "body": body(c.scenario),
            }
            for c in reversed(changes)
        ],
    }


def imported(store: Store, content: bytes, *, name: str = "", author: str = "") -> Project:
    """Return the project that a file holds, added as a new one with ids of its own.

    Raises
    ------
    InputError
        E-PRJ-03: a later version wrote the file. E-PRJ-07, E-PRJ-08: it is no project, or wrong.
    """
    if len(content) > LARGEST:
        raise InputError(Fault("E-PRJ-08", {"what": "prj-size", "limit": LARGEST}))
    tree = mapping(parsed(content), "not-json")
    if tree.get("format") != FORMAT:
        raise wrong("prj-format")
    if count(tree, "schema") > FILE_SCHEMA:
        facts = {"path": FORMAT, "found": tree["schema"], "known": FILE_SCHEMA}
        raise InputError(Fault("E-PRJ-03", facts))
    said, at = mapping(tree.get("project"), "project"), now().isoformat()
    note = cleaned("prj-note", text(said, "note"))
    project = Project(
        name=named(name or text(said, "name")),
        note=note,
        version=1,
        created=_time(said, "created"),
        changed=at,
    )
    listed = items(tree.get("scenarios"), "scenarios")
    histories = [_history(mapping(s, "scenarios"), project.id) for s in listed]
    with store.database.writing() as execute:
        rows.write_project(execute, project)
        for history in histories:
            _add(execute, history, at, author)
    return project


def _history(tree: Json, project: str) -> list[Change]:
    """Return the versions of one scenario in a file, the first one first."""
    bare = Scenario(project=project, name="", created=_time(tree, "created"))
    found: list[Change] = []
    for entry in (mapping(c, "history") for c in items(tree.get("history"), "history")):
        version, source, action = (
            count(entry, "version"),
            count(entry, "source"),
            entry.get("action"),
        )
        if action not in ACTIONS or source > version:
            raise wrong("history")
        if found and version <= found[-1].scenario.version:
            raise wrong("history")
        then = replace(
            bare,
            version=version,
            deleted=entry.get("deleted") is True,
            changed=_time(entry, "at"),
            author=cleaned("prj-name", text(entry, "author")),
        )
        kept = settled(with_body(then, entry.get("body")))[0]
        found.append(Change(source=source, action=action, scenario=kept))
    if not found:
        raise wrong("history")
    return found[-rows.MOST_VERSIONS :]


def _add(execute: Execute, history: list[Change], at: str, author: str) -> None:
    """Write a scenario with its history; that it was imported is its last change."""
    last = history[-1].scenario
    kept = replace(last, version=last.version + 1, changed=at, author=author, deleted=False)
    rows.write(execute, kept, body_text(kept), IMPORT)
    for change in history:
        said = body_text(change.scenario)
        rows.add_change(execute, change.scenario, said, change.action, source=change.source)


def _time(tree: Json, key: str) -> str:
    try:
        return datetime.fromisoformat(text(tree, key)).isoformat()
    except ValueError as error:
        raise wrong(key) from error


def backup(store: Store) -> bytes:
    """Return everything in a store as an SQLite file, as it was at one moment."""
    with _memory() as (connection, target):
        migrate(target, 0)
        target(f"PRAGMA application_id = {APPLICATION}")
        target(f"PRAGMA user_version = {KNOWN}")
        target("BEGIN")
        with store.database.reading() as source:
            copy_rows(source, target)
        target("COMMIT")
        return connection.serialize()


def restore(store: Store, content: bytes) -> int:
    """Replace everything in a store by what a backup holds; return how many projects it has.

    Nothing changes unless the whole backup can be read and written.

    Raises
    ------
    InputError
        As `checked_backup`; E-PRJ-05: there is no room.
    """
    with _opened(content) as source, store.database.writing() as target:
        empty(target)
        copy_rows(source, target)
        return len(rows.projects(source))


def checked_backup(content: bytes) -> None:
    """Read a whole backup.

    Raises
    ------
    InputError
        E-PRJ-01 to E-PRJ-03: the file is no whole backup, or of a later version. E-PRJ-07: a
        scenario in it cannot be read.
    """
    with _opened(content):
        pass


@contextmanager
def _opened(content: bytes) -> Iterator[Execute]:
    """Return what reads a backup in memory, brought to the present schema and read once."""
    with _memory() as (connection, source):
        with told("backup"):
            if len(content) < HEADER:
                raise _damaged("prj-not-database")
            connection.deserialize(without_log(content))
            found = checked(source, "backup")
            if not found:
                raise InputError(Fault("E-PRJ-01", {"path": "backup", "why": "prj-foreign"}))
            _brought_up(source, found)
            _read_once(source)
        yield source


def _brought_up(source: Execute, found: int) -> None:
    """Bring a backup to the present schema; one that only says it is older is damaged."""
    try:
        migrate(source, found)
    except (sqlite3.OperationalError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error


def _read_once(source: Execute) -> None:
    """Read everything in a backup: SQLite keeps any kind of value in any column."""
    for table, columns in COLUMNS.items():
        for column in columns.split(", "):
            kind = "integer" if column in NUMBERS else "text"
            if source(f"SELECT 1 FROM {table} WHERE typeof({column}) != '{kind}' LIMIT 1"):
                raise _damaged(f"{table}.{column}")
    for project in rows.projects(source):
        _time({"created": project.created}, "created")
        _time({"changed": project.changed}, "changed")
        for scenario in rows.scenarios(source, project.id):
            for change in (scenario, *(c.scenario for c in rows.changes(source, scenario))):
                _time({"changed": change.changed}, "changed")


def _damaged(why: str) -> InputError:
    return InputError(Fault("E-PRJ-02", {"path": "backup", "why": why}))


@contextmanager
def _memory() -> Iterator[tuple[sqlite3.Connection, Execute]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection, executing(connection)
