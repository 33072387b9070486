"""The processes say the same as the commands, describe their inputs, and refuse in our words."""

import json
import re

import jsonschema
import pytest

from gis_app.service import descriptions
from tests.cli.run import process

SITE = {
    "type": "Feature",
    "properties": {"id": "1", "name": "甲", "sectors": "P7:0.6;P6:0.4", "function": "铁路"},
    "geometry": {"type": "Point", "coordinates": [120.62, 31.3]},
}
FAR = {**SITE, "geometry": {"type": "Point", "coordinates": [100.0, 31.3]}}
SITES = {"type": "FeatureCollection", "features": [SITE]}
EPOCH = "1700000000"
NAMES = ("locate", "score")


def sites(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def told(*words):
    return process(*words, env={"SOURCE_DATE_EPOCH": EPOCH}).json


def without_time(found):
    return {key: value for key, value in found.items() if key != "time"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_locate_says_what_the_command_says(server, lang):
    answer = server.run("locate", {"lon": 120.62, "lat": 31.3, "lang": lang})
    assert answer.status == 200
    assert answer.json == told("locate", "120.62", "31.3", "--json", "--lang", lang)


def test_locate_reads_other_systems(server):
    asked = {"lon": 563_000, "lat": 3_464_000, "crs": "EPSG:4549"}
    found = server.run("locate", asked).json
    wanted = told("locate", "563000", "3464000", "--crs", "EPSG:4549", "--json")
    assert found == wanted


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, ()),
        ({"weights": "equal", "lang": "en"}, ("--weights", "equal", "--lang", "en")),
        ({"with": "none"}, ("--with", "none")),
        ({"peers": "file"}, ("--peers", "file")),
        ({"draws": 20, "seed": 3}, ("--draws", "20", "--seed", "3")),
        ({"crs": "gcj02"}, ("--crs", "gcj02")),
        ({"crs": "unknown"}, ("--crs", "unknown")),
    ],
    ids=str,
)
def test_score_says_what_the_command_says(server, tmp_path, inputs, words):
    file = tmp_path / "sites.geojson"
    file.write_text(json.dumps(SITES), encoding="utf-8")
    drawn = () if "draws" in inputs else ("--draws", "0")
    answer = server.run("score", {"sites": SITES, **inputs})
    assert answer.status == 200, answer.body.decode()
    assert without_time(answer.json) == without_time(told("score", file, "--json", *drawn, *words))


@pytest.mark.parametrize("name", NAMES)
def test_the_description_has_a_schema_for_each_input_in_both_languages(server, name):
    chinese, english = (server.get(f"/processes/{name}", lang=x).json for x in ("zh", "en"))
    described = getattr(descriptions, name.upper())
    assert set(chinese["inputs"]) == set(described["inputs"])
    for ident, told_of in chinese["inputs"].items():
        jsonschema.Draft202012Validator.check_schema(told_of["schema"])
        assert told_of["title"] == described["inputs"][ident]["title"]["zh"]
        assert english["inputs"][ident]["title"] == described["inputs"][ident]["title"]["en"]
    assert chinese["jobControlOptions"] == ["sync-execute"]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_the_description_runs(server, name):
    example = server.get(f"/processes/{name}").json["example"]
    answer = server.run(name, example["inputs"])
    assert answer.status == 200


def test_the_list_names_both(server):
    assert [p["id"] for p in server.get("/processes").json["processes"]] == list(NAMES)


@pytest.mark.parametrize(
    ("name", "inputs", "code"),
    [
        ("locate", {}, "E-SRV-05"),
        ("locate", {"lon": 120.6}, "E-SRV-05"),
        ("locate", {"lon": "120.6", "lat": 31.3}, "E-SRV-05"),
        ("locate", {"lon": True, "lat": 31.3}, "E-SRV-05"),
        ("locate", {"lon": 120.6, "lat": 31.3, "height": 1}, "E-SRV-04"),
        ("locate", {"lon": 100, "lat": 31.3}, "E-CRS-02"),
        ("locate", {"lon": 31.3, "lat": 120.6}, "E-CRS-03"),
        ("locate", {"lon": 120.6, "lat": 31.3, "crs": "EPSG:1"}, "E-CRS-06"),
        ("locate", {"lon": 120.6, "lat": 31.3, "lang": "fr"}, "E-SRV-05"),
        ("score", {}, "E-SRV-05"),
        ("score", {"sites": SITE}, "E-SRV-05"),
        ("score", {"sites": "/etc/passwd"}, "E-SRV-05"),
        ("score", {"sites": SITES, "with": "/etc/passwd"}, "E-SRV-05"),
        ("score", {"sites": SITES, "weights": "/etc/passwd"}, "E-SRV-05"),
        ("score", {"sites": SITES, "draws": 10**9}, "E-SRV-05"),
        ("score", {"sites": SITES, "parks": "/etc/passwd"}, "E-SRV-04"),
        ("score", {"sites": sites(FAR)}, "E-CRS-02"),
        ("score", {"sites": sites()}, "E-IO-03"),
        ("score", {"sites": sites({"type": "Feature"})}, "W-GEO-01"),
        ("score", {"sites": sites(*[SITE] * 2001)}, "E-SRV-05"),
    ],
    ids=str,
)
def test_a_wrong_input_is_400_with_our_code(server, name, inputs, code):
    answer = server.run(name, inputs)
    assert answer.status == 400
    assert code in answer.json["description"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("locate", {"lon": 100, "lat": 31.3}),
        ("locate", {"lon": 120.6, "lat": 31.3, "crs": "EPSG:1"}),
        ("locate", {"lon": 120.6, "lat": 31.3, "crs": "sz2000"}),
        ("locate", {"lon": 563_000, "lat": 3_464_000}),
        ("score", {"sites": sites(FAR)}),
        ("score", {"sites": sites()}),
        ("score", {"sites": SITES, "crs": "EPSG:4549"}),
    ],
    ids=str,
)
def test_a_refusal_speaks_of_inputs_not_of_the_command_line(server, name, inputs, lang):
    told = server.run(name, {**inputs, "lang": lang}, path=f"execution?lang={lang}")
    assert told.status == 400
    assert not re.search(r"--\w|template|sites\.geojson|命令", told.json["description"])


def test_the_language_of_the_request_is_that_of_the_text(server):
    answer = server.run("locate", {"lon": 100, "lat": 31.3}, path="execution?lang=en")
    assert "lies outside" in answer.json["description"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'{"inputs": []}', b"{}", b"[" * 100_000, b"\xff"], ids=repr
)
def test_a_body_that_is_no_request_is_refused(server, body):
    headers = {"Content-Type": "application/json"}
    answer = server.send("POST", "/processes/locate/execution", body=body, headers=headers)
    assert (answer.status, answer.json["code"]) == (400, "E-SRV-08")


def test_a_form_of_another_page_cannot_start_a_process(server):
    """What a browser sends elsewhere without asking first is never JSON by its type."""
    body = b'{"inputs": {"lon": 120.6, "lat": 31.3}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind}
        answer = server.send("POST", "/processes/locate/execution", body=body, headers=headers)
        assert answer.json["code"] == "E-SRV-08"


def test_too_large_a_body_is_refused(server):
    body = b'{"inputs": {"lon": 1, "lat": 1, "crs": "%s"}}' % (b"x" * 5_000_001)
    headers = {"Content-Type": "application/json"}
    answer = server.send("POST", "/processes/locate/execution", body=body, headers=headers)
    assert (answer.status, answer.json["code"]) == (400, "E-SRV-09")


def test_nobody_is_notified(server):
    """A subscriber's address would have the service send requests wherever it is told to."""
    body = {
        "inputs": {"lon": 120.6, "lat": 31.3},
        "subscriber": {"successUri": "http://127.0.0.1:1"},
    }
    headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
    answer = server.send(
        "POST", "/processes/locate/execution", body=json.dumps(body).encode(), headers=headers
    )
    assert answer.status == 200


@pytest.mark.parametrize("lon", [10**400, -(10**400)])
def test_a_number_no_coordinate_can_be_is_refused(server, lon):
    answer = server.run("locate", {"lon": lon, "lat": 31.3})
    assert (answer.status, answer.json["code"]) == (400, "E-SRV-05")


def test_whole_numbers_may_be_written_with_a_point(server):
    asked = {"sites": SITES, "draws": 5, "seed": 1}
    plain, pointed = (server.run("score", a) for a in (asked, {**asked, "draws": 5.0, "seed": 1.0}))
    assert (plain.status, pointed.status) == (200, 200)
    assert without_time(pointed.json) == without_time(plain.json)
