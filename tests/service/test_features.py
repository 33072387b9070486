"""Collections, their features, and every way of asking for some of them."""

import json

import jsonschema
import pytest

from gis_app.load import default_plan
from gis_app.service.configuration import COLLECTIONS
from gis_app.service.descriptions import PROCESSES
from gis_app.service.table import Query, Table
from gis_app.writing.made import INTERNAL
from layers.export_fields import FIELDS, KEPT
from tests.io.layer import scores

EVERY = (*COLLECTIONS, "scores")
ITEMS = "/collections/{}/items"


@pytest.fixture(scope="module")
def districts(server):
    return server.get(ITEMS.format("districts")).json


def codes(page):
    return [f["id"] for f in page["features"]]


def relations(document):
    return {link["rel"] for link in document["links"]}


def link(document, relation):
    return next(found["href"] for found in document["links"] if found["rel"] == relation)


def test_the_landing_page_leads_to_all_there_is(server):
    home = server.get().json
    assert relations(home) >= {"self", "service-desc", "conformance", "data"}
    assert {server.get(x["href"].removeprefix(server.url)).status for x in home["links"]} == {200}


def test_every_link_of_every_document_can_be_followed(server):
    documents = ["/", "/collections", "/processes", "/processes/locate", ITEMS.format("counties")]
    documents += [f"/collections/{name}" for name in EVERY]
    links = {x["href"] for d in documents for x in server.get(d).json["links"]}
    links -= {x for x in links if x.endswith("execution?f=json")}  # takes POST
    assert len(links) > 20
    assert {h for h in links if not h.startswith(server.url)} == set()
    assert [h for h in links if server.get(h.removeprefix(server.url)).status != 200] == []


def test_conformance_claims_features_and_processes_but_no_pages_and_no_editing(server):
    claimed = server.get("/conformance").json["conformsTo"]
    assert any("ogcapi-features-1/1.0/conf/core" in c for c in claimed)
    assert any("ogcapi-processes-1/1.0/conf/core" in c for c in claimed)
    assert [c for c in claimed if "html" in c or "create-replace-delete" in c] == []


def test_the_collections_are_the_layers_and_the_scores(server):
    found = server.get("/collections").json["collections"]
    assert [c["id"] for c in found] == list(EVERY)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_a_collection_says_where_it_comes_from_and_that_it_is_internal(server, name, lang):
    found = server.get(f"/collections/{name}", lang=lang).json
    assert INTERNAL[lang] in found["description"]
    if name != "scores":
        layer = default_plan().layers[name]
        assert layer["source"].iloc[0] in found["description"]
        assert f"{layer['accuracy_m'].max():g}" in found["description"]


def test_titles_are_chinese_unless_english_is_asked_for(server):
    asked = [{}, {"lang": "en"}, {"headers": {"Accept-Language": "en-GB,en;q=0.8"}}]
    titles = [server.get("/collections/districts", **how).json["title"] for how in asked]
    assert titles == ["板块", "Districts", "Districts"]


@pytest.mark.parametrize("name", EVERY)
def test_the_schema_has_every_field_with_its_title(server, name):
    found = server.get(f"/collections/{name}/schema").json["properties"]
    titles = {field.code: field.title for field in FIELDS[name].fields}
    assert titles.items() <= {code: s.get("title") for code, s in found.items()}.items()
    queryables = server.get(f"/collections/{name}/queryables").json["properties"]
    assert titles.items() <= {code: s.get("title") for code, s in queryables.items()}.items()


def test_an_attribute_of_the_file_comes_with_the_scores(server):
    rows = server.get(ITEMS.format("scores")).json["features"]
    assert [f["properties"]["备注说明"] for f in rows] == ["第一处", ""]
    assert rows[0]["properties"]["ZCDDJ"]
    assert rows[0]["geometry"]["coordinates"] == [120.62, 31.3]


@pytest.mark.parametrize("name", EVERY)
def test_all_features_come_with_the_same_number_matched_and_returned(server, name):
    page = server.get(ITEMS.format(name), limit=10_000).json
    size = 2 if name == "scores" else len(default_plan().layers[name])
    assert (page["numberMatched"], page["numberReturned"], len(page["features"])) == (size,) * 3
    assert "next" not in relations(page)
    assert len(set(codes(page))) == size


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_following_the_next_links_gives_each_feature_once(server, districts, limit):
    seen, path = [], f"{ITEMS.format('districts')}?limit={limit}"
    while path:
        page = server.send("GET", path).json
        assert page["numberMatched"] == 10
        assert page["features"]
        seen += codes(page)
        ahead = "next" in relations(page)
        path = link(page, "next").removeprefix(server.url) if ahead else None
    assert seen == codes(districts)


def test_an_offset_past_the_end_gives_no_features_and_no_next_link(server):
    page = server.get(ITEMS.format("districts"), offset=50).json
    assert (page["numberMatched"], page["features"]) == (10, [])
    assert "next" not in relations(page)


def test_a_box_gives_what_meets_it(server):
    found = server.get(ITEMS.format("districts"), bbox="120.80,31.85,120.81,31.86").json
    at = default_plan().layers["districts"].cx[120.80:120.81, 31.85:31.86]
    assert codes(found) == list(at["id"])
    assert found["numberMatched"] == len(at) > 0


def test_a_box_that_is_a_point_works_too(server):
    assert server.get(ITEMS.format("districts"), bbox="120.62,31.3,120.62,31.3").json[
        "numberMatched"
    ] in (1, 2)


def test_a_property_filters_text_and_numbers(server, districts):
    area = districts["features"][0]["properties"]["MJ"]
    by_name = server.get(ITEMS.format("districts"), XZQMC="张家港市").json
    by_area = server.get(ITEMS.format("districts"), MJ=area).json
    assert codes(by_name) == ["320582"]
    assert codes(by_area) == ["320505"]
    assert server.get(ITEMS.format("districts"), XZQMC="张家港").json["numberMatched"] == 0


@pytest.mark.parametrize(("order", "falls"), [("MJ", False), ("+MJ", False), ("-MJ", True)])
def test_sorting_goes_up_or_down(server, order, falls):
    page = server.get(ITEMS.format("districts"), sortby=order).json
    areas = [f["properties"]["MJ"] for f in page["features"]]
    assert areas == sorted(areas, reverse=falls)


@pytest.mark.parametrize(("falls", "order"), [(False, "abcd"), (True, "cbad")])
def test_numbers_and_texts_of_one_column_sort_apart(falls, order):
    layer = scores().iloc[[0] * 4].assign(id=list("abcd"), **{f"{KEPT}v": [2, 10, "x", None]})
    found = Table("scores", layer).query(Query(sort=[("v", falls)]))
    assert "".join(codes(found)) == order


@pytest.mark.parametrize("order", ["YJ", "-YJ"])
def test_blanks_sort_last_both_ways(server, order):
    page = server.get(ITEMS.format("places"), sortby=order, limit=1000).json
    blank = [f["properties"]["YJ"] is None for f in page["features"]]
    assert blank == sorted(blank)
    assert {True, False} == set(blank)


def test_only_the_properties_asked_for_come(server):
    page = server.get(ITEMS.format("districts"), properties="XZQMC,MJ").json
    assert {tuple(f["properties"]) for f in page["features"]} == {("XZQMC", "MJ")}


def test_geometry_can_be_left_out(server):
    page = server.get(ITEMS.format("districts"), skipGeometry="true").json
    assert [f["geometry"] for f in page["features"]] == [None] * 10


def test_hits_alone_can_be_counted(server):
    page = server.get(ITEMS.format("districts"), resulttype="hits").json
    assert (page["numberMatched"], page["features"]) == (10, [])


def test_one_feature_comes_by_its_id(server, districts):
    found = server.get("/collections/districts/items/320582").json
    assert (
        found["properties"] == districts["features"][codes(districts).index("320582")]["properties"]
    )


def test_an_id_with_slashes_can_be_asked_for(server):
    ident = default_plan().layers["bands"]["id"].iloc[0]
    assert "/" in ident
    assert server.get(f"/collections/bands/items/{ident}").json["id"] == ident


def test_the_interface_description_refers_to_nothing_elsewhere(server):
    answer = server.get("/openapi")
    assert answer.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
    text = answer.body.decode()
    references = [part.partition('"')[0] for part in text.split('"$ref": "')[1:]]
    assert references
    assert {r for r in references if not r.startswith("#/components/")} == set()
    components = answer.json["components"]
    for reference in set(references):
        _, _, kind, name = reference.split("/")
        assert name in components[kind]


def test_the_interface_description_names_just_the_paths_there_are(server):
    paths = server.get("/openapi").json["paths"]
    assert {tuple(p) for p in paths.values()} == {("get",), ("post",)}
    plain = [p for p, how in paths.items() if "{" not in p and "get" in how]
    assert [p for p in plain if server.get(p).status != 200] == []
    assert len(plain) > 20


def test_the_interface_description_says_what_a_process_takes(server):
    paths = server.get("/openapi").json["paths"]
    for name, described in PROCESSES.items():
        body = paths[f"/processes/{name}/execution"]["post"]["requestBody"]["content"]
        schema = body["application/json"]["schema"]
        example = server.get(f"/processes/{name}").json["example"]
        jsonschema.validate(example, schema)
        assert set(schema["properties"]["inputs"]["properties"]) == set(described["inputs"])


def test_answers_are_utf8_and_typed(server):
    answer = server.get(ITEMS.format("districts"), limit=1)
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    assert "苏州高新区" in answer.body.decode()
    json.loads(answer.body)
