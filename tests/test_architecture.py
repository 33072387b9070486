"""Imports go one way, files and functions stay small, and facts stay out of the code."""

import json
import re
import tomllib
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import (
    PACKAGES,
    ROOT,
    code_lines,
    files,
    functions,
    imported,
    imported_when_loaded,
    modules,
    strings,
)

APP = ("main", "__main__", "cli", "views", "components", "cache", "state", "load")
# What a file or folder may not import, anywhere in it. In gis_app: main, cli → views → components
# → layers, and cache → load → geodata, layers; cache also keeps what components make. The command
# line shares load: no Streamlit there.
FORBIDDEN = {
    "layers": {"gis_app", "geodata", "streamlit", "streamlit_folium", "folium", "requests"},
    "geodata": {"gis_app", "layers", "streamlit", "streamlit_folium", "folium"},
    "gis_app/components": {
        "streamlit",
        "streamlit_folium",
        "geodata",
        *(f"gis_app.{name}" for name in APP if name != "components"),
    },
    "gis_app/views": {"geodata", "gis_app.main", "gis_app.__main__", "gis_app.cli"},
    "gis_app/cache.py": {
        "geodata",
        *(f"gis_app.{name}" for name in ("main", "__main__", "cli", "views")),
    },
    "gis_app/load.py": {
        "streamlit",
        "streamlit_folium",
        "folium",
        *(f"gis_app.{name}" for name in APP if name != "load"),
    },
    "gis_app/cli.py": {"streamlit", "streamlit_folium", "gis_app.main", "gis_app.views"},
    "gis_app/main.py": {"geodata", "gis_app.cli"},
}


def below(name, roots):
    """Say whether a dotted name is one of `roots` or lies inside one."""
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def of(folder):
    path = ROOT / folder
    return [path] if path.suffix else files(folder)


def plan_tables(name):
    return tomllib.loads((ROOT / "geodata" / "plan" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_point_one_way(folder):
    assert of(folder)  # a moved folder must not pass
    wrong = [
        (path.name, name)
        for path in of(folder)
        for name in imported(path)
        if below(name, FORBIDDEN[folder])
    ]
    assert wrong == []


def test_only_load_joins_geodata_to_the_layers():
    joins = {
        path.relative_to(ROOT).as_posix()
        for path in files("gis_app")
        if any(below(name, {"geodata"}) for name in imported(path))
    }
    assert joins == {"gis_app/load.py"}


def test_no_module_waits_for_itself():
    order = TopologicalSorter({m: imported_when_loaded(p) for m, p in modules().items()})
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_plan_and_the_districts_stay_out_of_the_code():
    sectors = plan_tables("sectors.toml")["sector"]
    structures = plan_tables("structure.toml")["structure"]
    path = ROOT / "geodata" / "vector" / "derived" / "districts.geojson"
    districts = [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
    assert (len(sectors), len(structures), len(districts)) == (16, 7, 10)
    facts = {fact[key] for fact in [*sectors, *structures, *districts] for key in ("id", "name")}
    kinds = {structure["kind"] for structure in structures}  # "ring" is a kind as well as an id
    fact = re.compile(rf"(?<![A-Za-z0-9_-])({'|'.join(facts - kinds)})(?![A-Za-z0-9_-])")
    found = [(p.name, s) for p in files("layers") for s in strings(p) if fact.search(s)]
    assert found == []


@pytest.mark.parametrize("package", PACKAGES)
def test_files_stay_under_300_lines(package):
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(package)
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_stay_under_40_lines_of_code(package):
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": code_lines(path, function)
        for path in files(package)
        for function in functions(path)
        if code_lines(path, function) > 40
    }
    assert long == {}


CDN = re.compile(
    r"jsdelivr|unpkg\.com|cdnjs|code\.jquery|googleapis|gstatic|netdna|bootstrapcdn|raw\.githack"
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_of_ours_names_a_cdn(package):
    texts = [
        p for ending in ("py", "html", "js", "css", "toml") for p in files(package, f"*.{ending}")
    ]
    found = [p.name for p in texts if CDN.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_no_pages_folder_beside_the_script():
    assert not (ROOT / "gis_app" / "pages").exists()  # Streamlit would make its own menu of it


def test_both_locks_pin_the_same_versions():
    app, test = (
        {line.strip() for line in (ROOT / name).read_text().splitlines() if line[:1].isalnum()}
        for name in ("requirements.txt", "requirements-test.txt")
    )
    assert len(app) > 12
    assert app - test == set()
