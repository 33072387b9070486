"""The settings the offline app depends on, wherever it is started from."""

import tomllib

from tests.source import ROOT

SETTINGS = tomllib.loads(
    (ROOT / "gis_app" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


def test_the_app_listens_on_this_machine_only_and_serves_its_own_files():
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert SETTINGS["server"]["port"] == 8501
    assert SETTINGS["server"]["enableStaticServing"]


def test_nothing_is_reported_and_no_traceback_is_shown():
    assert not SETTINGS["browser"]["gatherUsageStats"]
    assert SETTINGS["client"]["showErrorDetails"] == "none"
