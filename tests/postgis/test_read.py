"""Layers from tables: in any system we know, under our names or the exported ones."""

import pytest

from gis_app.load import default_plan
from gis_app.stores import postgis

SQUARE = "ST_SetSRID(ST_MakeEnvelope(120.5, 31.2, 120.6, 31.3), 4490)"


def layer_of(outcome, name):
    return next(row for row in outcome.json["layers"] if row["id"] == name)


def test_an_exported_layer_comes_back(run, schema):
    assert run("export", "districts", "water", "-o", schema).status == 0
    outcome = run("layers", "--data", schema, "--json")
    assert outcome.status == 0, outcome.err
    assert "plan.XZQ" in outcome.err
    wanted = run("layers", "--json")
    for name in ("districts", "water"):
        assert layer_of(outcome, name) == layer_of(wanted, name)


def test_scores_over_tables_are_those_over_files(run, schema):
    assert run("export", "districts", "places", "clusters", "-o", schema).status == 0
    words = ("score", "clusters", "--draws", "0", "--json")
    found, wanted = run(*words, "--data", schema).json["sites"], run(*words).json["sites"]
    assert [s["id"] for s in found] == [s["id"] for s in wanted]
    scores = [(a["score"], b["score"]) for a, b in zip(found, wanted, strict=True)]
    assert all((a is None) == (b is None) for a, b in scores)
    assert [a for a, _ in scores if a is not None] == pytest.approx(
        [b for _, b in scores if b is not None], abs=1e-3
    )


@pytest.mark.parametrize("srid", [4326, 4490, 4528, 4549, 3857])
def test_a_table_is_read_in_its_own_system(run, cluster, schema, srid):
    cluster.run(
        "CREATE TABLE plan.water (id text, name text, shape geometry)",
        f"INSERT INTO plan.water VALUES ('a', '湖', ST_Transform({SQUARE}, {srid}))",
    )
    outcome = run("export", "water", "-o", schema.replace("plan", "public"), "--data", schema)
    assert outcome.status == 0, outcome.err
    west, north = cluster.run('SELECT ST_XMin(geom), ST_YMax(geom) FROM public."SY"')[0]
    assert (west, north) == pytest.approx((120.5, 31.3), abs=1e-5)
    cluster.run('DROP TABLE public."SY"')


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["CREATE TABLE plan.other (id text)"], "E-PGS-04"),
        (["CREATE TABLE plan.water (id text)"], "E-PGS-05"),
        (["CREATE TABLE plan.water (id text, a geometry, b geometry)"], "E-PGS-05"),
        (
            [
                "CREATE TABLE plan.water (id text, geom geometry)",
                "INSERT INTO plan.water VALUES ('a', 'SRID=2437;POINT(1 1)')",
            ],
            "E-PGS-06",
        ),
        (
            [
                "CREATE TABLE plan.water (id text, geom geometry)",
                "INSERT INTO plan.water VALUES ('a', 'POINT(1 1)')",
            ],
            "E-PGS-06",
        ),
        (
            [
                "CREATE TABLE plan.water (name text, geom geometry)",
                f"INSERT INTO plan.water VALUES ('a', {SQUARE})",
            ],
            "E-DAT-03",
        ),
        (
            [
                "CREATE TABLE plan.water (id text, geom geometry)",
                "INSERT INTO plan.water VALUES ('a', 'SRID=4490;POINT(120.6 31.3)')",
            ],
            "E-DAT-04",
        ),
        (
            [
                "CREATE TABLE plan.districts (id text, geom geometry)",
                f"INSERT INTO plan.districts VALUES ('320505', {SQUARE})",
            ],
            "E-DAT-10",
        ),
        (["CREATE TABLE plan.water (id text, geom geometry)"], "E-IO-03"),
        (
            ["CREATE VIEW plan.water AS SELECT '1'::text AS id, NULL::geometry AS geom, 1/0 AS x"],
            "E-PGS-08",
        ),
    ],
)
def test_a_faulty_table_is_named(run, cluster, schema, statements, code):
    cluster.run(*statements)
    outcome = run("layers", "--data", schema)
    faults = [found for found in outcome.faults if found.startswith("E-")]
    assert (outcome.status, faults) == (2, [code])
    assert "secret" not in outcome.err


def test_arcs_become_lines(run, cluster, schema):
    ring = "120.6 31.3,120.61 31.31,120.62 31.3,120.61 31.29,120.6 31.3"
    arcs = f"CURVEPOLYGON(CIRCULARSTRING({ring}))"
    cluster.run(
        "CREATE TABLE plan.water (id text, name text, kind text, geom geometry)",
        f"INSERT INTO plan.water VALUES ('a', '湖', 'lake', ST_GeomFromText('{arcs}', 4490))",
    )
    assert run("layers", "--data", schema, "--json").status == 0


def test_a_function_of_somebody_else_is_not_called(run, cluster, schema):
    """A schema before PostGIS's own on the path could otherwise slip its functions in."""
    cluster.run(
        "CREATE FUNCTION plan.st_srid(geometry) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE plan.water (id text, geom geometry)",
        f"INSERT INTO plan.water VALUES ('a', {SQUARE})",
        "ALTER ROLE gis SET search_path = plan, public",
    )
    try:
        assert run("layers", "--data", schema).status == 0
    finally:
        cluster.run("ALTER ROLE gis RESET search_path")


def test_a_heavy_view_does_not_run_for_ever(run, cluster, schema, monkeypatch):
    monkeypatch.setattr(postgis, "STATEMENT_MS", 300)
    cluster.run("CREATE VIEW plan.water AS SELECT pg_sleep(60)::text AS id, NULL::geometry AS geom")
    outcome = run("layers", "--data", schema)
    assert (outcome.status, outcome.faults) == (2, ["E-PGS-08"])
    assert "超时" in outcome.err


def test_the_plan_still_has_its_own_other_layers(run, cluster, schema):
    cluster.run(
        "CREATE TABLE plan.water (id text, geom geometry)",
        f"INSERT INTO plan.water VALUES ('a', {SQUARE})",
    )
    outcome = run("layers", "--data", schema, "--json")
    water = layer_of(outcome, "water")
    assert (water["status"], water["accuracy_m"]) == (["user"], [None, None])
    assert layer_of(outcome, "roads")["features"] == len(default_plan().layers["roads"])
