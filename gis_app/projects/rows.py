"""Rows of the store's tables ⇄ projects, scenarios and their versions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from gis_app.projects.bodies import with_body
from gis_app.projects.checked import wrong
from gis_app.projects.database import Execute
from gis_app.projects.model import Change, Project, Scenario

MOST_VERSIONS = 200  # kept of one scenario

PROJECT = "SELECT id, name, note, version, deleted, created, changed FROM project"
SCENARIO = (
    "SELECT id, project, version, deleted, body, created, changed, author FROM scenario WHERE "
)
CHANGE = "SELECT version, source, action, deleted, body, at, author FROM history WHERE scenario = ?"


def projects(execute: Execute) -> list[Project]:
    """Return every project."""
    return [_project(row) for row in execute(PROJECT)]


def project(execute: Execute, ident: str) -> Project | None:
    """Return one project, None where there is none."""
    found = execute(f"{PROJECT} WHERE id = ?", (ident,))
    return _project(found[0]) if found else None


def write_project(execute: Execute, kept: Project) -> None:
    """Add a project or change it."""
    execute(
        "INSERT INTO project (id, name, note, version, deleted, created, changed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note,"
        " version = excluded.version, deleted = excluded.deleted, changed = excluded.changed",
        (
            *(kept.id, kept.name, kept.note, kept.version),
            *(int(kept.deleted), kept.created, kept.changed),
        ),
    )


def scenarios(execute: Execute, project: str) -> list[Scenario]:
    """Return the scenarios of a project."""
    return [_scenario(row) for row in execute(f"{SCENARIO} project = ?", (project,))]


def scenario(execute: Execute, ident: str) -> Scenario | None:
    """Return one scenario, None where there is none."""
    found = execute(f"{SCENARIO} id = ?", (ident,))
    return _scenario(found[0]) if found else None


def changes(execute: Execute, scenario: Scenario) -> list[Change]:
    """Return the kept versions of a scenario, the last one first."""
    found = execute(f"{CHANGE} ORDER BY version DESC", (scenario.id,))
    return [_change(scenario, row) for row in found]


def change(execute: Execute, scenario: Scenario, version: int) -> Change | None:
    """Return one version of a scenario, None where it is not kept."""
    found = execute(f"{CHANGE} AND version = ?", (scenario.id, version))
    return _change(scenario, found[0]) if found else None


def write(execute: Execute, kept: Scenario, said: str, action: str, *, source: int = 0) -> None:
    """Write a version of a scenario and add it to its history; the oldest versions go."""
    deleted = int(kept.deleted)
    execute(
        "INSERT INTO scenario (id, project, version, deleted, body, created, changed, author)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET project = excluded.project, version = excluded.version,"
        " deleted = excluded.deleted, body = excluded.body, changed = excluded.changed,"
        " author = excluded.author",
        (
            *(kept.id, kept.project, kept.version, deleted, said),
            *(kept.created, kept.changed, kept.author),
        ),
    )
    add_change(execute, kept, said, action, source=source)
    oldest = kept.version - MOST_VERSIONS
    execute("DELETE FROM history WHERE scenario = ? AND version <= ?", (kept.id, oldest))


def add_change(
    execute: Execute, kept: Scenario, said: str, action: str, *, source: int = 0
) -> None:
    """Add a version to the history of a scenario."""
    execute(
        "INSERT INTO history (scenario, version, source, action, deleted, body, at, author)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(kept.id, kept.version, source or kept.version, action, int(kept.deleted)),
            *(said, kept.changed, kept.author),
        ),
    )


def _project(row: tuple[Any, ...]) -> Project:
    ident, name, note, version, deleted, created, changed = row
    told = {"version": version, "created": created, "changed": changed}
    return Project(id=ident, name=name, note=note, deleted=bool(deleted), **told)


def _scenario(row: tuple[Any, ...]) -> Scenario:
    ident, project, version, deleted, said, created, changed, author = row
    told = {"version": version, "created": created, "changed": changed, "author": author}
    bare = Scenario(id=ident, project=project, name="", deleted=bool(deleted), **told)
    return with_body(bare, _tree(said))


def _change(scenario: Scenario, row: tuple[Any, ...]) -> Change:
    version, source, action, deleted, said, at, author = row
    then = replace(scenario, version=version, deleted=bool(deleted), changed=at, author=author)
    return Change(source=source, action=action, scenario=with_body(then, _tree(said)))


def _tree(said: object) -> object:
    """Return the JSON of a body; E-PRJ-07 where the row of a damaged file holds something else."""
    try:
        return json.loads(said) if isinstance(said, str) else None
    except (ValueError, RecursionError) as error:
        raise wrong("not-json") from error
