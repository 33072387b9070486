"""What the search of the sources in tests/app/test_i18n.py cannot see: texts that are put together,
columns, charts, the browser's own scripts, and words nobody has given to the translator."""

import ast
import json
import re

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import layers
from gis_app.load import default_plan
from gis_app.reports.content import texts as report_texts
from gis_app.reports.site_report import site_report
from gis_app.writing.made import made
from tests.app.test_i18n import BOTH, CHINESE
from tests.source import ROOT, files, tree

VIEWS = sorted(
    path.stem
    for path in files("gis_app/views")
    if any(isinstance(n, ast.FunctionDef) and n.name == "page" for n in tree(path).body)
)
# Quotations, clause numbers and official names stay Chinese in every language.
CITED = re.compile(
    r"“(?:[^“”]|“[^“”]*”)*”|《[^》]*》|[一二三四五六七八九十]+（[一二三四五六七八九十]+）[\d.（）]*"
)
HAN = re.compile(r"[\u4e00-\u9fff]")
SECTION = re.compile(r"(?<![\u4e00-\u9fff])[一二三四五六七](?![\u4e00-\u9fff])")  # of the plan
SHOWN = ("label", "help", "placeholder", "caption", "title", "alt")
SHOWING = {
    *("title", "header", "subheader", "caption", "write", "text", "markdown", "button", "metric"),
    *("info", "warning", "error", "success", "expander", "radio", "selectbox", "multiselect"),
    *("toggle", "checkbox", "number_input", "text_input", "text_area", "download_button"),
    *("file_uploader", "slider", "segmented_control", "popover", "Column", "TextColumn"),
    *("NumberColumn", "SelectboxColumn", "CheckboxColumn", "toast", "spinner", "link_button"),
}


def run(view):  # the body runs in a fresh script: import inside
    import importlib

    from gis_app.views import session

    session.current()
    importlib.import_module(f"gis_app.views.{view}").page()


@pytest.fixture(scope="module")
def official():
    """Return what the plan itself calls its clauses and indicators: it has no English."""
    facts = default_plan().facts
    names = {c.title for c in facts.clauses.values()} | {i.name for i in facts.indicators}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


def texts(node):
    """Yield (kind, text) of what the elements below a block say of themselves."""
    for child in getattr(node, "children", {}).values():
        proto = getattr(child, "proto", None)
        for name in SHOWN:
            if isinstance(text := getattr(proto, name, None), str) and text:
                yield child.type, text
        if child.type == "arrow_data_frame":
            frame = child.value
            yield from (("column", str(c)) for c in frame.columns)
            columns = json.loads(proto.columns or "{}").values()
            yield from (("column", c["label"]) for c in columns if c.get("label"))
        elif child.type in {
            "header",
            "subheader",
            "title",
            "caption",
            "markdown",
            "info",
            "button",
        }:
            yield child.type, str(getattr(child, "value", ""))
        yield from texts(child)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("address", [{}, {"at": "120.72,31.31", "s": "P3"}], ids=["empty", "site"])
def test_an_english_view_says_nothing_in_chinese_but_what_it_cites(view, address, official):
    app = AppTest.from_function(run, args=(view,), default_timeout=120)
    for name, value in ({"lang": "en"} | address).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    said = list(texts(app.main))
    assert len(said) > 3
    ours = {(kind, text): official.sub("", CITED.sub("", text)) for kind, text in said}
    left = [told for told, text in ours.items() if CHINESE.search(text) and not BOTH.search(text)]
    assert left == []


def test_every_word_given_to_streamlit_went_through_the_translator():
    found = [
        (path.name, node.args[0].value)
        for path in files("gis_app/views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SHOWING
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and re.search(r"\w", node.args[0].value)
        and not BOTH.search(node.args[0].value)
    ]
    assert found == []


def test_the_browsers_scripts_get_their_words_from_the_map_document():
    scripts = sorted((ROOT / "gis_app" / "static" / "js").glob("*.js"))
    assert len(scripts) > 3
    comment = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    left = [
        (path.name, line.strip())
        for path in scripts
        for line in comment.sub("", path.read_text(encoding="utf-8")).splitlines()
        if CHINESE.search(line) and not BOTH.search(line)
    ]
    assert left == []


def chinese_in(content, official):
    """Return the texts of a report that hold Chinese beside quotations and official names."""
    said = list(report_texts(content))
    assert len(said) > 50
    bare = {text: official.sub("", CITED.sub("", text)) for text in said}
    return sorted(text for text, ours in bare.items() if HAN.search(SECTION.sub("", ours)))


def test_an_english_site_report_says_nothing_in_chinese_but_what_it_cites(official):
    plan = default_plan()
    site = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["Plot A"], "sectors": [{"P3": 0.6, "P7": 0.4}], "function": [None]},
        geometry=[shapely.Point(120.57, 31.33)],
        crs="EPSG:4326",
    )
    results = layers.score(plan, site, peers=plan.peers(), draws=100, improve=True, lang="en")
    content = site_report(plan, site, results, made(plan), "en")
    assert chinese_in(content, official) == []
