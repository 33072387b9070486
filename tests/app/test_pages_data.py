"""数据与导出: layers and where they are from, downloads, and one's own for one session."""

import ast
import json

import pytest
from streamlit.testing.v1 import AppTest

from gis_app import cache, own_plan
from gis_app.components import data_tables
from gis_app.components.wording import Words
from gis_app.stores.forms import FORMS
from gis_app.versions import versions
from gis_app.views import data
from gis_app.writing.formats import FORMATS
from gis_app.writing.made import made
from layers.errors import InputError
from layers.schema import SCHEMAS
from tests.source import ROOT

ZH, EN = Words("zh"), Words("en")
HOSTILE = "<img src=x onerror=hit()>"
CLUSTERS = (
    "编号,名称,经度,纬度,坐标系,重点领域\n"
    f"own-1,{HOSTILE},120.72,31.31,cgcs2000,P3\n"
    "own-2,乙,120.75,31.65,cgcs2000,P7\n"
)


def run_data():  # the body runs in a fresh script: import inside
    from gis_app.views import data, session

    data.page()
    session.own_layers(session.words())


def run_data_and_matrix():
    from gis_app.views import carry_out, data

    data.page()
    carry_out.page()


def opened(page=run_data, **query):
    app = AppTest.from_function(page, default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def replaced(app, content=CLUSTERS, name="mine.csv"):
    app.file_uploader(key="data-clusters-file").set_value([(name, content.encode(), "text/csv")])
    app.run()
    app.button(key="data-replace").click().run()
    assert not app.exception
    return app


def html_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def test_every_layer_is_listed_as_a_stand_in_with_what_would_replace_it(plan):
    app = opened()
    assert not app.exception
    said = html_of(app)
    for name in plan.layers:
        assert data_tables.BETTER[name] in said
    assert "官方数据" not in said
    assert said.count("替代图层") >= len(plan.layers)


def test_the_page_speaks_english():
    app = opened(lang="en")
    assert not app.exception
    assert app.header[0].value == "Data and downloads"
    assert "stand-in" in html_of(app)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_layer_is_offered_in_every_format(plan, kind):
    item = data._download(plan, ("clusters",))
    assert kind in item.kinds
    assert len(item.content(kind, made(plan))) > 100


def test_all_layers_are_offered_in_one_file(plan):
    item = data._download(plan, tuple(SCHEMAS))
    features = json.loads(item.content("geojson", made(plan)))["features"]
    assert {f["properties"]["layer"] for f in features} == set(SCHEMAS)


def test_each_layer_says_what_a_file_for_it_needs():
    for name, form in FORMS.items():
        said = data_tables.fields(name, ZH)
        assert all("/".join(form.columns[c])[:2] in said for c in form.needed)
        assert "必填" in said


def test_a_layer_of_ones_own_is_used_in_this_session_and_no_other(plan):
    app = replaced(opened())
    own = app.session_state[cache.OWN_PLAN]
    assert list(own.plan.layers["clusters"]["id"]) == ["own-1", "own-2"]
    assert any("集聚区 · mine.csv" in text.value for text in app.text)
    assert any(f"要素数：{len(plan.layers['clusters'])} → 2" in text.value for text in app.text)
    assert "集聚区" in app.warning[0].value
    said = html_of(app)
    assert "自己的图层" in said
    other = opened()
    assert cache.OWN_PLAN not in other.session_state
    assert "自己的图层" not in html_of(other)
    assert len(cache.shipped().layers["clusters"]) == len(plan.layers["clusters"])


def test_other_pages_of_the_session_use_it_and_undo_brings_the_shipped_layer_back():
    app = opened(run_data_and_matrix)
    before = next(m.value for m in app.metric if m.label == "载体")
    replaced(app)
    assert next(m.value for m in app.metric if m.label == "载体") == "2" != before
    assert "<img" not in html_of(app)  # a name that is a script stays text
    app.button(key="data-undo-clusters").click().run()
    assert not app.exception
    assert next(m.value for m in app.metric if m.label == "载体") == before
    assert app.session_state[cache.OWN_PLAN] is None


def test_what_was_computed_with_the_plan_before_is_forgotten():
    app = opened()
    app.session_state["site-result"] = ("state", {"score": 1})
    replaced(app)
    assert "site-result" not in app.session_state


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("编号,名称,经度,纬度,坐标系\na,甲,120.7,31.3,cgcs2000\n", "E-DAT-03"),
        (CLUSTERS.replace("own-2", "own-1"), "E-DAT-06"),
        (CLUSTERS.replace("P7", "没有的领域"), "E-ATT-01"),
        (CLUSTERS.replace(",坐标系", "").replace(",cgcs2000", ""), "E-CRS-01"),
    ],
)
def test_a_wrong_file_is_explained_and_changes_nothing(content, code):
    app = replaced(opened(), content)
    assert code in app.error[0].value
    assert cache.OWN_PLAN not in app.session_state


def test_districts_must_keep_their_ids(plan):
    text = cache.shipped().layers["districts"].iloc[:9].to_json()
    own = own_plan.read_layer("districts", text.encode(), "d.geojson", plan, None)
    with pytest.raises(InputError) as caught:
        own_plan.with_layers({"districts": own})
    assert caught.value.faults[0].code == "E-DAT-10"


def test_a_difference_names_what_is_new_gone_and_moved(plan):
    layer = plan.layers["clusters"]
    own = layer.iloc[1:4].copy()
    own["id"] = [*own["id"][:2], "new"]
    own.geometry = [own.geometry.iloc[0].buffer(0.01).centroid, *own.geometry.translate(0.01)[1:]]
    found = own_plan.difference(layer, own)
    assert (found.before, found.after, found.added) == (len(layer), 3, ("new",))
    assert found.moved == (layer["id"].iloc[2],)
    assert len(found.gone) == len(layer) - 2


def test_results_with_other_sectors_are_of_another_version(plan):
    app = replaced(opened())
    mine = app.session_state[cache.OWN_PLAN].plan
    other = replaced(opened(), CLUSTERS.replace("P7", "P9")).session_state[cache.OWN_PLAN].plan
    assert len({versions(p)["data"] for p in (plan, mine, other)}) == 3


def shared():
    """Return the functions of cache.py that all sessions share."""
    tree = ast.parse((ROOT / "gis_app" / "cache.py").read_text(encoding="utf-8"))
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    return [f for f in functions if any("cache_" in ast.unparse(d) for d in f.decorator_list)]


def test_what_all_sessions_share_is_made_of_the_shipped_plan_alone():
    own = {"plan", "peers", "clusters", "own_plan", "assessed", "map_html"}
    assert len(shared()) > 8
    calls = {
        (function.name, node.func.id)
        for function in shared()
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert [c for c in calls if c[1] in own] == []
