"""`python -m gis_app.validate`: recompute the check of the method and write docs/validation.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gis_app.files import write_whole
from gis_app.load import default_plan
from gis_app.versions import versions
from layers.model import Plan
from layers.score import GRADES, SILENT
from layers.validation import TOTAL, Validation, validate

TARGET = Path(__file__).resolve().parents[1] / "docs" / "validation.md"


def report(plan: Plan, found: Validation) -> str:
    """Return the check as Markdown."""
    names = {TOTAL: "规划支持度 plan support"}
    names |= {c.id: f"{c.id} {c.name} {c.name_en}" for c in plan.facts.criteria}
    lines = [
        "# 方法检验 · Validation of the method",
        "",
        "规划自己写明、且有位置的集聚区，去掉它自身的载体要素后评分（留一法），与市域内行业构成相同的"
        "随机点比较。AUC 是前者得分高于后者的机会；参数不为此调整。",
        "",
        "The plan's own located clusters, each scored with its own place element taken away (leave "
        "one out), against random points of the city with the same sector mixes. AUC is the chance "
        "that the former scores higher. A check, not a target: nothing is tuned to it.",
        "",
        f"集聚区 clusters: {found.named} ({found.named_scored} scored), mean "
        f"{found.mean_named:.1f} · 随机点 random points: {found.random}, mean "
        f"{found.mean_random:.1f}",
        "",
        "| | AUC | 5 % | 95 % |",
        "|---|---|---|---|",
        *(
            f"| {names[k]} | {a.value:.2f} | {a.low:.2f} | {a.high:.2f} |"
            for k, a in found.auc.items()
        ),
        "",
        f"| | {' | '.join((*GRADES, SILENT))} |",
        f"|---|{'---|' * (len(GRADES) + 1)}",
        _grades("集聚区 clusters", found.grades_named),
        _grades("随机点 random points", found.grades_random),
        "",
        *_remarks(found),
        f"`make validate` · {' · '.join(versions(plan).values())}",
        "",
    ]
    return "\n".join(lines)


def _remarks(found: Validation) -> list[str]:
    """Return what the figures say of the text, and what they do not."""
    return [
        f"随机点中有 {_share(found):.0%} 达到“{GRADES[1]}”以上：两轴的名单写的是整个板块、"
        "县域指引写的是整个行业，这是规划文本的特点。K4 单独看偏向空旷之处，所以从不单独使用。",
        "",
        f"{_share(found):.0%} of the random points reach the second grade or better because the "
        "axes list whole districts and the county guidance whole sectors: a finding about the "
        "text. K4 alone favours empty country, which is why it never stands alone.",
        "",
        "K6 只用于物流等载体，而规划写明的物流载体本身就是枢纽，其 AUC 接近 1 是必然的，"
        "不说明问题。",
        "",
        "K6 applies to logistics and the like, and the plan's logistics clusters are themselves "
        "the gateways: its AUC is near 1 by construction and says nothing.",
        "",
    ]


def _share(found: Validation) -> float:
    """Return the share of random points that reach the second grade or better."""
    return sum(found.grades_random.get(g, 0) for g in GRADES[:2]) / found.random


def _grades(title: str, counts: Mapping[str, int]) -> str:
    return f"| {title} | {' | '.join(str(counts.get(g, 0)) for g in (*GRADES, SILENT))} |"


def main() -> None:
    """Write the report beside the documentation and print where."""
    plan = default_plan()
    text = report(plan, validate(plan))
    TARGET.parent.mkdir(exist_ok=True)
    write_whole(TARGET, text.encode())
    print(text)


if __name__ == "__main__":
    main()
