"""Projects and scenarios kept in a database: every change is a new version, none is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from gis_app.clock import now
from gis_app.projects.database import Database, Execute
from gis_app.projects.model import Project, Scenario, body, with_body
from layers.errors import Fault, InputError


class ConflictError(InputError):
    """Somebody saved in between: what was to be saved, and what is there now."""

    def __init__(self, mine: Scenario, theirs: Scenario) -> None:
        self.mine, self.theirs = mine, theirs
        facts = {"name": theirs.name, "mine": mine.version, "theirs": theirs.version}
        super().__init__(Fault("E-PRJ-04", facts))


@dataclass(frozen=True, slots=True)
class Store:
    """The operations of a store; each is one transaction."""

    database: Database

    def add_project(self, project: Project) -> Project:
        """Return the project as it was added."""
        at = now().isoformat()
        kept = replace(project, version=1, created=at, changed=at)
        with self.database.writing() as execute:
            execute(
                "INSERT INTO project (id, name, note, version, deleted, created, changed)"
                " VALUES (?, ?, ?, 1, 0, ?, ?)",
                (kept.id, kept.name, kept.note, at, at),
            )
        return kept

    def save(self, scenario: Scenario, *, action: str = "save") -> Scenario:
        """Return the scenario as it was saved, one version on.

        Raises
        ------
        ConflictError
            The store holds another version than the one `scenario` was made from.
        """
        at = now().isoformat()
        with self.database.writing() as execute:
            found = _found(execute, scenario.id)
            if found and found.version != scenario.version:
                raise ConflictError(scenario, found)
            created = found.created if found else at
            kept = replace(scenario, version=scenario.version + 1, created=created, changed=at)
            _write(execute, kept, action)
        return kept

    def scenario(self, ident: str) -> Scenario:
        """Return a scenario, deleted ones too."""
        with self.database.reading() as execute:
            found = _found(execute, ident)
        if found is None:
            raise InputError(Fault("E-PRJ-06", {"what": "prj-scenario", "id": ident}))
        return found


def _found(execute: Execute, ident: str) -> Scenario | None:
    rows = execute(
        "SELECT id, project, version, deleted, body, created, changed FROM scenario WHERE id = ?",
        (ident,),
    )
    return _scenario(rows[0]) if rows else None


def _scenario(row: tuple[object, ...]) -> Scenario:
    ident, project, version, deleted, said, created, changed = row
    bare = Scenario(
        id=str(ident),
        project=str(project),
        name="",
        version=int(str(version)),
        deleted=bool(deleted),
        created=str(created),
        changed=str(changed),
    )
    return with_body(bare, json.loads(str(said)))


def _write(execute: Execute, kept: Scenario, action: str) -> None:
    said = json.dumps(body(kept), ensure_ascii=False, allow_nan=False)
    execute(
        "INSERT INTO scenario (id, project, version, deleted, body, created, changed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET project = excluded.project, version = excluded.version,"
        " deleted = excluded.deleted, body = excluded.body, changed = excluded.changed",
        (
            *(kept.id, kept.project, kept.version, int(kept.deleted), said),
            *(kept.created, kept.changed),
        ),
    )
    execute(
        "INSERT INTO history (scenario, version, action, deleted, body, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kept.id, kept.version, action, int(kept.deleted), said, kept.changed),
    )
