"""pygeoapi's process plugins: `locate` and `score`, the functions of the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from pygeoapi.process.base import BaseProcessor
from pygeoapi.process.manager.base import BaseManager
from pygeoapi.util import JobStatus

from gis_app import cli_locate, cli_score
from gis_app.reading.sites import SiteTable, read_sites
from gis_app.service import descriptions
from gis_app.service.wording import FILE, answered
from layers.errors import Fault, InputError
from layers.model import Plan

Json = dict[str, Any]
WANTED = {
    "number": "srv-number",
    "string": "srv-text",
    "object": "srv-collection",
}


class _OverPlan(BaseProcessor):
    """A process over the plan, which the configuration carries."""

    description: Json

    def __init__(self, definition: Mapping[str, Any]) -> None:
        super().__init__(dict(definition), self.description)
        self.plan: Plan = definition["plan"].plan

    def checked(self, inputs: Json) -> Json:
        """Return the inputs with defaults filled in.

        Raises
        ------
        InputError
            E-SRV-04: an input that is not described; E-SRV-05: one is missing or wrong.
        """
        known = self.description["inputs"]
        faults = [
            Fault("E-SRV-04", {"name": name, "known": "、".join(known)})
            for name in inputs
            if name not in known
        ]
        for name, told in known.items():
            schema = told["schema"]
            if name not in inputs and told["minOccurs"] == 0:
                continue
            if not Draft202012Validator(schema).is_valid(inputs.get(name)):
                faults.append(_wrong(name, inputs.get(name), schema))
        if faults:
            raise InputError(*faults)
        defaults = {n: t["schema"]["default"] for n, t in known.items() if "default" in t["schema"]}
        return defaults | inputs

    def execute(self, data: Json, outputs: object = None) -> tuple[str, Json]:
        """Return the media type and the answer; raises InputError where an input is wrong."""
        del outputs
        return "application/json", self.answer(self.checked(data))

    def answer(self, inputs: Json) -> Json:
        """Return the JSON that the command prints with --json."""
        raise NotImplementedError


def _wrong(name: str, value: object, schema: Json) -> Fault:
    options = "、".join(map(str, schema.get("enum", ())))
    limits = [f"{sign} {schema[k]}" for k, sign in descriptions.LIMITS.items() if k in schema]
    wanted = options or "、".join(limits) or WANTED.get(str(schema.get("type")), "srv-bad-value")
    shown = "—" if value is None else json.dumps(value, ensure_ascii=False)[:60]
    return Fault("E-SRV-05", {"name": name, "v": shown, "wanted": wanted})


def _number(name: str, value: float) -> float:
    """Return a number of JSON, which may have any number of digits."""
    try:
        return float(value)
    except OverflowError as error:
        raise InputError(_wrong(name, value, {"type": "number"})) from error


class Locate(_OverPlan):
    """Where a point lies."""

    description = descriptions.LOCATE

    def answer(self, inputs: Json) -> Json:
        """Return the JSON of `locate --json`."""
        x, y = (_number(name, inputs[name]) for name in ("lon", "lat"))
        return cli_locate.sheet(self.plan, x, y, crs=inputs["crs"], lang=inputs["lang"])


class Score(_OverPlan):
    """How far the plan supports sites."""

    description = descriptions.SCORE

    def answer(self, inputs: Json) -> Json:
        """Return the JSON of `score --json`, with notices in the words of the service."""
        content = json.dumps(inputs["sites"]).encode()
        lang = inputs["lang"]

        def read(crs: str | None) -> SiteTable:
            return read_sites(content, FILE, self.plan.facts, crs=crs, lang=lang)

        request = cli_score.Request(
            file=FILE,
            peers_from=inputs["with"],
            rows_are_peers=inputs.get("peers") == "file",
            weights=inputs["weights"],
            crs=inputs.get("crs"),
            draws=int(inputs["draws"]),  # 5.0 is a whole number in JSON
            seed=int(inputs["seed"]),
            lang=lang,
        )
        found = cli_score.envelope(self.plan, *cli_score.results(self.plan, request, read))
        return answered(found, lang)


class Manager(BaseManager):
    """Runs a process at once and keeps nothing: no jobs, no files, nobody is notified."""

    def get_jobs(self, *_: object, **__: object) -> Json:
        """Return that there are none."""
        return {"jobs": [], "numberMatched": 0}

    def execute_process(
        self, process_id: str, data_dict: Json, **_: object
    ) -> tuple[str, str, Json, JobStatus, None]:
        """Return what the process answers; errors go on to whoever called."""
        kind, found = self.get_processor(process_id).execute(data_dict)
        return "", kind, found, JobStatus.successful, None
