"""What each layer of the user's own must have, and how its fields may be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.export_fields import FIELDS

Names = tuple[str, ...]
Columns = Mapping[str, Names]

PROVENANCE: Columns = {
    "status": ("status",),
    "accuracy_m": ("accuracy_m",),
    "said": ("JD", "精度说明"),  # status and accuracy in words, as we export them
    "source": ("source", "SJLY", "数据来源"),
    "note": ("note", "BZ", "备注"),
}
PLAIN: Columns = {
    "id": ("id", "BSM", "标识码", "编号"),
    "name": ("name", "MC", "名称"),
    "kind": ("kind", "LX", "类型"),
}
PLACE: Columns = {
    "id": ("id", "BSM", "标识码", "编号"),
    "name": ("name", "MC", "名称"),
    "name_en": ("name_en",),
    "type": ("type", "LX", "类型"),
    "zone_kind": ("zone_kind",),
    "district": ("district_name", "XZQMC", "行政区名称"),
    "confidence": ("confidence", "BWCD", "把握程度"),
    "error_m": ("error_m",),
    "extent_m": ("extent_m",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Geometry, columns with the names that files give them, and those that must be filled."""

    geometry: str
    columns: Columns
    needed: Names = ("id",)
    listed: Names = ()  # columns that must be there, though cells may be blank
    accurate: bool = False  # whether results depend on the accuracy, so that it must be given
    tables: Names = field(default_factory=tuple)  # what we call the table when we export it


FORMS: dict[str, Form] = {
    "districts": Form(
        geometry="Polygon",
        columns={
            "id": ("XZQDM", "行政区代码", "id", "BSM"),
            "name": ("name", "XZQMC", "行政区名称"),
            "name_en": ("name_en",),
        },
        tables=(FIELDS["districts"].name,),
    ),
    "courses": Form(
        geometry="LineString",
        columns={"id": PLAIN["id"], "name": PLAIN["name"]},
        needed=("id", "name"),
        accurate=True,
    ),
    "extents": Form(
        geometry="Polygon", columns={"id": PLAIN["id"], "name": PLAIN["name"]}, needed=("id",)
    ),
    "places": Form(
        geometry="Point",
        columns=PLACE,
        needed=("id", "name"),
        accurate=True,
        tables=(FIELDS["places"].name,),
    ),
    "clusters": Form(
        geometry="Point",
        columns={
            **PLACE,
            "name": ("name", "JJQMC", "集聚区名称", "名称"),
            "zone_kind": ("zone_kind", "JJQJB", "级别"),
            "sectors": ("sectors", "ZDLY", "重点领域"),
        },
        needed=("id", "name"),
        listed=("sectors",),
        tables=(FIELDS["clusters"].name, f"{FIELDS['clusters'].name}_D"),
    ),
    "water": Form(geometry="Polygon", columns=PLAIN, tables=(FIELDS["water"].name,)),
    "roads": Form(geometry="LineString", columns=PLAIN, tables=(FIELDS["roads"].name,)),
    "railways": Form(geometry="LineString", columns=PLAIN, tables=(FIELDS["railways"].name,)),
}
DERIVED = ("structure", "bands", "counties")  # follow from clauses, courses and districts
KNOWN = "、".join(FORMS)
