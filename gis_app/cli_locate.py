"""The command `locate`: one point, as a readable sheet or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.cli_show import km, print_json, print_table
from gis_app.reading.coordinates import inside, misplaced, named
from gis_app.reading.table import number
from gis_app.two_datums import READ_AS, UNSURE, datum_matters
from layers.crs import STORE
from layers.errors import Fault, InputError
from layers.locate import locate as located
from layers.model import Plan

Json = Mapping[str, Any]

HEADS = {
    "zh": (
        *("结构要素", "关系", "距离km", "满分宽度km", "衰减值", "契合度"),
        *("联动板块", "里程km", "方位", "误差km", "依据"),
    ),
    "en": (
        *("element", "relation", "km", "full km", "μ", "S"),
        *("member", "along km", "bearing", "error km", "clause"),
    ),
}
PLACE_HEADS = {
    "zh": ("规划载体", "距离km", "衰减值", "重点领域", "把握", "依据"),
    "en": ("named carrier", "km", "μ", "sectors", "confidence", "clause"),
}
NEAR_HEADS = {"zh": ("最近的地点", "距离km", "把握"), "en": ("nearest places", "km", "confidence")}
RELATIONS = {
    "zh": {"core": "核心范围", "influence": "辐射范围", "outside": "范围以外"},
    "en": {"core": "core", "influence": "influence", "outside": "outside"},
}
MEMBERS = {"zh": {True: "是", False: "否", None: "—"}, "en": {True: "yes", False: "no", None: "—"}}
BOTH_HEADS = {
    "zh": ("坐标系不清楚", "按 WGS84", "按高德（GCJ-02）", "不同"),
    "en": ("datum unknown", "read as WGS84", "read as GCJ-02", "differs"),
}
ROWS = {"zh": ("位置（WGS84）", "板块"), "en": ("position (WGS84)", "district")}
CONCLUSION = {
    "zh": {False: "结论对坐标系不敏感", True: "结论随坐标系变化，请确认"},
    "en": {
        False: "The conclusion does not depend on the datum",
        True: "The conclusion depends on the datum: find out which it is",
    },
}
CONFIDENCE = {"A": "甲", "B": "乙", "C": "丙", "N": "无址"}


def numbers(*words: str) -> tuple[float, ...]:
    """Return the arguments as numbers.

    Raises
    ------
    InputError
        E-GEO-04: text, NaN or infinity.
    """
    values = [number(word) for word in words]
    wrong = [w for w, v in zip(words, values, strict=True) if v is None]
    if wrong:
        raise InputError(*(Fault("E-GEO-04", {"v": w, "why": "not-a-number"}) for w in wrong))
    return tuple(v for v in values if v is not None)


def locate(plan: Plan, x: float, y: float, *, crs: str, as_json: bool, lang: str) -> None:
    """Print where (x, y), read in `crs`, lies; where the datum is unknown, in both readings.

    Raises
    ------
    InputError
        The point is swapped or outside the window around the city, or the system is wrong.
    """
    found = sheet(plan, x, y, crs=crs, lang=lang)
    if as_json:
        print_json(found)
        return
    _print(plan, found, lang)
    if "if_gcj02" in found:
        print()
        print_table(BOTH_HEADS[lang], _both(plan, found, found["if_gcj02"], lang))
        print(CONCLUSION[lang][found["datum_matters"]])


def sheet(plan: Plan, x: float, y: float, *, crs: str, lang: str) -> Json:
    """Return the JSON that `locate` prints, with its second reading where the datum is unknown."""
    if crs.strip().casefold() not in UNSURE:
        return _found(plan, x, y, crs, lang)
    one, other = (_found(plan, x, y, datum, lang) for datum in READ_AS)
    return {**one, "if_gcj02": other, "datum_matters": datum_matters(one, other)}


def _found(plan: Plan, x: float, y: float, crs: str, lang: str) -> Json:
    """Return where (x, y), read in `crs`, lies, as the contract says it."""
    system, window = named(crs), plan.facts.assumptions["window"]
    lon, lat = system.to_store(np.float64(x), np.float64(y))
    if not inside(lon, lat, window):
        raise InputError(misplaced(x, y, system, window))
    point = gpd.GeoDataFrame(geometry=[shapely.Point(lon, lat)], crs=STORE)
    return located(plan, point, lang=lang)[0]


def _both(plan: Plan, one: Json, other: Json, lang: str) -> Iterator[tuple[object, ...]]:
    """Yield a line for the position, the district and each element in both readings."""
    differs = {True: "≠", False: ""}
    words = ROWS[lang]
    yield words[0], *(f"{r['position']['lon']}, {r['position']['lat']}" for r in (one, other)), ""
    districts = [_district_name(plan, r["district"], lang) for r in (one, other)]
    yield words[1], *districts, differs[districts[0] != districts[1]]
    titles = _titles(plan, lang)
    for a, b in zip(one["elements"], other["elements"], strict=True):
        told = (f"{RELATIONS[lang][e['relation']]} {km(e['distance_m'])} km" for e in (a, b))
        yield titles.get(a["id"], a["name"]), *told, differs[a["relation"] != b["relation"]]


def _district_name(plan: Plan, district: Json | None, lang: str) -> str:
    if district is None:
        return "outside the city" if lang == "en" else "市域外"
    return str(plan.districts.name(district["code"], lang))


def _print(plan: Plan, found: Json, lang: str) -> None:
    at, district, county = found["position"], found["district"], found["county"]
    english = lang == "en"
    print(f"WGS84 {at['lon']}, {at['lat']}    EPSG:4549 E {at['x']} N {at['y']}")
    titles = _titles(plan, lang)
    if district:
        district = {**district, "name": plan.districts.name(district["code"], lang)}
    print(_district(district, english=english))
    if county:
        label = plan.facts.label(county["clause"])
        head = "County guidance" if english else "县域指引"
        where = district["name"] if district else county["name"]
        cited = f"{label}“{county['quote']}”"
        print(f"{head}: {where} {';'.join(county['sectors'])}（{cited}）")
    print()
    print_table(HEADS[lang], [_element(plan, e, lang) for e in found["elements"]])
    if found["places"]:
        print()
        print_table(PLACE_HEADS[lang], [_place(plan, p, lang) for p in found["places"]])
    print()
    nearest = [
        (titles.get(p["id"], p["name"]), km(p["distance_m"]), _sure(p, lang))
        for p in found["nearest_places"]
    ]
    print_table(NEAR_HEADS[lang], nearest)
    for caveat in found["caveats"]:
        print(f"* {caveat}")


def _district(district: Json | None, *, english: bool) -> str:
    if district is None:
        return "Outside the city" if english else "市域外"
    near = district["ambiguous"]
    border = f"{district['border_distance_m']:.0f}"
    if english:
        doubt = ", near a border: check the statutory line" if near else ""
        return f"District: {district['name']} ({district['code']}), border {border} m away{doubt}"
    doubt = "，界线附近，归属待核" if near else ""
    return f"板块：{district['name']}（{district['code']}），距板块界线 {border} 米{doubt}"


def _element(plan: Plan, e: Json, lang: str) -> tuple[object, ...]:
    return (
        _titles(plan, lang).get(e["id"], e["name"]),
        RELATIONS[lang][e["relation"]],
        km(e["distance_m"]),
        km(e["core_m"]),
        f"{e['membership']:.3f}",
        f"{e['fit']:.3f}",
        MEMBERS[lang][e["member"]],
        km(e["chainage_m"]),
        "—" if e["bearing_deg"] is None else f"{e['bearing_deg']:.0f}°",
        km(e["accuracy_m"]),
        f"{plan.facts.label(e['clause'])}“{e['quote']}”",
    )


def _titles(plan: Plan, lang: str) -> dict[str, str]:
    """Return the names of elements and places in the language asked for."""
    key = "name_en" if lang == "en" else "name"
    layer = plan.layers["places"]
    named = dict(zip(layer["id"], layer[key].fillna(layer["name"]), strict=True))
    named |= {p.id: getattr(p, key) for p in plan.places}
    return named | {s.id: getattr(s, key) for s in plan.facts.structures}


def _place(plan: Plan, p: Json, lang: str) -> tuple[object, ...]:
    cited = f"{plan.facts.label(p['clause'])}“{p['quote']}”"
    mu = f"{p['membership']:.3f}"
    name = _titles(plan, lang).get(p["id"], p["name"])
    return (name, km(p["distance_m"]), mu, ";".join(p["sectors"]), _sure(p, lang), cited)


def _sure(place: Json, lang: str) -> object:
    found = place["confidence"]
    return found if lang == "en" else CONFIDENCE.get(found, found)
