"""A file of the user: upload, coordinate system, layer, and what reading it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from gis_app import cache
from gis_app.components import tables
from gis_app.components.wording import Words
from gis_app.reading.account import account
from gis_app.reading.limits import LARGEST_FILE
from gis_app.reading.loose import packed
from gis_app.reading.sites import SiteTable, read_sites
from gis_app.views import session
from gis_app.views.site_input import SYSTEMS
from layers.errors import Fault, InputError, PlannerError

KINDS = (
    *("geojson", "json", "csv", "txt", "xlsx", "zip", "gpkg", "kml", "kmz"),
    *("dxf", "fgb", "parquet", "shp", "shx", "dbf", "prj", "cpg"),
)
FIELD = "“文件未写明坐标系时，按此读取”一栏"
SUZHOU = "sz2000"
KNOWN = {SUZHOU: "苏州2000坐标系（需加常数或控制点）"}
CONSTANTS, CONTROL = "加常数", "一个公共控制点"
METRES, DEGREES = "%.4f", "%.8f"
ASKED = {
    CONSTANTS: {"东加常数（米）": METRES, "北加常数（米）": METRES},
    CONTROL: {
        **{"控制点东坐标（米）": METRES, "控制点北坐标（米）": METRES},
        **{"控制点经度": DEGREES, "控制点纬度": DEGREES},
    },
}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it was read: what tells it apart, what was found, and how that is told."""

    ident: tuple[object, ...]
    table: SiteTable
    account: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chosen:
    """The file chosen last; `back` once its page was left and opened again."""

    ident: tuple[object, ...]
    content: bytes
    name: str
    back: bool = False


def upload(words: Words, *, key: str, label: str, advice: str | None = None) -> Upload | None:
    """Show the fields for a file; return it once it is read, None before and where it fails.

    `key` tells the uploads of a page apart. Several files together are the parts of one Shapefile.
    Streamlit forgets a file when its page is left; it is kept until another one is chosen.
    """
    held: Chosen | None = st.session_state.get(f"{key}-upload")
    again = f"{key}-file" not in st.session_state
    files, crs = fields(words, key=key, label=label, advice=advice)
    with session.shown_errors(FIELD):
        chosen = _taken(files, held) if files else _held(held, again, words, key)
        st.session_state[f"{key}-upload"] = chosen
        if chosen is not None:
            return _read(chosen, crs, words, key)
        st.session_state.pop(f"{key}-read", None)
    return None


def _taken(files: Sequence[Any], held: Chosen | None) -> Chosen:
    """Return the files just chosen as one."""
    ident = tuple(f.file_id for f in files)
    return held if held and held.ident == ident else Chosen(ident, *one(files))


def _held(held: Chosen | None, again: bool, words: Words, key: str) -> Chosen | None:
    """Return the file chosen before the page was left, with a way to put it away."""
    if held is None or not (again or held.back):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(words.t("继续使用先前读入的文件：{name}").format(name=held.name))
        forget = partial(st.session_state.pop, f"{key}-upload", None)
        st.button(words.t("移除这个文件"), key=f"{key}-forget", on_click=forget)
    return replace(held, back=True)


def fields(
    words: Words, *, key: str, label: str, advice: str | None = None
) -> tuple[Sequence[Any], str | None]:
    """Show the fields for a file; return the files and how `--crs` would be given."""
    t = words.t
    first, second = st.columns(2)
    files = first.file_uploader(
        label,
        type=list(KINDS),
        accept_multiple_files=True,
        max_upload_size=LARGEST_FILE // MEGABYTE,
        help=advice,
        key=f"{key}-file",
    )
    with second:
        crs = _system(words, key)
    told = t("Shapefile 请打包成 zip，或同时选中 .shp .shx .dbf .prj。单个文件不超过 {n} MB。")
    st.caption(told.format(n=LARGEST_FILE // MEGABYTE))
    return files, crs


def _system(words: Words, key: str) -> str | None:
    """Show the choice of the coordinate system; return what `--crs` would be."""
    t = words.t
    chosen = st.selectbox(
        t("文件未写明坐标系时，按此读取"),
        [*SYSTEMS, *KNOWN],
        index=None,
        format_func=lambda k: t((SYSTEMS | KNOWN)[k]),
        placeholder=t("请选择坐标来源，不作猜测"),
        key=session.seed(f"{key}-datum", st.session_state.get(f"{key}-system")),
    )
    st.session_state[f"{key}-system"] = chosen  # outlives the field, as the file does
    return _suzhou(words, key) if chosen == SUZHOU else chosen


def _suzhou(words: Words, key: str) -> str:
    """Show the fields of the Suzhou 2000 system; its constants stay in this session."""
    t = words.t
    how = st.radio(
        t("苏州2000参数"),
        [CONSTANTS, CONTROL],
        format_func=t,
        horizontal=True,
        key=session.key(f"{key}-suzhou"),
    )
    numbers = [
        st.number_input(
            t(label), value=None, step=None, format=form, key=session.key(f"{key}-{label}")
        )
        for label, form in ASKED[how].items()
    ]
    st.caption(t("参数可能涉密：只在本次会话中使用，不保存、不写入任何导出文件。"))
    if any(n is None for n in numbers):
        return SUZHOU
    given = [f"{n:.10g}" for n in numbers]
    if how == CONSTANTS:
        return f"{SUZHOU}:{','.join(given)}"
    return f"{SUZHOU}@{','.join(given[:2])}={','.join(given[2:])}"


def _read(chosen: Chosen, crs: str | None, words: Words, key: str) -> Upload | None:
    """Read the file, asking for the layer where there are several; keep what was read."""
    ident = chosen.ident
    layers: tuple[str, ...] = st.session_state.get(f"{key}-layers-{ident}", ())
    layer = None
    if layers:
        field, before = f"{key}-layer-{ident}", f"{key}-layer-chosen-{ident}"
        st.session_state.setdefault(field, st.session_state.get(before, layers[0]))
        layer = st.selectbox(words.t("文件中有多个图层，请选择一个"), layers, key=field)
        st.session_state[before] = layer
    wanted = (ident, crs, layer, words.lang)
    kept: Upload | None = st.session_state.get(f"{key}-read")
    if kept and kept.ident == wanted:
        return kept
    try:
        with st.spinner(words.t("正在读取文件…")):
            table = read_sites(
                chosen.content,
                chosen.name,
                cache.plan().facts,
                crs=crs,
                lang=words.lang,
                layer=layer,
                districts=cache.plan().layers["districts"],
            )
    except InputError as error:
        if not layers and (found := _layers(error)):
            st.session_state[f"{key}-layers-{ident}"] = found
            st.rerun()
        raise
    read = Upload(wanted, table, tuple(account(table, words.lang)))
    st.session_state[f"{key}-read"] = read
    return read


def one(files: Sequence[Any]) -> tuple[bytes, str]:
    """Return one file and its name, or the parts of a Shapefile as one zip.

    Raises
    ------
    InputError
        E-FMT-09: several files that are no Shapefile.
    """
    if len(files) == 1:
        return files[0].getvalue(), files[0].name
    shapes = [f.name for f in files if f.name.lower().endswith(".shp")]
    if len(shapes) != 1:
        names = "、".join(f.name for f in files)
        raise InputError(Fault("E-FMT-09", {"names": names}))
    return packed({f.name: f.getvalue() for f in files}), f"{shapes[0]}.zip"


def _layers(error: PlannerError) -> tuple[str, ...]:
    """Return the layers a file says it has, where that is all that is wrong."""
    if isinstance(error, InputError) and [f.code for f in error.faults] == ["E-FMT-04"]:
        return tuple(error.faults[0].facts.get("layers", ()))
    return ()


def notes(read: Upload, words: Words) -> None:
    """Show the 读取说明: what the file is, how it was read, what was mended or left out."""
    with st.expander(words.t("读取说明"), expanded=bool(read.table.dropped)):
        rows = [(label, session.said(text, FIELD)) for label, text in read.account]
        st.html(tables.table((words.t("项目"), words.t("内容")), rows))
