"""A file of the user: upload, coordinate system, layer, and what reading it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gis_app import cache
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


def upload(words: Words, *, key: str, label: str, advice: str | None = None) -> Upload | None:
    """Show the fields for a file; return it once it is read, None before and where it fails.

    `key` tells the uploads of a page apart. Several files together are the parts of one Shapefile.
    """
    files, crs = fields(words, key=key, label=label, advice=advice)
    if not files:
        st.session_state.pop(f"{key}-read", None)
        return None
    with session.shown_errors(FIELD):
        return _read(files, crs, words, key)
    return None


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
    first.caption(t("Shapefile 请打包成 zip，或同时选中 .shp .shx .dbf .prj。"))
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
        key=session.key(f"{key}-datum"),
    )
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


def _read(files: Sequence[Any], crs: str | None, words: Words, key: str) -> Upload | None:
    """Read the files, asking for the layer where there are several; keep what was read."""
    ident = tuple(f.file_id for f in files)
    layers: tuple[str, ...] = st.session_state.get(f"{key}-layers-{ident}", ())
    layer = None
    if layers:
        layer = st.selectbox(
            words.t("文件中有多个图层，请选择一个"), layers, key=f"{key}-layer-{ident}"
        )
    wanted = (ident, crs, layer, words.lang)
    kept: Upload | None = st.session_state.get(f"{key}-read")
    if kept and kept.ident == wanted:
        return kept
    content, name = one(files)
    try:
        with st.spinner(words.t("正在读取文件…")):
            table = read_sites(
                content,
                name,
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
        for label, text in read.account:
            st.text(f"{label} · {session.said(text, FIELD)}")
