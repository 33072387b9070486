"""Options that go together stand in every command that takes their group, under one name."""

from dataclasses import fields

import pytest
import typer
from typer.testing import CliRunner

from gis_app.cli import app
from gis_app.cli_groups import Opening, Publishing, Scoring, Source, grouped
from gis_app.cli_options import Among, AsJson, Lang, UsedBy

SCORED = ("score", "bundle", "report", "serve")
READ = (*SCORED, "assess", "site", "map")
WRITTEN = ("score", "bundle", "report", "assess", "site", "map", "export")
OPENED = (*READ, "layers", "export", "locate", "suitability")
TAKEN = {Scoring: SCORED, Source: READ, Publishing: WRITTEN, Opening: OPENED}


def options(name):
    return {one.name for one in typer.main.get_command(app).commands[name].params}


@pytest.mark.parametrize("group", TAKEN, ids=lambda g: g.__name__)
def test_commands_take_every_option_of_a_group(group):
    names = {f.name for f in fields(group)}
    assert all(names <= options(name) for name in TAKEN[group])


def test_a_command_gets_its_groups_and_its_own_options():
    got = []

    @grouped
    def command(file: str, *, source: Source, as_json: AsJson = False, opening: Opening) -> None:
        """Say what was read."""
        got.append((file, source, as_json, opening))

    alone = typer.Typer()
    alone.command()(command)
    words = ["a.csv", "--layer", "面", "--json", "--lang", "en", "--max-features", "7"]
    assert CliRunner().invoke(alone, words).exit_code == 0
    wanted = Source(layer="面", max_features=7), True, Opening(lang=Lang.en)
    assert got == [("a.csv", *wanted)]
    assert CliRunner().invoke(alone, ["a.csv", "--max-features", "0"]).exit_code == 2


def test_a_request_holds_every_option_that_was_given():
    scoring = Scoring(peers_from="none", peers=Among.file, weights="equal", draws=9, seed=3)
    publishing = Publishing(use=UsedBy.public, approval=" 苏S(2026)1号\n")
    source = Source(crs="gcj02", layer="面", max_features=7)
    request = scoring.request("a.gpkg", None, source, publishing, "en")
    assert (request.file, request.output, request.lang) == ("a.gpkg", None, "en")
    assert (request.peers_from, request.rows_are_peers, request.weights) == ("none", True, "equal")
    assert (request.draws, request.seed, request.parks) == (9, 3, None)
    assert (request.crs, request.layer, request.most_features) == ("gcj02", "面", 7)
    assert request.publication.public
    assert request.publication.approval == "苏S(2026)1号"
