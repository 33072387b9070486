"""A made-up city is a folder, not a rewrite: it loads, locates, scores, maps and exports."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest

from gis_app.cli import main
from gis_app.load import load_plan
from layers.errors import LayerError
from tests.layers import toy

VECTORS = toy.vectors()
WINDOW = '\n[window]\nwest = 119\nsouth = 34\neast = 121\nnorth = 36\nreason = "示例"\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a plan folder in the shape of `geodata/`, written from the toy city."""
    root = tmp_path_factory.mktemp("city")
    plan, vector = root / "plan", root / "vector" / "own"
    plan.mkdir()
    vector.mkdir(parents=True)
    shutil.copy(toy.FOLDER / "toy_facts.toml", plan)
    shutil.copy(toy.FOLDER / "toy_assumptions.toml", root / "assumptions.toml")
    with (root / "assumptions.toml").open("a") as file:
        file.write(WINDOW)
    data = "\n".join(f'{name} = "own/{name}"' for name in VECTORS)
    structure = (toy.FOLDER / "toy_structure.toml").read_text("utf-8")
    (plan / "structure.toml").write_text(f"{structure}\n[plan.data]\n{data}\n", "utf-8")
    entries = []
    for name, layer in VECTORS.items():
        text = layer.to_json(drop_id=True)
        (vector / f"{name}.geojson").write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        entries.append(f'["own/{name}"]\nsha256 = "{digest}"')
    (root / "manifest.toml").write_text("\n".join(entries), "utf-8")
    return root


def run(capsys, *words):
    status = main([str(w) for w in words])
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def place(x_km, y_km):
    point = toy.metric([{"id": "p"}], [toy.at(x_km, y_km)]).to_crs(4326).geometry[0]
    return f"{point.x:.7f}", f"{point.y:.7f}"


def test_it_locates(folder, capsys):
    found = json.loads(run(capsys, "locate", *place(5, 5), "--plan", folder, "--json"))
    assert found["district"]["code"] == "101"
    assert toy.find(found["elements"], "loop")["distance_m"] == 0


def test_it_scores_as_the_same_plan_in_memory_does(folder, capsys, tmp_path):
    lon, lat = place(5, 5)
    sites = tmp_path / "s.csv"
    sites.write_text(f"id,sectors,lon,lat,crs\n1,S1,{lon},{lat},wgs84\n", "utf-8")
    out = run(capsys, "score", sites, "--with", "none", "--plan", folder, "--json")
    (site,) = json.loads(out)["sites"]
    assert site["score"] == pytest.approx(toy.score(toy.at(5, 5), "S1")["score"], rel=1e-6)


def test_it_maps_its_own_elements_and_none_of_the_shipped_plan(folder, capsys, tmp_path):
    run(capsys, "map", "-o", tmp_path / "m.html", "--plan", folder)
    page = (tmp_path / "m.html").read_text("utf-8")
    assert toy.plan().facts.plan.city in page
    assert "苏州" not in page


def test_it_exports(folder, capsys, tmp_path):
    names = ["structure", "districts"]
    run(capsys, "export", *names, "-o", tmp_path / "x.geojson", "--plan", folder)
    features = json.loads((tmp_path / "x.geojson").read_text("utf-8"))["features"]
    assert len(features) == 4 + 4


def test_a_changed_vector_is_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    with (copy / "vector" / "own" / "roads.geojson").open("a") as file:
        file.write("\n")
    with pytest.raises(LayerError, match="sha256"):
        load_plan(copy)
