"""What every written file says of itself: what made it, from what, for whom it may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gis_app.clock import now
from gis_app.versions import versions
from layers.model import Plan
from layers.plan import Facts

PUBLIC_DECIMALS = 4  # of a degree, about 10 m: the precision of a file for the public
INTERNAL = {
    "zh": "内部工作示意图，未经地图审核，不得公开登载或出版；行政区界线仅供参考，不作为划界依据",
    "en": "Internal working sketch, not approved by map review: not for publication. "
    "Borders are for reference only and decide nothing",
}
PUBLIC = {
    "zh": "公开使用前须依法送审并取得审图号；行政区界线仅供参考，不作为划界依据",
    "en": "Before publication the map must be reviewed and given an approval number. "
    "Borders are for reference only and decide nothing",
}
APPROVED = {"zh": "审图号：{number}", "en": "Map approval number: {number}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Whom a file is for: `public` keeps 4 decimals; `approval` is the 审图号, if there is one."""

    public: bool = False
    approval: str = ""

    def footer(self, lang: str = "zh") -> str:
        """Return the line that every picture and file carries."""
        number = self.approval.strip()
        text = (PUBLIC if self.public and not number else INTERNAL)[lang]
        if self.public and number:
            text = PUBLIC[lang].partition("；" if lang == "zh" else ". ")[2]
        told = APPROVED[lang].format(number=number)
        return f"{told}　{text}" if number else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Versions of plan, rules, data and tool; the time; the 读取说明; whom the file is for.

    `account` is (label, text) rows of how the user's own file was read, empty for shipped layers.
    `facts` are the plan's, for files that explain each criterion.
    """

    versions: Mapping[str, str]
    time: datetime
    title: str
    account: Sequence[tuple[str, str]] = field(default_factory=tuple)
    publication: Publication = field(default_factory=Publication)
    facts: Facts | None = field(default=None, repr=False)


def made(
    plan: Plan,
    *,
    account: Sequence[tuple[str, str]] = (),
    publication: Publication | None = None,
) -> Made:
    """Return what a file made now from this plan says of itself."""
    return Made(
        versions=versions(plan),
        time=now(),
        title=plan.facts.plan.title,
        account=tuple(account),
        publication=publication or Publication(),
        facts=plan.facts,
    )
