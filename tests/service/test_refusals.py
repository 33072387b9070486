"""What is wrong is answered with our code and text, never with a traceback or a path."""

import re

import pytest

from tests.service.server import ROOT

DISTRICTS = "/collections/districts/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
BOX = "120,31,121,32"

WRONG = {
    "limit=0": "E-SRV-05",
    "limit=-1": "E-SRV-05",
    "limit=x": "E-SRV-05",
    "limit=1.5": "E-SRV-05",
    "offset=-1": "E-SRV-05",
    "offset=%C2%B2": "E-SRV-05",
    "bbox=1,2,3": "E-SRV-05",
    "bbox=a,b,c,d": "E-SRV-05",
    "bbox=121,31,120,32": "E-SRV-05",
    "bbox=120,nan,121,32": "E-SRV-05",
    f"bbox={BOX}&bbox-crs={EPSG}3857": "E-SRV-05",
    f"bbox={BOX}&bbox-crs=": "E-SRV-05",
    f"bbox-crs={EPSG}4490": "E-SRV-05",
    f"crs={EPSG}2437": "E-SRV-05",
    "crs=EPSG:4490": "E-SRV-05",
    "sortby=nothing": "E-SRV-05",
    "sortby=": "E-SRV-05",
    "properties=MJ,nothing": "E-SRV-05",
    "properties=": "E-SRV-05",
    "skipGeometry=maybe": "E-SRV-05",
    "resulttype=all": "E-SRV-05",
    "datetime=abc": "E-SRV-05",
    "datetime=": "E-SRV-05",
    "datetime=2024": "E-SRV-05",
    "datetime=2024-02-30": "E-SRV-05",
    "datetime=2024-01-01T00:00:00": "E-SRV-05",
    "datetime=2024-02-01/2024-01-01": "E-SRV-05",
    "datetime=2024-01-01/2024-02-01/..": "E-SRV-05",
    "datetime=2024-01-01T00:00:00Z/P1M": "E-SRV-05",
    "MJ=abc": "E-SRV-05",
    "MJ=nan": "E-SRV-05",
    "f=html": "E-SRV-05",
    "f=csv": "E-SRV-05",
    "f=jsonld": "E-SRV-05",
    "nothing=1": "E-SRV-04",
    "filter=MJ%3E1": "E-SRV-04",
}
PAGES = ("/", "/openapi", "/conformance", "/collections", "/collections/districts", DISTRICTS)


@pytest.mark.parametrize("asked", WRONG)
def test_a_wrong_parameter_is_named_in_both_languages(server, asked):
    chinese, english = (server.send("GET", f"{DISTRICTS}?{asked}&lang={x}") for x in ("zh", "en"))
    for answer, script in ((chinese, r"[\u4e00-\u9fff]"), (english, r"^[^\u4e00-\u9fff]+$")):
        assert (answer.status, answer.json["code"]) == (400, WRONG[asked])
        assert re.search(script, answer.json["description"])
        assert answer.headers["Content-Type"] == "application/json"
    assert chinese.headers["Content-Language"] == "zh"
    assert english.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "time",
    [
        "2024-01-01",
        "2024-01-01T08:00:00Z",
        "2024-01-01T08:00:00.5%2B08:00",
        "2024-01-01T08:00:00Z/2024-02-01T08:00:00Z",
        "2024-01-01/..",
        "../2024-01-01T00:00:00Z",
        "/2024-01-01",
    ],
)
def test_a_time_selects_all_that_has_none(server, time):
    """OGC API – Features 7.15.4: what has no time matches every time."""
    answer = server.send("GET", f"{DISTRICTS}?datetime={time}")
    assert (answer.status, answer.json["numberMatched"]) == (200, 10)


def test_another_language_is_refused(server):
    answer = server.get(DISTRICTS, lang="fr")
    assert (answer.status, answer.codes) == (400, ["E-SRV-05"])
    assert server.get(DISTRICTS, lang="en-GB").headers["Content-Language"].startswith("en")


def test_all_that_is_wrong_is_said_at_once(server):
    answer = server.send("GET", f"{DISTRICTS}?limit=x&bbox=1&nothing=2")
    assert answer.codes == ["E-SRV-04", "E-SRV-05", "E-SRV-05"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/nothing/schema",
        f"{DISTRICTS}/nothing",
        "/collections/water",
        "/processes/nothing",
        "/jobs",
        "/TileMatrixSets",
        "/stac",
        "/admin/config",
        "/static/img/logo.png",
        "/collections/..%2f..%2fetc/items",
    ],
)
def test_what_is_not_there_is_404_with_our_code(server, path):
    answer = server.get(path)
    assert (answer.status, answer.json["code"]) == (404, "E-SRV-06")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", DISTRICTS),
        ("PUT", f"{DISTRICTS}/320505"),
        ("DELETE", f"{DISTRICTS}/320505"),
        ("PATCH", "/"),
        ("OPTIONS", DISTRICTS),
        ("GET", "/processes/locate/execution"),
    ],
)
def test_other_methods_are_refused(server, method, path):
    answer = server.send(method, path, body=b"{}" if method != "GET" else None)
    assert (answer.status, answer.json["code"]) == (405, "E-SRV-07")
    assert answer.headers["Allow"]


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_json_and_no_page_that_fetches_anything(server, path):
    answer = server.get(path, {"Accept": "text/html,application/xhtml+xml"})
    assert answer.status == 200
    assert "json" in answer.headers["Content-Type"]
    text = answer.body.decode()
    assert re.search(r"<(html|script|link|img)\b", text) is None
    assert server.get(path, f="html").status == 400


@pytest.mark.parametrize("path", PAGES)
def test_no_other_origin_may_read_an_answer(server, path):
    answer = server.get(path, {"Origin": "http://elsewhere.example"})
    assert [h for h in answer.headers if h.lower().startswith("access-control")] == []
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_another_host_name_is_refused(server):
    """A page elsewhere could have its own name point to this machine."""
    answer = server.get("/", {"Host": "elsewhere.example"})
    assert (answer.status, answer.json["code"]) == (400, "E-SRV-11")
    assert server.get("/", {"Host": "localhost"}).status == 200


def test_a_host_that_is_no_name_is_refused(server):
    answer = server.get("/", {"Host": "[::1"})
    assert (answer.status, answer.json["code"]) == (400, "E-SRV-11")


def test_neither_software_nor_folders_are_told(server):
    answers = [server.get(p) for p in (*PAGES, "/nothing")]
    answers += [server.send("GET", f"{DISTRICTS}?{asked}") for asked in WRONG]
    for answer in answers:
        assert {"server", "x-powered-by"}.isdisjoint(h.lower() for h in answer.headers)
        text = answer.body.decode()
        assert str(ROOT) not in text
        assert "Traceback" not in text
