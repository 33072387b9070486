"""The page of scenarios, saving again and again until somebody ends it; see `saver`.

`saves` calls what the page's buttons call when they are pressed; `clicks` presses one, and draws
the page before and after.
"""

import itertools
import logging
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.testing.v1 import AppTest

from gis_app.projects.model import Project
from gis_app.projects.place import open_store, setting
from gis_app.state import State
from gis_app.views import project_session, scenario_edit, scenarios, session
from tests.projects.saver import sites, told

FOREVER_S = 3600


def pressed(action):
    """Do what a button of the page does when it is pressed, and say what was saved."""
    project_session.attempt(action)
    kind, text = st.session_state.pop(project_session.SAID)
    assert kind == "success", text
    told(project_session.opened().scenario)


def saves(ident):
    logging.disable(logging.WARNING)  # Streamlit misses a browser
    session.remember(State(lon=120.72, lat=31.31, sectors=(("P3", 1.0),)))
    mine = project_session.store().scenario(ident)
    project_session.hold(mine)
    project_session.choose(replace(Project(name="x"), id=mine.project))
    for number in itertools.count(mine.version + 1):
        pressed(partial(scenarios._updated, sites(number)))
        if number % 5 == 0:
            pressed(partial(scenario_edit._undone, project_session.opened().scenario))
        if number % 20 == 0:
            mine = project_session.opened().scenario
            st.session_state[session.key(scenarios.NAME)] = f"方案{number}"
            pressed(partial(scenarios._saved, sites(number)[:1]))
            project_session.hold(mine)


def shown():  # the body runs in a fresh script: import inside
    from gis_app.views import scenarios, session

    session.sidebar()
    scenarios.page()


def clicks(ident):
    logging.disable(logging.WARNING)
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
