"""The values of the plan's indicators that a project holds, as one of its scenarios."""

from __future__ import annotations

import uuid
from dataclasses import replace

from gis_app.indicators import Values, checked
from gis_app.projects.model import Indicators, Scenario
from gis_app.projects.store import Store
from layers.plan import Facts

NAME = "指标数据"
SPACE = uuid.UUID("6b1f0d3e-5a52-4d8f-9a70-3a1c6f1f5a11")


def holder(store: Store, project: str) -> Scenario:
    """Return the scenario that holds a project's indicator values, a new one where none does.

    It is the one changed last of those with values. A new one has an id that follows from the
    project, so that two people who begin at once meet a conflict instead of each other's copy.
    """
    holding = [s for s in store.scenarios(project) if s.indicators and not s.deleted]
    if holding:
        return max(holding, key=lambda s: (s.changed, s.id))
    ident = uuid.uuid5(SPACE, project).hex
    kept = next((s for s in store.scenarios(project) if s.id == ident), None)
    if kept is not None:  # it was emptied or deleted: what it said before is no longer meant
        return replace(kept, indicators={})
    return Scenario(id=ident, project=project, name=NAME)


def saved_values(store: Store, project: str, facts: Facts) -> Values:
    """Return the values that a project holds, as a report takes them; none where it holds none.

    What the plan does not know is left out: another indicator, a year beyond its own.
    """
    return checked(facts, holder(store, project).indicators)


def save_values(store: Store, seen: Scenario, values: Indicators, *, author: str = "") -> Scenario:
    """Return the scenario `seen` (as `holder` returned it) saved with these values.

    Raises
    ------
    ConflictError
        Somebody saved other values since.
    InputError
        E-PRJ-07, E-PRJ-08: a value is no number, or there are too many.
    """
    return store.save(replace(seen, indicators=values, author=author, deleted=False))
