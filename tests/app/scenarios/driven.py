"""Opens the page 方案对比 as a planner does, and reads what it says and keeps."""

from streamlit.testing.v1 import AppTest

from gis_app.projects.model import Site

AT = {"at": "120.72,31.31", "s": "P3:0.7;P7:0.3", "w": "40,20,10,10,10,10"}
LINK = "![](http://evil.example/a.png) [x](http://evil.example)"


def run_scenarios():  # the body runs in a fresh script: import inside
    from gis_app.views import scenarios, session

    session.sidebar()
    scenarios.page()


def run_both():  # the two pages, one after the other, as a planner goes through them
    import streamlit as st

    from gis_app.views import check_site, scenarios, session

    session.sidebar()
    if st.toggle("check", key="check"):
        check_site.page()
    else:
        scenarios.page()


def opened(page=run_scenarios, **query):
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run()
    assert not app.exception
    return app


def click(app, key):
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def saved(app, name, note=""):
    app.text_input(key="scenario-name-zh").set_value(name)
    app.text_area(key="scenario-note-zh").set_value(note)
    return click(app, "save-scenario")


def html(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def scenarios(store):
    (project,) = [p for p in store.projects() if not p.deleted]
    return [s for s in store.scenarios(project.id) if not s.deleted]


def site(name="甲", lon=120.72, lat=31.31, sectors=(("P3", 1.0),), **told):
    return Site(id=name, name=name, lon=lon, lat=lat, sectors=sectors, **told)
