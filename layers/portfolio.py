"""A cluster layer as a whole against the plan: what each clause has in each district, and gaps.

Every function takes the clusters (id, name, sectors, geometry; any CRS) and returns a table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.case import Case, case
from layers.model import Plan
from layers.monitored import Indicator
from layers.peers import normal_name, peers
from layers.portfolio_offers import Offer, offers
from layers.score import score

CARRIED, PARTLY, NONE, APART = "carried", "partly", "none", "apart"
RANK = "级"  # a level that says its rank: 国家级, 省级, 市级
CELL = ["row", "district", "concerned", "value", "best", "state"]


@dataclass(frozen=True)
class Progress:
    """How many clusters hold the title an indicator counts; None where no row states a rank."""

    indicator: Indicator
    count: int | None


def once(plan: Plan, clusters: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return each cluster once, by id and by name within the peers' distance; and the ids left out.

    The index starts anew.
    """
    first = clusters.drop_duplicates("id")
    twins = peers(first, same_m=plan.facts.assumptions["peers"]["same_m"]).dropped
    again = clusters["id"][clusters["id"].duplicated()].astype(str)
    kept = first[~first["id"].astype(str).isin(twins)]
    return kept.reset_index(drop=True), (*again, *twins)


def coverage(plan: Plan, clusters: gpd.GeoDataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """Return one line for each clause and district: the best support that a cluster there has.

    Parameters
    ----------
    plan, clusters : see the module.
    reached : what `portfolio_reach.reach` returned for the plan.

    Returns
    -------
    row (an element, or a county by its code), district, concerned (whether the clause speaks of
    the district), value (S·t, for a county Σ share·affinity; 0–1), best (a cluster's id, missing
    for none) and state: carried, partly, none, or apart where the clause does not speak of it.
    """
    laid = case(plan, clusters, None, own_peers=False)
    lines = []
    for row, parts in _by_row(offers(laid, reached)):
        value = np.max([p.support.sum(axis=1) for p in parts], axis=0)
        for district in plan.districts.codes:
            asked = any(district in p.concerned for p in parts)
            lines.append((row, district, asked, *_best(laid, value, district)))
    return _graded(plan, lines, CELL)


def by_sector(plan: Plan, clusters: gpd.GeoDataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """Return the same for each sector that the clause names in the district: its term of S·t.

    Columns as `coverage`, and sector. A cluster of several sectors carries each by its share.
    """
    laid = case(plan, clusters, None, own_peers=False)
    lines = []
    for row, parts in _by_row(offers(laid, reached)):
        for district in plan.districts.codes:
            for k, sector in enumerate(s.id for s in plan.facts.sectors):
                naming = [p for p in parts if sector in p.named.get(district, ())]
                if naming:
                    value = np.max([p.support[:, k] for p in naming], axis=0)
                    asked = any(district in p.concerned for p in naming)
                    lines.append((row, district, asked, *_best(laid, value, district), sector))
    return _graded(plan, lines, [*CELL[:-1], "sector", CELL[-1]])


def gaps(whole: pd.DataFrame, sectors: pd.DataFrame) -> pd.DataFrame:
    """Return clause and district pairs without a carrier, and the sectors each still lacks.

    Parameters
    ----------
    whole, sectors : what `coverage` and `by_sector` returned.

    Returns
    -------
    row, district, whole (whether nothing there supports the clause at all), sectors (`P1;P6`).
    """
    lacking = sectors[sectors["state"] == NONE]
    lists = lacking.groupby(["row", "district"], sort=False)["sector"].agg(";".join)
    empty = whole[whole["state"] == NONE]
    bare = set(zip(empty["row"], empty["district"], strict=True))
    order = zip(whole["row"], whole["district"], strict=True)
    rows = [(*k, k in bare, lists.get(k, "")) for k in order if k in bare or k in lists.index]
    return pd.DataFrame(rows, columns=["row", "district", "whole", "sectors"])


def profiles(plan: Plan, clusters: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return districts × sectors: the mean mix of the clusters in each, NaN where there is none.

    Each cluster counts once, in its main district; one without a sector counts nowhere.
    """
    laid = case(plan, clusters, None, own_peers=False)
    told = laid.shares.sum(axis=1) > 0
    means = [_mean(laid.shares[told & (laid.districts == d)]) for d in plan.districts.codes]
    columns = [s.id for s in plan.facts.sectors]
    return pd.DataFrame(
        means, index=pd.Index(plan.districts.codes, name="district"), columns=columns
    )


def specialisation(mixes: pd.DataFrame) -> pd.DataFrame:
    """Return districts × districts: Krugman's index ½ Σ|p − q| of two profiles.

    0 for the same mix of sectors, 1 for nothing in common, NaN where a district has no profile.

    >>> mixes = pd.DataFrame({"S": [1.0, 0.5], "T": [0.0, 0.5]}, index=["a", "b"])
    >>> float(specialisation(mixes).loc["a", "b"])
    0.5
    """
    shares = mixes.to_numpy()
    index = 0.5 * np.abs(shares[:, None, :] - shares[None, :, :]).sum(axis=2)
    return pd.DataFrame(index, index=mixes.index, columns=mixes.index)


def standing(plan: Plan, clusters: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return each cluster's district, score and grade, the others being its peers.

    Columns id, name, district (missing outside the city), sectors (a mix), score (NaN for none),
    grade, silent (whether the plan does not speak of it).
    """
    results = score(plan, clusters, peers=clusters)
    keys = ["id", "name", "district", "score", "grade"]
    table = pd.DataFrame([{k: r[k] for k in keys} for r in results], columns=keys)
    return table.assign(
        score=table["score"].astype(float),
        sectors=list(clusters["sectors"]),
        silent=table["score"].isna() & table["district"].notna(),
    )


def progress(indicator: Indicator, levels: Collection[object], titles: Collection[str]) -> Progress:
    """Return how many of the levels that clusters state are one of `titles`.

    Levels that name no rank say nothing of the title: with none but those the count is unknown.
    """
    told = [normal_name(level) for level in levels if isinstance(level, str)]
    wanted = {normal_name(title) for title in titles}
    if not any(RANK in level for level in told):
        return Progress(indicator, None)
    return Progress(indicator, sum(level in wanted for level in told))


def _by_row(found: tuple[Offer, ...]) -> Iterator[tuple[str, list[Offer]]]:
    """Yield each element or county with its offers, in the plan's order."""
    for row in dict.fromkeys(o.row for o in found):
        yield row, [o for o in found if o.row == row]


def _best(laid: Case, value: np.ndarray, district: str) -> tuple[float, str | None]:
    """Return the greatest value in a district and the id of its cluster, None where it is 0."""
    here = np.where(laid.districts == district, value, 0.0)
    if not len(here) or here.max() <= 0:
        return 0.0, None
    return float(min(here.max(), 1.0)), laid.ids[int(here.argmax())]


def _graded(plan: Plan, lines: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    """Return the lines as a table with the state of each."""
    table = pd.DataFrame(lines, columns=columns[:-1])
    carried = table["value"] >= plan.facts.assumptions["coverage"]["carried"]
    empty = np.where(table["concerned"].astype(bool), NONE, APART)
    state = np.where(carried, CARRIED, np.where(table["value"] > 0, PARTLY, empty))
    return table.assign(state=state)


def _mean(shares: np.ndarray) -> np.ndarray:
    return shares.mean(axis=0) if len(shares) else np.full(shares.shape[1], np.nan)
