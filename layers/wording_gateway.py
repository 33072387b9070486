"""The sentences of K5 and K6, Chinese and English; `wording.py` merges them."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "k5.near": (
        "生产性服务业占 {share:.2f}，距最近的产业园区 {km:.2f} 公里（{half_km:g} 公里处减半，"
        "本工具设定）：{value:.3f}",
        "producer services are {share:.2f} of the mix, the nearest industrial park is {km:.2f} km "
        "away (half at {half_km:g} km, ours): {value:.3f}",
    ),
    "k6.function": (
        "功能“{function}”对应枢纽“{name}”（{clause}，取值 {rank:g}）：距离 {km:.2f} 公里，满分宽度 "
        "{w_km:g} 公里、半衰距离 {h_km:g} 公里（本工具设定）；{rank:g}×{mu:.3f}={value:.3f}",
        "function {function} is served by {name} ({clause}, counts {rank:g}): {km:.2f} km away, "
        "full-score width {w_km:g} km, half-distance {h_km:g} km (ours); "
        "{rank:g}×{mu:.3f}={value:.3f}",
    ),
    "k6.any": (
        "没有写明功能，按最近的货运枢纽“{name}”计：距离 {km:.2f} 公里，满分宽度 {w_km:g} 公里、"
        "半衰距离 {h_km:g} 公里（本工具设定）：{value:.3f}",
        "no function given, so any cargo gateway counts; the nearest is {name}, {km:.2f} km away, "
        "full-score width {w_km:g} km, half-distance {h_km:g} km (ours): {value:.3f}",
    ),
    "k6.unsited": (
        "行业或功能需要枢纽，本项适用，但对应的枢纽都没有已知位置，数据不足",
        "needs a gateway: applies, but none of those that fit has a known site",
    ),
}
