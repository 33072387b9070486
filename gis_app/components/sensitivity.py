"""How a score hangs on its weights: departures from the default ones, and a tornado of swings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.components.assets import escape
from gis_app.components.wording import Words
from layers.plan import Facts

Json = Mapping[str, Any]

SAME = 1e-9  # shares that differ by less are the same weights
ROOM = 0.08  # of the axis left free at both ends


@dataclass(frozen=True, slots=True)
class Swing:
    """The total 0–100 with one weight at 0 (None: nothing else is scored) and with it doubled."""

    id: str
    without: float | None
    doubled: float

    def reach(self, total: float) -> float:
        """Return how far either goes from `total`."""
        ends = [x for x in (self.without, self.doubled) if x is not None]
        return max(abs(x - total) for x in ends)


def total(criteria: Sequence[Json], factors: Mapping[str, float] | None = None) -> float | None:
    """Return 100·Σ w x / Σ w over the scored criteria, None where no weight is left.

    `factors` multiplies the weights of some criteria. Which criteria count is not decided anew.

    >>> rows = [{"id": "K1", "state": "scored", "value": 1.0, "weight": 0.6},
    ...         {"id": "K3", "state": "scored", "value": 0.0, "weight": 0.4}]
    >>> total(rows), total(rows, {"K3": 0.0})
    (60.0, 100.0)
    """
    scored = [c for c in criteria if c["state"] == "scored"]
    weights = [c["weight"] * (factors or {}).get(c["id"], 1.0) for c in scored]
    if not sum(weights):
        return None
    products = (w * c["value"] for w, c in zip(weights, scored, strict=True))
    return float(100.0 * sum(products) / sum(weights))


def swings(criteria: Sequence[Json]) -> list[Swing]:
    """Return what each scored criterion's weight can do to the total, the widest first."""
    now = total(criteria)
    if now is None:
        return []
    found = [
        Swing(c["id"], total(criteria, {c["id"]: 0.0}), double)
        for c in criteria
        if c["state"] == "scored" and (double := total(criteria, {c["id"]: 2.0})) is not None
    ]
    return sorted(found, key=lambda swing: -swing.reach(now))


def departures(weights: Mapping[str, float], default: Mapping[str, float]) -> str:
    """Return `K1 0.408→0.167, …` over the criteria whose share of the weight differs.

    >>> departures({"K1": 1, "K2": 1}, {"K1": 3, "K2": 1})
    'K1 0.750→0.500, K2 0.250→0.500'
    """
    whole, before = sum(weights.values()), sum(default.values())
    shares = {k: (default[k] / before, w / whole) for k, w in weights.items()}
    changed = {k: pair for k, pair in shares.items() if abs(pair[1] - pair[0]) > SAME}
    return ", ".join(f"{k} {old:.3f}→{new:.3f}" for k, (old, new) in changed.items())


def tornado(result: Json, facts: Facts, words: Words) -> str:
    """Return one bar a criterion: from the total without its weight to that with it doubled."""
    found, now = swings(result["criteria"]), total(result["criteria"])
    if not found or now is None:
        return ""
    ends = [x for s in found for x in (s.without, s.doubled) if x is not None]
    low, high = min(*ends, now), max(*ends, now)
    room = max(high - low, 1.0) * ROOM
    axis = (low - room, high + room)
    names = {c.id: words.name(c) for c in facts.criteria}
    rows = "".join(_row(s, f"{s.id} {names[s.id]}", now, axis, words) for s in found)
    return f'<div class="tornado">{rows}</div>'


def _row(swing: Swing, name: str, now: float, axis: tuple[float, float], words: Words) -> str:
    def bar(kind: str, end: float | None) -> str:
        if end is None:
            return ""
        left, right = sorted((_at(now, axis), _at(end, axis)))
        return f'<div class="{kind}" style="left:{left:.1f}%;width:{right - left:.1f}%"></div>'

    gone = "—" if swing.without is None else f"{swing.without:.1f}"
    told = (
        f'<span class="chip none"></span>{escape(words.t("权重为 0：{x}").format(x=gone))}'
        f'<span class="chip twice"></span>'
        f"{escape(words.t('加倍：{x}').format(x=f'{swing.doubled:.1f}'))}"
    )
    bars = bar("none", swing.without) + bar("twice", swing.doubled)
    now_at = f'<div class="now" style="left:{_at(now, axis):.1f}%"></div>'
    return (
        f'<div class="row"><span class="name">{escape(name)}</span>'
        f'<div class="line" aria-hidden="true">{bars}{now_at}</div>'
        f'<span class="num">{told}</span></div>'
    )


def _at(value: float, axis: tuple[float, float]) -> float:
    return 100.0 * (value - axis[0]) / (axis[1] - axis[0])
