"""What goes wrong on the way to the database is said in one line, without the password."""

import socket

import psycopg
import pytest

from gis_app.stores import postgis
from gis_app.stores.address import address, is_address, shown
from layers.errors import InputError
from tests.postgis.cluster import PASSWORD


@pytest.fixture
def without_postgis(cluster):
    cluster.run("DROP DATABASE IF EXISTS plain", "CREATE DATABASE plain", name="postgres")
    return cluster.url("plain")


def refused(run, code, *words):
    outcome = run(*words)
    assert (outcome.status, outcome.faults, outcome.out) == (2, [code], "")
    assert "secret" not in outcome.err
    assert "wrong" not in outcome.err
    return outcome.err


@pytest.mark.parametrize("way", ["read", "write"])
@pytest.mark.parametrize(
    ("user", "name", "why"),
    [
        ("gis:wrong", "gis", "密码"),
        ("nobody_here:wrong", "gis", "密码"),
        ("gis", "gis", "密码"),
        (None, "missing", "没有这个库"),
    ],
)
def test_wrong_user_password_or_database(run, cluster, monkeypatch, way, user, name, why):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    url = cluster.url(name, **({"user": user} if user else {}))
    words = {"read": ("layers", "--data", url), "write": ("export", "places", "-o", url)}[way]
    assert why in refused(run, "E-PGS-02", *words)


def test_no_server(run):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    url = f"postgresql://gis:secret@127.0.0.1:{port}/gis"
    err = refused(run, "E-PGS-02", "layers", "--data", url)
    assert "没有服务器应答" in err
    assert f"127.0.0.1:{port}/gis" in err


def test_no_postgis(run, without_postgis):
    refused(run, "E-PGS-03", "export", "places", "-o", without_postgis)
    refused(run, "E-PGS-03", "layers", "--data", without_postgis)


def test_no_such_schema(run, cluster):
    url = cluster.url(schema="nowhere")
    assert "模式" in refused(run, "E-PGS-07", "export", "places", "-o", url)
    refused(run, "E-PGS-04", "layers", "--data", url)


@pytest.mark.usefixtures("schema")
def test_no_right_to_write(run, cluster):
    cluster.run("CREATE ROLE reader LOGIN PASSWORD 'wrong'", "GRANT USAGE ON SCHEMA plan TO reader")
    try:
        url = cluster.url(user="reader:wrong", schema="plan")
        assert "没有权限" in refused(run, "E-PGS-07", "export", "places", "-o", url)
    finally:
        cluster.run("DROP OWNED BY reader", "DROP ROLE reader")


def test_a_table_that_somebody_holds_is_told_after_a_while(run, cluster, schema, monkeypatch):
    monkeypatch.setattr(postgis, "LOCK_MS", 200)
    assert run("export", "places", "-o", schema).status == 0
    with psycopg.connect(cluster.url()) as other:
        other.execute('LOCK TABLE plan."DM"')
        assert "超时" in refused(run, "E-PGS-07", "export", "places", "-o", schema)


@pytest.mark.usefixtures("schema")
@pytest.mark.parametrize("source", ["environment", "file"])
def test_the_password_may_come_from_outside(run, cluster, monkeypatch, tmp_path, source):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    if source == "environment":
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
    else:
        kept = tmp_path / "pgpass"
        escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
        kept.write_text(f"127.0.0.1:{cluster.port}:gis:gis:{escaped}\n", encoding="utf-8")
        kept.chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(kept))
    url = cluster.url(user="gis", schema="plan")
    assert run("export", "places", "-o", url).status == 0


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://gis:secret@db:port/gis",
        "postgresql://gis:secret@db/gis?options=-csearch_path%3Dx",
        "postgresql://gis:secret@db/gis?passfile=/etc/passwd",
        "postgresql://gis:secret@[db/gis",
        "postgresql://gis:secret@db/gis?schema",
    ],
)
def test_a_faulty_address_is_refused_without_its_password(text):
    with pytest.raises(InputError) as caught:
        address(text)
    assert caught.value.faults[0].code == "E-PGS-01"
    assert "secret" not in str(caught.value)


def test_an_address_shows_host_and_schema_alone():
    found = address("postgresql://gis:secret@db:5433/plan?schema=own&sslmode=require")
    assert (found.schema, found.shown) == ("own", "postgresql://db:5433/plan?schema=own")
    assert "sslmode=require" in found.libpq
    assert "schema" not in found.libpq
    assert "secret" not in f"{found} {found!r}"


def test_only_addresses_are_taken_for_one():
    assert is_address("postgres://db/x")
    assert not is_address("postgresql/data")
    assert shown("postgresql://a:b@c/d?e=f") == "postgresql://c/d"
