"""The commands `project …` as the command line reads them; the work is imported when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis_app.cli_options import AsJson, InLang, Lang, Out

PlaceOfStore = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PLACE",
        help="项目库：文件或 postgresql://…，默认取 PLANNER_STORE · a file or a database",
    ),
]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 · a backup")]
ProjectFile = Annotated[Path, typer.Argument(metavar="FILE", help="项目文件 · a project file")]
Wanted = Annotated[
    str, typer.Argument(metavar="PROJECT", help="名称，或编号的开头 · name, or start of the id")
]
NewName = Annotated[str, typer.Option("--name", help="导入后的名称 · its name from now on")]

project_app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="项目与方案 · projects and scenarios: list, export, import, backup, restore",
)


@project_app.command("list")
def list_command(
    store: PlaceOfStore = None, as_json: AsJson = False, lang: InLang = Lang.zh
) -> None:
    """列出项目 · list the projects."""
    from gis_app import cli_project

    cli_project.show(store, as_json=as_json, lang=lang)


@project_app.command("export")
def export_command(
    project: Wanted, output: Out, store: PlaceOfStore = None, lang: InLang = Lang.zh
) -> None:
    """导出一个项目 · write one project, with the history of its scenarios, to a file."""
    from gis_app import cli_project

    cli_project.export(store, project, output, lang=lang)


@project_app.command("import")
def import_command(
    file: ProjectFile,
    name: NewName = "",
    store: PlaceOfStore = None,
    as_json: AsJson = False,
    lang: InLang = Lang.zh,
) -> None:
    """导入为新项目 · add the project in a file as a new one."""
    from gis_app import cli_project

    cli_project.bring(store, file, name, as_json=as_json, lang=lang)


@project_app.command("backup")
def backup_command(output: Out, store: PlaceOfStore = None, lang: InLang = Lang.zh) -> None:
    """备份项目库 · write everything in the store to one SQLite file."""
    from gis_app import cli_project

    cli_project.backup(store, output, lang=lang)


@project_app.command("restore")
def restore_command(file: BackupFile, store: PlaceOfStore = None, lang: InLang = Lang.zh) -> None:
    """从备份恢复 · replace everything in the store; what was there is written to a file first."""
    from gis_app import cli_project

    cli_project.restore(store, file, lang=lang)
