"""Refresh the product hashes of manifest.toml after a wanted change; nothing else is touched."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]


def product_hashes(folder: Path = FOLDER) -> dict[str, str]:
    """Return the sha256 of every layer under vector/, keyed by its manifest name."""
    vector = folder / "vector"
    return {
        path.relative_to(vector).with_suffix("").as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(vector.rglob("*.geojson"))
    }


def refreshed(text: str, hashes: dict[str, str]) -> str:
    """Return the manifest text with the `sha256` line of each table replaced.

    Raises
    ------
    ValueError
        If a layer has no table, or a table has no layer.
    """
    names = set(re.findall(r'^\["([^"]+)"\]$', text, flags=re.MULTILINE))
    if odd := names ^ set(hashes):
        raise ValueError(f"Layers and manifest tables differ: {sorted(odd)}")
    for name, value in hashes.items():
        table = re.compile(
            rf'(^\["{re.escape(name)}"\]$.*?^sha256 = ")[^"]*(")', flags=re.M | re.DOTALL
        )
        text = table.sub(rf"\g<1>{value}\g<2>", text, count=1)
    return text


if __name__ == "__main__":
    target = FOLDER / "manifest.toml"
    target.write_text(
        refreshed(target.read_text(encoding="utf-8"), product_hashes()), encoding="utf-8"
    )
