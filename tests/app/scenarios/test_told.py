"""方案对比: hostile names stay text, English is English, a damaged store is told."""

from dataclasses import replace

import pytest

from gis_app.components import scenario_contrast, scenario_tables
from gis_app.components.wording import Words
from gis_app.projects.model import Scenario
from tests.app.payloads import PAYLOADS
from tests.app.scenarios.driven import AT, LINK, click, html, opened, saved, scenarios, site


@pytest.mark.parametrize("text", [*PAYLOADS, LINK])
def test_hostile_names_and_notes_stay_text(text):
    name = text[:80]
    app = saved(saved(opened(**AT), name, text), f"{name[:79]}2", text)
    assert text not in html(app) or "<" not in text
    assert "<img src=x" not in html(app)
    assert "</script>" not in html(app)
    app = click(click(app, "undo-scenario"), "delete-scenario")
    app = click(app, "new-project")
    shown = [e.value for kind in (app.error, app.success, app.warning, app.info) for e in kind]
    marked = [*shown, *(m.value for m in app.markdown), *(c.value for c in app.caption)]
    assert [m for m in marked if "](http" in m or "<img" in m or "<script" in m] == []
    assert all(e.label and "http" not in e.label for e in (*app.button, *app.selectbox))


@pytest.mark.usefixtures("two")
def test_a_name_in_an_error_is_no_picture(store):
    project = store.put_project(replace(store.projects()[0], name="x"))
    store.save(Scenario(project=project.id, name=LINK, sites=(site(),)))
    app = opened()
    found = next(s for s in scenarios(store) if s.name == LINK)
    app.selectbox(key="scenario-picked-zh").set_value(found.id).run()
    app = click(app, "undo-scenario")
    assert "E-PRJ-11" in app.error[0].value
    assert "\\[x\\](http" in app.error[0].value  # escaped: text, and no picture or link


@pytest.mark.usefixtures("two")
def test_the_page_speaks_english():
    app = opened(lang="en", **AT)
    said = html(app)
    assert "Scenario" in said
    assert "Contribution" in said
    assert app.button(key="save-scenario").label == "Save as a new scenario"


def test_a_damaged_store_is_said_and_the_page_goes_on(tmp_path):
    (tmp_path / "projects.sqlite").write_bytes(b"no database at all" * 100)
    app = opened()
    assert "E-PRJ-02" in app.error[0].value


def test_the_tables_escape_every_text(plan):
    words = Words("zh")
    bad = PAYLOADS[0]
    one = Scenario(
        project="p", name=bad, note=bad, sites=(site(bad),), author=bad, weights=bad[:80]
    )
    texts = [
        scenario_tables.listed([one], {}, plan.facts, words),
        scenario_tables.side_by_side(one, one, (bad, bad), plan.facts, words),
        scenario_contrast.by_site([bad], [(None, None)], words),
        scenario_contrast.legend([bad, bad]),
    ]
    assert all("<img" not in text and "&lt;img" in text for text in texts)
