"""Find a file of an unpacked package under the folders named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd

from geodata.build.form import save


def find(roots: list[Path], pattern: str) -> Path:
    """Return the first file under `roots` that ends in `pattern` (glob allowed).

    Raises
    ------
    FileNotFoundError
        If no root holds it; README.md in this folder says which package does.
    """
    for root in roots:
        if hits := sorted(root.rglob(pattern)):
            return hits[0]
    raise FileNotFoundError(f"{pattern} is under none of {[str(r) for r in roots]}")


def main(products: dict[str, Callable[..., gpd.GeoDataFrame]], *, downloads: bool = False) -> None:
    """Write each product; with `downloads`, its builder gets the folders of the command line."""
    roots = [Path(argument) for argument in sys.argv[1:]]
    for name, build in products.items():
        frame = build(roots) if downloads else build()
        path = save(frame, name)
        print(f"{name}: {len(frame)} features, {path.stat().st_size / 1000:.0f} kB")
