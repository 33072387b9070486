"""The command line with `suitability` in it, and small rasters."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from gis_app.cli import app
from gis_app.command_suitability import suitability_command
from tests.cli.run import Commands

if not any(command.name == "suitability" for command in app.registered_commands):
    app.command("suitability")(suitability_command)


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture
def tif(tmp_path) -> Callable[..., Path]:
    """Write rows of numbers as a GeoTIFF; west, north and cell in the units of `crs`."""

    def write(
        rows,
        *,
        west,
        north,
        cell,
        crs="EPSG:4549",
        name="r.tif",
        mask=None,
        down=-1,
        **profile,
    ):
        path = tmp_path / name
        values = np.asarray(rows)
        size = {"height": values.shape[0], "width": values.shape[1], "count": 1}
        place = {
            "crs": crs,
            "transform": Affine(cell, 0, west, 0, down * cell, north),
        }
        kind = {"driver": "GTiff", "dtype": values.dtype, **size, **place, **profile}
        with (
            rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
            rasterio.open(path, "w", **kind) as file,
        ):
            file.write(values, 1)
            if mask is not None:
                file.write_mask(np.asarray(mask, dtype=bool))
        return path

    return write
