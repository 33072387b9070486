"""The commands `project …`: list, export and import projects; back the whole store up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gis_app.cli_layers import save
from gis_app.cli_show import notice, print_json, print_table
from gis_app.files import read_bytes
from gis_app.projects import transfer
from gis_app.projects.aside import set_aside
from gis_app.projects.model import Project
from gis_app.projects.place import data_folder, open_store, setting
from gis_app.projects.store import Store
from layers.errors import Fault, InputError

HEADS = {
    "zh": ("编号", "名称", "方案数", "修改时间", "状态"),
    "en": ("id", "name", "scenarios", "changed", "state"),
}
STATE = {"zh": ("", "已删除"), "en": ("", "deleted")}
SHORTEST = 4  # characters of an id that may stand for it


def opened(place: str | None) -> Store:
    """Return the store at `place`, else where the setting says."""
    return open_store(place or setting())


def show(place: str | None, *, as_json: bool, lang: str) -> None:
    """Print the projects, deleted ones too."""
    store = opened(place)
    found = [(p, [s for s in store.scenarios(p.id) if not s.deleted]) for p in store.projects()]
    if as_json:
        print_json({"store": shown(place), "projects": [_told(p, len(s)) for p, s in found]})
        return
    rows = [
        (p.id[:8], p.name, len(scenarios), p.changed, STATE[lang][p.deleted])
        for p, scenarios in found
    ]
    print_table(HEADS[lang], rows)


def shown(place: str | None) -> str:
    """Return the place of the store, without a password."""
    from gis_app.projects.postgres import shown as without_password

    return without_password(place or setting())


def _told(project: Project, scenarios: int) -> dict[str, object]:
    fields = ("id", "name", "note", "version", "created", "changed", "deleted")
    return {**{f: getattr(project, f) for f in fields}, "scenarios": scenarios}


def export(place: str | None, wanted: str, output: Path, *, lang: str) -> None:
    """Write one project, found by its name or the beginning of its id, to a file."""
    store = opened(place)
    project = named(store.projects(), wanted)
    save(output, transfer.exported(store, project.id), lang=lang)


def named(projects: Sequence[Project], wanted: str) -> Project:
    """Return the project of this name or id.

    Raises
    ------
    InputError
        E-PRJ-06: there is none. E-PRJ-14: several have this name.
    """
    kept = [p for p in projects if not p.deleted]
    exact = [p for p in kept if wanted in {p.id, p.name}]
    begins = [p for p in kept if len(wanted) >= SHORTEST and p.id.startswith(wanted)]
    found = exact or begins
    if not found:
        raise InputError(Fault("E-PRJ-06", {"what": "prj-project", "id": wanted}))
    if len(found) > 1:
        ids = "、".join(p.id[:8] for p in found)
        raise InputError(Fault("E-PRJ-14", {"name": wanted, "ids": ids}))
    return found[0]


def bring(place: str | None, file: Path, name: str, *, as_json: bool, lang: str) -> None:
    """Add the project in a file as a new one."""
    store = opened(place)
    project = transfer.imported(store, read_bytes(file), name=name)
    if as_json:
        print_json(_told(project, len(store.scenarios(project.id))))
        return
    said = "imported as {i}: {n}" if lang == "en" else "已导入为 {i}：{n}"
    notice(said.format(i=project.id[:8], n=project.name))


def backup(place: str | None, output: Path, *, lang: str) -> None:
    """Write everything in the store to one SQLite file."""
    save(output, transfer.backup(opened(place)), lang=lang)


def restore(place: str | None, file: Path, *, lang: str) -> None:
    """Replace everything in the store by a backup; what was there is kept in a file before.

    A store that is damaged is moved aside, and a new one takes its place.
    """
    content = read_bytes(file)
    where = place or setting()
    try:
        store = opened(where)
    except InputError as error:
        if [f.code for f in error.faults] != ["E-PRJ-02"]:
            raise
        transfer.checked_backup(content)
        moved = set_aside(Path(where).expanduser())
        notice(f"set aside {moved}" if lang == "en" else f"原文件已移至 {moved}")
        store = opened(where)
    else:
        transfer.checked_backup(content)
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        kept = data_folder() / f"before-restore-{stamp}.sqlite"
        kept.parent.mkdir(parents=True, exist_ok=True)
        save(kept, transfer.backup(store), lang=lang)
    n = transfer.restore(store, content)
    notice(f"restored, projects: {n}" if lang == "en" else f"已恢复 {n} 个项目")
