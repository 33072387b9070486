"""pygeoapi's provider plugin over a table: what a request asks, answered from memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from gis_app.service.table import CRS84, ID, Box, Json, Query

# The box as the client gave it. pygeoapi hands over two transformed corners, which in metres make
# another rectangle: up to 400 m off in a box 50 km high.
ASKED_BOX: ContextVar[tuple[Box, str] | None] = ContextVar("ASKED_BOX", default=None)


class LayerProvider(BaseProvider):
    """A layer of the plan, or scored sites; `data` is its Table."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        super().__init__({**definition, "id_field": ID})
        self._fields = {name: dict(schema) for name, schema in self.data.fields.items()}

    def get_fields(self) -> dict[str, Json]:
        """Return field → JSON schema."""
        return self._fields

    def query(
        self,
        *,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        properties: Sequence[tuple[str, str]] = (),
        sortby: Sequence[Mapping[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        crs_transform_spec: Any = None,
        **_: object,
    ) -> Json:
        """Return a FeatureCollection; the arguments are pygeoapi's."""
        asked = ASKED_BOX.get()
        box, box_crs = asked or (tuple(bbox) or None, CRS84)
        return self.data.query(
            Query(
                offset=offset,
                limit=limit,
                box=box,
                box_crs=box_crs,
                crs=_target(crs_transform_spec),
                where=properties,
                sort=[(s["property"], s["order"] == "-") for s in sortby],
                chosen=select_properties,
                skip_geometry=skip_geometry,
                hits_only=resulttype == "hits",
            )
        )

    def get(self, identifier: str, *, crs_transform_spec: Any = None, **_: object) -> Json:
        """Return one feature.

        Raises
        ------
        ProviderItemNotFoundError
            There is no such id.
        """
        found = self.data.item(identifier, _target(crs_transform_spec))
        if found is None:
            raise ProviderItemNotFoundError
        return found


def _target(spec: Any) -> str:
    return CRS84 if spec is None else str(spec.target_crs_uri)
