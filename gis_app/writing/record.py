"""What made a file, as the members or the lines that the file carries."""

from __future__ import annotations

from typing import Any

from gis_app.writing.made import Made

LABELS = {"plan": "规划版本", "rules": "规则版本", "data": "数据版本", "tool": "工具版本"}


def facts(made: Made) -> dict[str, Any]:
    """Return title, versions, time, footer and how the user's file was read, by plain keys."""
    told: dict[str, Any] = {
        "title": made.title,
        **made.versions,
        "time": made.time.isoformat(),
        "footer": made.publication.footer(),
    }
    return told | ({"account": [list(row) for row in made.account]} if made.account else {})


def lines(made: Made) -> list[str]:
    """Return the same for people, in Chinese."""
    versions = [f"{LABELS.get(key, key)}：{text}" for key, text in made.versions.items()]
    read = [f"{label}：{text}" for label, text in made.account]
    time = f"时间：{made.time.isoformat()}"
    return [made.title, *versions, time, made.publication.footer(), *read]
