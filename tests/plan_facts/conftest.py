"""The shipped plan facts and our own assumptions, as the tests of this folder read them."""

from collections.abc import Iterator
from typing import Any

import pytest

from geodata.catalog import FOLDER, assumptions, plan_toml

Table = dict[str, Any]


def tables(node: object, where: str) -> Iterator[tuple[str, Table]]:
    """Yield every table at or below `node` with its path."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            yield from tables(value, f"{where}.{key}")
    elif isinstance(node, list):
        for row in node:
            name = row.get("id", row.get("part", "")) if isinstance(row, dict) else ""
            yield from tables(row, f"{where}[{name}]")


@pytest.fixture(scope="session")
def facts() -> Table:
    """Return every table of the plan folder, merged."""
    return plan_toml(FOLDER / "plan")


@pytest.fixture(scope="session")
def ours() -> Table:
    """Return our own assumptions."""
    return assumptions()


@pytest.fixture(scope="session")
def every_table(facts: Table) -> list[tuple[str, Table]]:
    """Return (path, table) of every table of the plan folder."""
    return [pair for key, value in facts.items() for pair in tables(value, key)]


@pytest.fixture(scope="session")
def cited(every_table: list[tuple[str, Table]]) -> list[tuple[str, Table]]:
    """Return the tables that state a fact of the plan: those with an id or a clause."""
    return [(where, t) for where, t in every_table if "id" in t or "clause" in t]
