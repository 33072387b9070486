"""A small chart of one indicator: its values by year, where it began, and the line to reach."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from gis_app import indicators
from gis_app.components.indicator_tables import figure
from gis_app.components.wording import Words
from gis_app.indicators import Values
from layers.monitored import Indicator
from layers.plan import Facts

HEIGHT = 150
OWN, TARGET, OTHER = "#1f5fa8", "#a2410d", "#6b665c"


def chart(facts: Facts, fact: Indicator, values: Values, words: Words) -> alt.LayerChart | None:
    """Return the chart, None where there is no value to draw."""
    points = _points(fact, values, words)
    if points.empty:
        return None
    span, target = indicators.years(facts), fact.target.value
    years = [str(y) for y in ([span[0] - 1] if span else []) + list(span)]
    y = _y([*points["value"], *([] if target is None else [target])])
    layers = [_line(points, years, y, words)]
    if target is not None:
        layers += _rule(target, years, y, words)
    return alt.layer(*layers).properties(height=HEIGHT)


def _points(fact: Indicator, values: Values, words: Words) -> pd.DataFrame:
    """Return year, value and series of the base, the values and what they are compared with."""
    own, other = words.t("指标值"), words.t("比照值")
    rows = [(y, v, own) for y, v in sorted(values.get(fact.id, {}).items())]
    if fact.base.value is not None and fact.base.year is not None:
        rows = [(fact.base.year, fact.base.value, own), *rows]
    compared = values.get(f"{fact.id}{indicators.COMPARED}", {})
    rows += [(y, v, other) for y, v in sorted(compared.items())]
    found = pd.DataFrame(rows, columns=["year", "value", "series"])
    return found.assign(year=found["year"].astype(str))


def _x(years: list[str]) -> alt.X:
    axis = alt.Axis(labelAngle=0, title=None)
    return alt.X("year:N", scale=alt.Scale(domain=years), axis=axis)


def _y(drawn: Sequence[float]) -> alt.Y:
    """Return an axis with room above and below what is drawn."""
    low, high = min(drawn), max(drawn)
    room = 0.12 * (high - low) or 0.1 * abs(high) or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    return alt.Y("value:Q", scale=scale, axis=alt.Axis(title=None, format=",.6~g", tickCount=4))


def _line(points: pd.DataFrame, years: list[str], y: alt.Y, words: Words) -> alt.Chart:
    domain = [words.t("指标值"), words.t("比照值")]
    scale = alt.Scale(domain=domain, range=[OWN, OTHER])
    tips = [
        alt.Tooltip("year:N", title=words.t("年份")),
        alt.Tooltip("value:Q", title=words.t("数值"), format=",.10~g"),
    ]
    return (
        alt.Chart(points)
        .mark_line(point={"size": 45, "filled": True})
        .encode(
            x=_x(years),
            y=y,
            color=alt.Color("series:N", scale=scale, legend=None),
            tooltip=tips,
        )
    )


def _rule(target: float, years: list[str], y: alt.Y, words: Words) -> list[alt.Chart]:
    """Return the line to reach, with its figure at the left end."""
    label = words.t("目标 {v}").format(v=figure(target))
    data = pd.DataFrame({"year": [years[0] if years else ""], "value": [target], "label": [label]})
    rule = alt.Chart(data).mark_rule(color=TARGET, strokeDash=[5, 3], size=1.5).encode(y=y)
    text = (
        alt.Chart(data)
        .mark_text(align="left", dy=-7, color=TARGET, fontSize=11)
        .encode(x=_x(years), y=y, text="label:N")
    )
    return [rule, text]
