"""The sentences of the explanation, Chinese and English, and the one function that fills them."""

from __future__ import annotations

from collections.abc import Mapping

from layers.plan import Facts
from layers.quoting import nested
from layers.wording_gateway import TEXTS as GATEWAY
from layers.wording_improve import TEXTS as IMPROVE

TEXTS: Mapping[str, tuple[str, str]] = {
    **GATEWAY,
    **IMPROVE,
    "join": ("；", "; "),
    "outside": ("市域外，不评分。", "Outside the city: not scored."),
    "k1.element": (
        "{name}（{clause}，{part}）：距离 {km:.2f} 公里，满分宽度 {w_km:g} 公里、半衰距离 "
        "{h_km:g} 公里（本工具设定），{member}；区位契合度 S={fit:.3f} × "
        "行业契合度 t={theme:.2f} = {value:.3f}",
        "{name} ({clause}, {part}): {km:.2f} km away, full-score width {w_km:g} km, half-distance "
        "{h_km:g} km (ours), {member}; spatial fit S={fit:.3f} × theme match t={theme:.2f} = "
        "{value:.3f}",
    ),
    "k1.place": (
        "规划载体“{name}”（{clause}）：距离 {km:.2f} 公里；区位契合度 S={fit:.3f} × "
        "行业契合度 t={theme:.2f} = {value:.3f}",
        "named carrier {name} ({clause}): {km:.2f} km away; spatial fit S={fit:.3f} × theme match "
        "t={theme:.2f} = {value:.3f}",
    ),
    "k1.district": (
        "{name}（{clause}）：条款把该行业与整个板块相连，不计距离；区位契合度 S={fit:.3f} × "
        "行业契合度 t={theme:.2f} = {value:.3f}",
        "{name} ({clause}): the clause ties the sector to the whole district, distance does not "
        "count; spatial fit S={fit:.3f} × theme match t={theme:.2f} = {value:.3f}",
    ),
    "k1.unsited": (
        "规划载体“{name}”（{clause}）：没有已知位置，只按所在板块计；区位契合度 S={fit:.3f} × "
        "行业契合度 t={theme:.2f} = {value:.3f}",
        "named carrier {name} ({clause}): no known site, counted for its district only; spatial "
        "fit S={fit:.3f} × theme match t={theme:.2f} = {value:.3f}",
    ),
    "k1.listed": (
        "板块名单系数 {credit:g}，其中 {beta:g} 不随距离递减",
        "district list {credit:g}, of which {beta:g} does not fall with distance",
    ),
    "k1.listed_far": (
        "板块名单系数 {credit:g}，全部随距离递减",
        "district list {credit:g}, all of which falls with distance",
    ),
    "k1.unlisted": ("条款没有板块名单", "the clause lists no districts"),
    "k1.second": ("次要依据：{name} {value:.3f}", "runner-up: {name} {value:.3f}"),
    "k1.silent": (
        "{mix}：环、轴、带均未提及，附近也没有写明的载体，不计入总分",
        "{mix}: no ring, axis or belt names it and no named carrier is near; not counted",
    ),
    "mix.none": (
        "没有填写重点领域，无从对照条款",
        "no sector given: nothing to compare with the clauses",
    ),
    "k1.zero": (
        "{mix}：有条款提及该行业，但本处在其范围以外",
        "{mix}: clauses name it, but this place is outside their reach",
    ),
    "k2.urban": (
        "市区板块没有县域指引，不适用",
        "urban districts have no county guidance: not applicable",
    ),
    "k2.silent": ("{county}的县域指引未提及{mix}", "guidance for {county} does not name {mix}"),
    "k2.named": (
        "{county}县域指引：{terms} = {value:.3f}（份额×对应度）",
        "guidance for {county}: {terms} = {value:.3f} (share × affinity)",
    ),
    "peers.none": (
        "没有同业载体图层，数据不足，按 0 和 1 两种情形给出区间",
        "no cluster layer: unknown, shown as an interval from 0 to 1",
    ),
    "k3.count": (
        "同一板块内相近载体折合 n={n:.2f} 个（{half_km:g} 公里处权重减半，本工具设定）："
        "1−2^−n={value:.3f}",
        "related clusters in the same district count n={n:.2f} (half weight at {half_km:g} km, "
        "ours): 1−2^−n={value:.3f}",
    ),
    "k4.count": (
        "同轴同带其他板块同类载体折合 m={m:.2f} 个（{half_km:g} 公里处权重减半，本工具设定）："
        "2^(−m/4)={value:.3f}",
        "related clusters in other districts of the same element count m={m:.2f} (half weight at "
        "{half_km:g} km, ours): 2^(−m/4)={value:.3f}",
    ),
    "k5.unknown": (
        "生产性服务业占 {share:.2f}，本项适用，但没有产业园区图层，数据不足",
        "producer services are {share:.2f} of the mix: applies, but no layer of industrial parks",
    ),
    "k5.other": (
        "生产性服务业占 {share:.2f}，不足一半，不适用",
        "producer services are {share:.2f} of the mix, under half: not applicable",
    ),
    "k6.other": (
        "所选行业和功能都不需要枢纽，不适用",
        "neither sector nor function needs a gateway: not applicable",
    ),
    "flag.outside": ("市域外", "outside the city"),
    "flag.partly_outside": (
        "部分在市域外，只按市域内部分评价",
        "partly outside the city: judged on the part inside",
    ),
    "flag.near_border": (
        "界线附近，归属待核",
        "near a district border: check which side it is on",
    ),
    "flag.no_weight": (
        "有权重的准则在此都不适用或缺数据，不给总分",
        "no criterion with a weight is scored here: no total",
    ),
    "flag.no_sector": ("没有填写重点领域", "no sector given"),
    "caveat.outside": ("该点在市域外。", "The point is outside the city."),
    "caveat.ambiguous": (
        "界线附近，归属待核，以法定界线为准。",
        "Near a district border: the statutory border decides.",
    ),
    "caveat.schematic": (
        "规划附图缺失，环、轴、带依文字勾绘，位置误差见各要素，不可用于量算和审批。",
        "The plan's map is missing: ring, axes and belts are drawn from its text; see each "
        "element's error. Not for measurement or approval.",
    ),
    "caveat.widths": (
        "满分宽度和半衰距离为本工具设定；规划只写过“离岸15公里左右”。",
        "Full-score widths and half-distances are ours; the plan gives one distance only.",
    ),
}


def text(key: str, lang: str, **values: object) -> str:
    """Return the sentence `key` in zh or en, filled with `values`."""
    return nested(TEXTS[key][lang == "en"].format(**values))


def mix_words(facts: Facts, mix: Mapping[str, float], lang: str) -> str:
    """Return a sector mix in words: 现代物流 0.60、商务服务 0.40; in English with commas."""
    names = {s.id: s.name_en if lang == "en" else s.name for s in facts.sectors}
    if not mix:
        return text("flag.no_sector", lang)
    between = ", " if lang == "en" else "、"
    return between.join(f"{names[k]} {v:.2f}" for k, v in mix.items())
