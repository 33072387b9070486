"""Options that go together, as one argument of a command; importing this loads nothing heavy."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from gis_app.cli_options import (
    MOST_FEATURES,
    Approval,
    Crs,
    Data,
    Draws,
    InLang,
    Lang,
    Layer,
    MaxFeatures,
    Parks,
    PeersFrom,
    PlanFolder,
    Readings,
    RowsArePeers,
    Seed,
    Use,
    UsedBy,
    Weights,
)

if TYPE_CHECKING:
    from gis_app.cli_score import Request
    from gis_app.stores.address import Address
    from gis_app.writing.made import Publication
    from layers.model import Plan


@dataclass(frozen=True, slots=True)
class Source:
    """How FILE is read."""

    crs: Crs = None
    layer: Layer = None
    max_features: MaxFeatures = MOST_FEATURES


@dataclass(frozen=True, slots=True)
class Publishing:
    """Whom what is written is for."""

    use: Use = UsedBy.internal
    approval: Approval = ""

    def publication(self) -> Publication:
        """Return whom a file is for, as its writers have it."""
        from gis_app.reading.records import clean_text
        from gis_app.writing.made import Publication

        return Publication(public=self.use == UsedBy.public, approval=clean_text(self.approval))


@dataclass(frozen=True, slots=True)
class Opening:
    """The plan that a command works with, and the language in which it answers."""

    lang: InLang = Lang.zh
    plan: PlanFolder = None
    data: Data = None
    reading: Readings = None

    def open(self) -> Plan:
        """Return the plan; errors as `cli_layers.open_plan`."""
        from gis_app.cli_layers import open_plan

        return open_plan(self.plan, self.reading, self.data, lang=self.lang)


@dataclass(frozen=True, slots=True)
class Scoring:
    """How sites are scored."""

    peers_from: PeersFrom = None
    peers: RowsArePeers = None
    weights: Weights = "roc"
    parks: Parks = None
    draws: Draws = 1000
    seed: Seed = 0

    def request(
        self,
        file: str,
        output: Path | Address | None,
        source: Source,
        publishing: Publishing,
        lang: str,
    ) -> Request:
        """Return the request to score the sites of a file."""
        from gis_app.cli_score import Request

        return Request(
            file=file,
            output=output,
            peers_from=self.peers_from,
            rows_are_peers=self.peers is not None,
            weights=self.weights,
            parks=self.parks,
            crs=source.crs,
            layer=source.layer,
            most_features=source.max_features,
            draws=self.draws,
            seed=self.seed,
            publication=publishing.publication(),
            lang=lang,
        )


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command as typer reads it: in place of each group stand its options."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {n: kind for n, kind in hints.items() if is_dataclass(kind)}

    @wraps(command)
    def single(**given: Any) -> None:
        told = {n: g(**{f.name: given.pop(f.name) for f in fields(g)}) for n, g in groups.items()}
        command(**given, **told)

    options: list[inspect.Parameter] = []
    for name, one in inspect.signature(command).parameters.items():
        group = groups.get(name)
        options += _options(group) if group else [one.replace(annotation=hints[name])]
    single.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in options]
    )
    return single


def _options(group: Any) -> list[inspect.Parameter]:
    """Return each field of a group as an argument of a function."""
    hints, named = get_type_hints(group, include_extras=True), inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(f.name, named, default=f.default, annotation=hints[f.name])
        for f in fields(group)
    ]
