"""What a QGIS project shows: groups from the top down, the layers of each, and how they look."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gis_app.components.cartography import cartography
from gis_app.writing import renderers
from gis_app.writing.anchors import identifier, quoted
from gis_app.writing.qml import drawn, elements, fields, labels_of, visible_from
from gis_app.writing.renderers import BELTS, REACH, Bands
from gis_app.writing.symbols import node
from layers.export import Layers
from layers.export_fields import FIELDS
from layers.export_gpkg import table_names

RESULT, STRUCTURE = "评价结果", "规划结构"
EDGES, REACHES, BASE = "界线与水域", "影响范围（示意）", "底图"
GROUPS = (RESULT, STRUCTURE, EDGES, REACHES, BASE)  # drawn over those below
EDGE_STYLES = {"borders": "districts", "halo": "halo"}  # entry → layer of the table
ZONE_COUNT = len(renderers.NESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One layer of the project; `legend` are (number of the class, its label) of the print map."""

    key: str
    title: str
    group: str
    layer_id: str
    table: str
    geometry: str
    renderer: ET.Element
    labels: ET.Element | None = None
    subset: str = ""
    checked: bool = True
    legend: Sequence[tuple[int, str]] | None = None  # None: not in the legend of the print map
    samples: Mapping[int, ET.Element] = field(default_factory=dict)  # class → symbol of its legend

    @property
    def ident(self) -> str:
        """Return the layer's id: QGIS drops short ones."""
        return f"suzhou_services_layout_{self.key.replace('-', '_')}"

    def fields(self) -> list[ET.Element]:
        """Return titles and order of the fields."""
        return fields(FIELDS[self.layer_id])

    def visible(self) -> dict[str, object]:
        """Return from which scale on the layer is drawn."""
        return visible_from(self.layer_id)


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the file: the layers that are in it, its system, the table and its layer."""

    layers: Layers
    crs: str
    table: str
    layer_id: str
    geometry: str


def project_layers(layers: Layers, crs: str) -> list[Shown]:
    """Return the layers of the project from the top down, of those tables that the file has."""
    tables = table_names(layers)
    found: list[Shown] = []
    for table, (name, geometry) in tables.items():
        make = MAKERS.get(name, _alone)
        found += make(Source(layers, crs, table, name, geometry))
    order = {name: n for n, name in enumerate(ORDER)}
    return sorted(found, key=lambda s: (GROUPS.index(s.group), order.get(s.key, len(order))))


ORDER = (
    *("scores-point", "scores-polygon", "clusters-point", "places", "structure", "counties"),
    *("borders", "halo", "water", BELTS, REACH, "railways", "beyond", "roads", "land"),
)
TITLES = {
    "clusters": "集聚区及同类载体",
    "places": "其他规划载体与节点",
    "structure": "环、轴、带（示意）",
    "counties": "县域指引",
    "water": "水域",
    "roads": "高速公路与干道",
    "railways": "铁路",
    "scores": "规划支持度",
}
AT = {"scores": RESULT, "water": EDGES, "roads": BASE, "railways": BASE}


def _alone(at: Source) -> Iterator[Shown]:
    """Yield one entry for one table, drawn as its style says."""
    name = at.layer_id
    several = FIELDS[name].by_shape
    title = TITLES[name]
    if name == "scores":
        title += "（面）" if at.geometry == "polygon" else "（点）"
    yield Shown(
        key=f"{name}-{at.geometry}" if several else name,
        title=title,
        group=AT.get(name, STRUCTURE),
        layer_id=name,
        table=at.table,
        geometry=at.geometry,
        renderer=drawn(name, at.geometry, elements(name, at.layers[name]), at.crs),
        labels=labels_of(name, at.crs),
        subset=_not_among(at, "scores") if name == "clusters" and at.geometry == "point" else "",
        checked=name != "counties",
        legend=_legend(at),
    )


def _legend(at: Source) -> list[tuple[int, str]] | None:
    """Return the rows of the print map's legend; grades once, though sites are points and areas."""
    if at.layer_id == "counties":
        return None
    if at.layer_id != "scores":
        return [(0, TITLES[at.layer_id])]
    points = ("scores", "point") in table_names(at.layers).values()
    if at.geometry != "point" and points:
        return None
    return list(enumerate(cartography()["grade"]))


def _places(at: Source) -> Iterator[Shown]:
    """Yield the places that are no clusters: those stand above them."""
    yield Shown(
        key="places",
        title=TITLES["places"],
        group=STRUCTURE,
        layer_id="places",
        table=at.table,
        geometry=at.geometry,
        renderer=drawn("places", at.geometry, {}, at.crs),
        labels=labels_of("places", at.crs),
        subset=_not_among(at, "clusters"),
        legend=[(0, TITLES["places"])],
    )


def _not_among(at: Source, name: str) -> str:
    """Return the filter for points that the table of another layer of the file does not hold."""
    others = [t for t, found in table_names(at.layers).items() if found == (name, "point")]
    return " AND ".join(f"BSM NOT IN (SELECT BSM FROM {other})" for other in others)


def _structure(at: Source) -> Iterator[Shown]:
    found = elements("structure", at.layers["structure"])
    kinds = cartography()["band"]["line_kinds"]
    with_bands = "bands" in at.layers  # the legend shows those elements with their bands
    legend = [
        (n, name)
        for n, (kind, name) in enumerate(found.values())
        if not (with_bands and kind in kinds)
    ]
    yield Shown(
        key="structure",
        title=TITLES["structure"],
        group=STRUCTURE,
        layer_id="structure",
        table=at.table,
        geometry=at.geometry,
        renderer=drawn("structure", at.geometry, found, at.crs),
        labels=labels_of("structure", at.crs),
        legend=legend,
        samples={
            n: renderers.course_sample(i, kind) for n, (i, (kind, _)) in enumerate(found.items())
        },
    )


def _bands(at: Source) -> Iterator[Shown]:
    """Yield the belts' bands, those of ring and axes, and the parts with rows of their own."""
    known = elements("structure", at.layers["structure"]) if "structure" in at.layers else {}
    kinds = {i: kind for i, (kind, _) in known.items()}
    named = elements("bands", at.layers["bands"])
    rows = renderers.band_rows({i: (kinds.get(i, k), name) for i, (k, name) in named.items()})
    titles = {row["id"]: row["title"] for row in cartography()["row"]} | {BELTS: "带的影响范围"}
    for group in dict.fromkeys(row.group for row in rows):
        chosen = [row for row in rows if row.group == group]
        middle = [(ZONE_COUNT * n + ZONE_COUNT - 1, r.name) for n, r in enumerate(chosen)]
        yield Shown(
            key=group,
            title=titles.get(group, group),
            group=REACHES,
            layer_id="bands",
            table=at.table,
            geometry=at.geometry,
            renderer=renderers.bands(chosen, (group,)),
            subset=_of(chosen),
            checked=group == BELTS,
            legend=middle if group == BELTS else None,
            samples={
                n: renderers.fading(row.element) for (n, _), row in zip(middle, chosen, strict=True)
            },
        )


def _of(rows: Sequence[Bands]) -> str:
    """Return the filter for the bands of these legend rows."""
    apart = {r: p.partition("/") for p, r in cartography()["band"]["apart"].items()}
    own = [row.key for row in rows if row.key in apart]
    if own:
        parts = (f"(YSBSM = {quoted(apart[k][0])} AND FD = {quoted(apart[k][2])})" for k in own)
        return " OR ".join(parts)
    ids = ", ".join(quoted(row.element) for row in rows)
    others = (f" AND NOT (YSBSM = {quoted(e)} AND FD = {quoted(p)})" for e, _, p in apart.values())
    return f"{identifier('YSBSM')} IN ({ids}){''.join(others)}"


def _districts(at: Source) -> Iterator[Shown]:
    """Yield borders and names above, and below the city's halo, what lies beyond, and the land."""
    faces = (
        ("borders", "板块界线", EDGES, renderers.borders(), labels_of("districts", at.crs)),
        ("halo", "市域轮廓", EDGES, renderers.halo(), None),
        ("beyond", "市域外底色", BASE, renderers.beyond(), None),
        ("land", "板块底色", BASE, renderers.land(), None),
    )
    for key, title, group, renderer, labels in faces:
        yield Shown(
            key=key,
            title=title,
            group=group,
            layer_id="districts",
            table=at.table,
            geometry=at.geometry,
            renderer=renderer,
            labels=labels,
            legend=[(0, title)] if key in EDGE_STYLES else None,
            samples={0: renderers.edge_sample(EDGE_STYLES[key])} if key in EDGE_STYLES else {},
        )


MAKERS = {
    "districts": _districts,
    "structure": _structure,
    "bands": _bands,
    "places": _places,
}


def empty_labels() -> ET.Element:
    """Return labelling for a layer without labels."""
    return node("labeling", {"type": "simple"})
