"""The pages without a browser: what they show first, and both languages."""

from streamlit.testing.v1 import AppTest

from layers.quoting import nested
from tests.app.pages import PLACE, opened, run_check_site, text_of, typed, unfolded
from tests.source import ROOT


def run_overview():  # the body runs in a fresh script: import inside
    from gis_app.views import overview

    overview.page()


def test_the_overview_shows_elements_unlocated_places_and_sources(plan):
    app = opened(run_overview)
    assert not app.exception
    said = text_of(app)
    for element in plan.facts.structures:
        assert element.name in said
        assert nested(f"“{element.quote}”") in said
    assert plan.unlocated[0]["name"] in said
    assert "OpenStreetMap" in said


def test_the_main_script_navigates_and_switches_language():
    app = AppTest.from_file(ROOT / "gis_app" / "main.py", default_timeout=60).run()
    assert not app.exception
    assert app.header[0].value == "苏州市服务业空间布局"
    app.segmented_control(key="lang").set_value("en").run()
    assert not app.exception
    assert app.header[0].value == "Services layout of Suzhou"
    assert app.query_params["lang"] == "en"


def run_switchable():
    from gis_app.views import check_site, session

    session.sidebar()
    check_site.page()


def switched(app, lang):
    return app.segmented_control(key="lang").set_value(lang).run()


def test_switching_the_language_twice_keeps_every_input():
    query = {"s": "P3:0.7;P7:0.3", "f": "集装箱", "w": "40,20,10,10,10,10"}
    app = opened(run_switchable, **query, **PLACE)
    app = typed(app, 31.31, 120.72, "cgcs2000")
    before = app.metric[0].value
    address = dict(app.query_params)
    for lang in ("en", "zh", "en"):
        app = switched(app, lang)
        assert not app.exception
        assert app.metric[0].value == before
        assert app.multiselect(key=f"sectors-{lang}").value == ["P3", "P7"]
        assert app.number_input(key=f"share-P3-{lang}").value == 70.0
        assert app.selectbox(key=f"datum-{lang}").value == "cgcs2000"
        assert app.selectbox(key=f"function-{lang}").value == "集装箱"
        assert app.number_input(key=f"lon-{lang}").value == 31.31
        assert app.slider(key=f"weight-K1-{lang}").value == 40
        assert {**address, "lang": lang} == dict(app.query_params)
    assert "Sectors" in app.multiselect(key="sectors-en").label


def test_the_page_speaks_english():
    app = opened(run_check_site, lang="en", s="P3", **PLACE)
    said = text_of(app)
    assert "Suzhou Industrial Park" in said
    assert "Contributions" in said
    assert app.metric[0].label == "Plan support (0–100)"


def test_both_languages_give_the_same_score():
    values = [
        opened(run_check_site, lang=lang, s="P3", **PLACE).metric[0].value for lang in ("zh", "en")
    ]
    assert values[0] == values[1]


def test_the_english_tables_name_districts_in_english():
    said = text_of(
        unfolded(opened(run_check_site, lang="en", at="120.72,31.31"), "places", lang="en")
    )
    carriers = said[said.index("Carriers the plan names") : said.index("Nearest places")]
    assert "Suzhou Industrial Park" in carriers
    assert "苏州工业园区</td>" not in carriers


def test_an_unknown_datum_is_told_in_english_words():
    app = opened(run_check_site, lang="en", u="1", s="P7", **PLACE)
    (told,) = [line for w in app.warning for line in w.value.split("\n\n") if "unknown" in line]
    assert "supported" in told
    assert "支持" not in told
