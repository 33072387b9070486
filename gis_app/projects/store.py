"""Projects and scenarios kept in a database: every change is a new version, none is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gis_app.clock import now
from gis_app.projects import rows
from gis_app.projects.bodies import body_text, settled
from gis_app.projects.checked import cleaned, named
from gis_app.projects.database import Database
from gis_app.projects.model import Change, Project, Scenario, new_id
from layers.errors import Fault, InputError

CREATE, SAVE, RENAME, DELETE = "create", "save", "rename", "delete"
DUPLICATE, UNDO, RESTORE, IMPORT = "duplicate", "undo", "restore", "import"
ACTIONS = (CREATE, SAVE, RENAME, DELETE, DUPLICATE, UNDO, RESTORE, IMPORT)


class ConflictError(InputError):
    """Somebody saved in between: what was to be saved, and what is there now."""

    def __init__(self, mine: Scenario | Project, theirs: Scenario | Project) -> None:
        self.mine, self.theirs = mine, theirs
        facts = {"name": theirs.name, "mine": mine.version, "theirs": theirs.version}
        super().__init__(Fault("E-PRJ-04", facts))


@dataclass(frozen=True, slots=True)
class Store:
    """The operations of a store; each is one transaction, kept on disk when it returns."""

    database: Database

    def projects(self) -> list[Project]:
        """Return all projects, deleted ones too, the one changed last first."""
        with self.database.reading() as execute:
            found = rows.projects(execute)
        return sorted(found, key=lambda p: (p.changed, p.id), reverse=True)

    def put_project(self, project: Project) -> Project:
        """Return the project as it was added or changed, one version on.

        Raises
        ------
        ConflictError
            The store holds another version than the one `project` was made from.
        """
        at = now().isoformat()
        checked = replace(project, name=named(project.name), note=cleaned("prj-note", project.note))
        with self.database.writing() as execute:
            found = rows.project(execute, project.id)
            if found is None and project.version:
                raise _missing("prj-project", project.id)
            if found and found.version != project.version:
                raise ConflictError(project, found)
            created = found.created if found else at
            kept = replace(checked, version=project.version + 1, created=created, changed=at)
            rows.write_project(execute, kept)
        return kept

    def scenarios(self, project: str) -> list[Scenario]:
        """Return the scenarios of a project, deleted ones too, in the order they were made."""
        with self.database.reading() as execute:
            found = rows.scenarios(execute, project)
        return sorted(found, key=lambda s: (s.created, s.name, s.id))

    def scenario(self, ident: str) -> Scenario:
        """Return a scenario, a deleted one too.

        Raises
        ------
        InputError
            E-PRJ-06: there is none.
        """
        with self.database.reading() as execute:
            return _present(rows.scenario(execute, ident), ident)

    def save(self, scenario: Scenario, *, action: str = SAVE) -> Scenario:
        """Return the scenario as it was saved: one version on, unless it says nothing new.

        Raises
        ------
        ConflictError
            The store holds another version than the one `scenario` was made from.
        InputError
            E-PRJ-05, E-PRJ-09: it could not be written. E-PRJ-07, E-PRJ-08: it may not be saved.
        """
        scenario, said = settled(scenario)
        with self.database.writing() as execute:
            found = rows.scenario(execute, scenario.id)
            if found is None and scenario.version:
                raise _missing("prj-scenario", scenario.id)
            if found and found.version != scenario.version:
                raise ConflictError(scenario, found)
            if found and (body_text(found), found.deleted) == (said, scenario.deleted):
                return found
            if rows.project(execute, scenario.project) is None:
                raise _missing("prj-project", scenario.project)
            kept = _next(scenario, found)
            rows.write(execute, kept, said, action if found else action.replace(SAVE, CREATE))
        return kept

    def duplicate(self, ident: str, name: str, *, author: str = "") -> Scenario:
        """Return a new scenario that says what another says, under its own name."""
        found = self.scenario(ident)
        copy = replace(found, id=new_id(), name=name, version=0, author=author, deleted=False)
        return self.save(copy, action=DUPLICATE)

    def delete(self, scenario: Scenario) -> Scenario:
        """Return the scenario as it was deleted; `undo` brings it back."""
        return self.save(replace(scenario, deleted=True), action=DELETE)

    def undo(self, scenario: Scenario) -> Scenario:
        """Return the scenario as it was before its last change; again and again, to the first.

        Raises
        ------
        ConflictError
            Somebody changed it in between.
        InputError
            E-PRJ-11: it was never changed, or what it was is no longer kept.
        """
        with self.database.writing() as execute:
            found = _present(rows.scenario(execute, scenario.id), scenario.id)
            if found.version != scenario.version:
                raise ConflictError(scenario, found)
            last = rows.change(execute, found, found.version)
            before = rows.change(execute, found, last.source - 1) if last else None
            if before is None:
                raise InputError(Fault("E-PRJ-11", {"name": found.name}))
            kept = _next(replace(before.scenario, author=scenario.author), found)
            rows.write(execute, kept, body_text(kept), UNDO, source=before.source)
        return kept

    def restore(self, scenario: Scenario, version: int) -> Scenario:
        """Return the scenario saying what an earlier version of it said.

        Raises
        ------
        InputError
            E-PRJ-06: that version is not kept.
        """
        with self.database.reading() as execute:
            change = rows.change(execute, scenario, version)
        if change is None:
            raise _missing("prj-version", str(version))
        then = replace(change.scenario, version=scenario.version, author=scenario.author)
        return self.save(replace(then, deleted=False), action=RESTORE)

    def history(self, scenario: Scenario) -> list[Change]:
        """Return the versions of a scenario that are kept, the last one first."""
        with self.database.reading() as execute:
            return rows.changes(execute, scenario)


def _next(scenario: Scenario, found: Scenario | None) -> Scenario:
    """Return `scenario` as the version after the one that was found."""
    at = now().isoformat()
    version = found.version + 1 if found else 1
    created = found.created if found else at
    return replace(scenario, version=version, created=created, changed=at)


def _present(found: Scenario | None, ident: str) -> Scenario:
    if found is None:
        raise _missing("prj-scenario", ident)
    return found


def _missing(what: str, ident: str) -> InputError:
    return InputError(Fault("E-PRJ-06", {"what": what, "id": ident}))
