"""A plan folder's merged tables → facts, under the readings chosen; no I/O."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from layers.errors import FactError
from layers.monitored import Count, Duty, Indicator, Measure, Restated, Target
from layers.plan import (
    QUESTIONS,
    SPEAKING,
    Affinity,
    Ambiguity,
    Carrier,
    Clause,
    County,
    Criterion,
    Facts,
    Function,
    Gateway,
    Guidance,
    Members,
    Named,
    Part,
    Reading,
    Sector,
    Structure,
    Tie,
    Title,
    Zone,
)

T = TypeVar("T")
Raw = Mapping[str, Any]

NESTED: dict[tuple[type, str], type] = {
    (Structure, "members"): Members,
    (Structure, "part"): Part,
    (Structure, "industry"): Named,
    (Structure, "node"): Named,
    (Structure, "carrier"): Named,
    (Structure, "link"): Named,
    (Structure, "affinity"): Affinity,
    (County, "role"): Named,
    (County, "affinity"): Affinity,
    (Sector, "target"): Target,
    (Indicator, "base"): Measure,
    (Indicator, "target"): Measure,
    (Indicator, "restated"): Restated,
    (Ambiguity, "reading"): Reading,
    (Function, "gateways"): Gateway,
}


def parse(raw: Raw, assumptions: Raw, readings: Mapping[str, str] | None = None) -> Facts:
    """Return the facts of one plan folder under the given readings.

    Parameters
    ----------
    raw : the merged TOML tables of the plan folder.
    assumptions : our own numbers, each table with its reason.
    readings : ambiguity id → value; an absent one keeps the chosen reading.

    Raises
    ------
    FactError
        A required key is missing, a reading is unknown, or its path addresses nothing.
    """
    tree: dict[str, Any] = copy.deepcopy({**raw, "assumptions": assumptions})
    ambiguities = _records(Ambiguity, raw.get("ambiguity", ()))
    chosen = {a.id: a.chosen for a in ambiguities}
    if unknown := sorted(set(readings or {}) - set(chosen)):
        raise FactError(f"No reading is called {unknown}. Use one of {sorted(chosen)}.")
    chosen |= dict(readings or {})
    for path, value in _overrides(ambiguities, chosen):
        _override(tree, path, value)
    return _whole(
        Facts(
            plan=_record(Title, tree.get("plan", {}), "plan"),
            clauses={c.id: c for c in _records(Clause, tree.get("heading", ()))},
            structures=_records(Structure, tree.get("structure", ())),
            counties=_records(County, tree.get("county", ())),
            sectors=_records(Sector, tree.get("sector", ())),
            indicators=_records(Indicator, tree.get("indicator", ())),
            zones=_records(Zone, tree.get("zone", ())),
            duties=_records(Duty, tree.get("duty", ())),
            ambiguities=ambiguities,
            ties=_records(Tie, tree.get("tie", ())),
            carriers=_records(Carrier, tree.get("carrier", ())),
            criteria=_records(Criterion, tree.get("criterion", ())),
            functions=_records(Function, tree.get("function", ())),
            assumptions=tree["assumptions"],
            readings=chosen,
            counts=_records(Count, tree.get("count_target", ())),
            guidance=_records(Guidance, tree.get("county_guidance", ())),
        )
    )


def _whole(facts: Facts) -> Facts:
    """Return the facts, or raise FactError where something they name is not among them."""
    known = {s.id for s in facts.sectors}
    named = {a.sector for s in facts.structures for a in s.affinity}
    named |= {a.sector for c in facts.counties for a in c.affinity}
    named |= {s for t in facts.ties for s in t.sectors}
    if unknown := sorted(named - known):
        raise FactError(f"Affinities or ties name sectors {unknown}, which the plan does not list.")
    if not facts.structures:
        raise FactError("The plan has no [[structure]]: no ring, axis or belt to measure against.")
    if bare := [s.id for s in facts.structures if not all(p.courses for p in s.part) or not s.part]:
        raise FactError(f"Structures {bare} have no part, or one without a course. Add them.")
    for county in facts.counties:
        if twice := _twice(a.sector for a in county.affinity):
            raise FactError(f"County {county.id} names sectors {twice} twice. Keep one of each.")
    _answerable([c.key for c in facts.criteria])
    return facts


def _answerable(keys: list[str]) -> None:
    """Raise FactError unless each criterion is measured once, those among them that speak."""
    if unknown := sorted(set(keys) - set(QUESTIONS)):
        raise FactError(f"Criteria {unknown} are none of {list(QUESTIONS)}.")
    if twice := _twice(keys):
        raise FactError(f"Criteria {twice} are there twice. Keep one of each.")
    if missing := sorted(set(SPEAKING) - set(keys)):
        raise FactError(f"The plan has no criteria {missing}: it speaks through them. Add them.")


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _overrides(
    ambiguities: tuple[Ambiguity, ...], chosen: Mapping[str, str]
) -> Iterable[tuple[str, Any]]:
    """Yield the path and value of every override the chosen readings ask for."""
    for ambiguity in ambiguities:
        values = {reading.value: reading for reading in ambiguity.reading}
        value = chosen[ambiguity.id]
        if value not in values:
            raise FactError(
                f"Reading {ambiguity.id}={value} is not one of {sorted(values)}. "
                "Use one of these values."
            )
        yield from values[value].set.items()


def _override(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set `value` at a dotted path; rows of a list are addressed by their id or part."""
    node: Any = tree
    *steps, last = path.split(".")
    for step in steps:
        node = _child(node, step, path)
    if not isinstance(node, dict):
        raise FactError(f"Override {path!r} ends in a list, not a table.")
    node[last] = value


def _child(node: Any, step: str, path: str) -> Any:
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list):
        for row in node:
            if step in (row.get("id"), row.get("part"), row.get("sector")):
                return row
    raise FactError(f"Override {path!r}: nothing is called {step!r} there.")


def _records(cls: type[T], tables: Iterable[Raw]) -> tuple[T, ...]:
    return tuple(_record(cls, t, f"{cls.__name__.lower()}[{i}]") for i, t in enumerate(tables))


def _record(cls: type[T], table: Raw, where: str) -> T:
    """Build one dataclass from a table; keys it does not know (reasons, notes) stay in the file."""
    values: dict[str, Any] = {}
    for spec in fields(cls):  # type: ignore[arg-type]
        if spec.name in table:
            values[spec.name] = _value(cls, spec.name, table[spec.name], where)
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise FactError(f"{where} ({table.get('id', table.get('name', '?'))}): no {spec.name}")
    return cls(**values)


def _value(cls: type, name: str, value: Any, where: str) -> Any:
    nested = NESTED.get((cls, name))
    if nested and isinstance(value, list):
        return tuple(_record(nested, row, f"{where}.{name}[{i}]") for i, row in enumerate(value))
    if nested:
        return _record(nested, value, f"{where}.{name}")
    if name == "quote" and isinstance(value, list):
        return " … ".join(value)
    return tuple(value) if isinstance(value, list) else value
