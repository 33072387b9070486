"""Read a committed layer or fact file, and refuse it when it is not what the manifest says."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd

FOLDER = Path(__file__).resolve().parent
STORE = "EPSG:4326"


class DataError(Exception):
    """A file of `geodata/` is missing, changed or unreadable; the message says what to do."""


def manifest(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Return the provenance of every layer, keyed by its name ("derived/districts").

    Raises
    ------
    DataError
        If `manifest.toml` is missing or is not TOML.
    """
    return _toml(folder / "manifest.toml", "Restore it from the repository.")


def read(name: str, folder: Path = FOLDER) -> gpd.GeoDataFrame:
    """Return layer `name` in EPSG:4326, sorted by id, with one row a feature.

    Parameters
    ----------
    name
        Path under `geodata/vector` without ".geojson", e.g. "derived/districts".
    folder
        Where `manifest.toml` and `vector/` are; ours unless a test says otherwise.

    Raises
    ------
    DataError
        If the manifest does not list the layer, the file is missing, or its sha256 differs.

    Notes
    -----
    Rows without a known site have geometry None.
    """
    entries = manifest(folder)
    if name not in entries:
        known = ", ".join(sorted(entries))
        raise DataError(f"Layer {name!r} is not in manifest.toml. Use one of: {known}.")
    raw = _verified(folder / "vector" / f"{name}.geojson", entries[name]["sha256"])
    features = json.loads(raw)["features"]
    return gpd.GeoDataFrame.from_features(features, crs=STORE)


def plan_toml(folder: str | Path) -> dict[str, Any]:
    """Return the facts of every `*.toml` in `folder`, merged; each key belongs to one file.

    Raises
    ------
    DataError
        If the folder holds no TOML file, one cannot be read, or two files use the same key.
    """
    files = sorted(Path(folder).glob("*.toml"))
    if not files:
        raise DataError(f"Folder {folder} has no *.toml file. Name a folder of plan facts.")
    facts: dict[str, Any] = {}
    owner: dict[str, str] = {}
    for path in files:
        for key, value in _toml(path, "Correct the file at that place.").items():
            if key in facts:
                raise DataError(
                    f"{path.name} has the key {key!r}, which {owner[key]} has already. "
                    "Keep each key in one file."
                )
            facts[key], owner[key] = value, path.name
    return facts


def assumptions(path: str | Path = FOLDER / "assumptions.toml") -> dict[str, Any]:
    """Return our own assumptions (widths, decay, weights), which are no facts of the plan.

    Raises
    ------
    DataError
        If the file is missing or is not TOML.
    """
    return _toml(Path(path), "Restore it from the repository.")


def _toml(path: Path, remedy: str) -> dict[str, Any]:
    """Return the tables of one TOML file, or raise DataError with `remedy`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path.name} is missing in {path.parent.name}/. {remedy}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name} is not valid TOML: {error}. {remedy}") from error


def _verified(path: Path, sha256: str) -> bytes:
    """Return the bytes of `path` if their sha256 is the one given, else raise DataError."""
    label = f"vector/{path.parent.name}/{path.name}"
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"{label} is missing. Restore it from the repository.") from error
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise DataError(
            f"{label} has sha256 {found[:12]}…, the manifest says {sha256[:12]}…. "
            "Restore the file, or after a wanted change run: python -m geodata.build.manifest"
        )
    return raw
