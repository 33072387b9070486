"""The page of scenarios, saving again and again until somebody ends it; see `saver`.

`saves` calls what the page's buttons call, in one run of the page without end; `clicks` clicks a
button, a run of the page each save.
"""

import os
import sys

os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")  # it misses a browser in every run

from streamlit.testing.v1 import AppTest

from gis_app.projects.place import open_store, setting
from tests.projects.saver import told

FOREVER_S = 3600


def called(ident):  # the body runs in a fresh script: import inside
    import itertools
    from functools import partial

    import streamlit as st

    from gis_app.state import State
    from gis_app.views import project_session, scenario_edit, scenarios, session
    from tests.projects.saver import sites, told

    def pressed(action):
        project_session.attempt(action)
        kind, text = st.session_state.pop(project_session.SAID)
        assert kind == "success", text
        told(project_session.opened().scenario)

    session.remember(State(lon=120.72, lat=31.31, sectors=(("P3", 1.0),)))
    mine = project_session.store().scenario(ident)
    project_session.hold(mine)
    st.session_state[project_session.PROJECT] = mine.project
    for number in itertools.count(mine.version + 1):
        pressed(partial(scenarios._updated, sites(number)))
        if number % 5 == 0:
            pressed(partial(scenario_edit._undone, project_session.opened().scenario))
        if number % 20 == 0:
            mine = project_session.opened().scenario
            st.session_state[session.key(scenarios.NAME)] = f"方案{number}"
            pressed(partial(scenarios._saved, sites(number)[:1]))
            project_session.hold(mine)


def shown():
    from gis_app.views import scenarios, session

    session.sidebar()
    scenarios.page()


def saves(ident):
    app = AppTest.from_function(called, args=(ident,)).run(timeout=FOREVER_S)
    sys.exit("".join(f"{e.message}\n{e.stack_trace}" for e in app.exception))


def clicks(ident):
    mine = open_store(setting()).scenario(ident)
    app = AppTest.from_function(shown, default_timeout=FOREVER_S)
    app.query_params["at"], app.query_params["s"] = "120.72,31.31", "P3"
    app.session_state["project-chosen"] = mine.project
    app.run()
    app.button(key="open-scenario").click().run()
    number = mine.version
    while True:
        number += 1
        state = app.session_state["shared-state"]
        app.session_state["shared-state"] = state.at(120.7 + number % 997 / 1e4, 31.31)
        app.run()  # the button saves what the page showed when it was drawn
        app = app.button(key="update-scenario").click().run()
        assert not app.exception
        assert app.success
        kept = app.session_state["scenario-opened"].scenario
        assert kept.version == number
        told(kept)
