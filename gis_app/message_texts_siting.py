"""The messages and words of the command `site`, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-SIT-01": (
        "没有可用的候选点：{rule}一条把余下的 {n} 个全部排除。请放宽该条件。",
        "No candidate is left: {rule} leaves out all of the remaining {n}. Relax it.",
    ),
    "E-SIT-02": (
        "规划的环、轴、带和板块条款均未提及 {sectors}，无从选址。请换一个重点领域。",
        "No ring, axis, belt or district clause names {sectors}: nothing to serve. "
        "Choose another sector.",
    ),
    "E-SIT-03": (
        "现有载体已承接 {n} 个候选点所能承接的全部需求，新增不再有作用。请换候选范围或重点领域。",
        "Existing clusters already serve all that the {n} candidates could. Choose other "
        "candidates or another sector.",
    ),
    "E-SIT-04": (
        "“{path}”里没有面，不能作为排除范围。请提供面图层。{more}",
        "“{path}” holds no polygon to leave out. Give a polygon layer. {more}",
    ),
    "W-SIT-02": (
        "只选出 {n} 个，少于要求的 {count} 个：{why}。",
        "Only {n} of the {count} sites asked for: {why}.",
    ),
    "W-SIT-03": ("{rule}排除候选点 {n} 个。", "Candidates left out by {rule}: {n}."),
    "W-SIT-04": (
        "局部搜索换掉 {n} 个选点；结果不再逐级包含（前 5 个未必在前 10 个之内）。",
        "Local search exchanged {n} picks; they are no longer nested (the first 5 need not be "
        "among the first 10).",
    ),
    "W-SIT-05": ("局部搜索没有找到更好的选点。", "Local search found nothing better."),
    "W-SIT-06": (
        "只按规划条款选点，未考虑用地、现状和管控范围，须另行核对（可用 --exclude 排除）。",
        "Chosen by the plan's clauses alone: land use, what stands there and protected areas must "
        "be checked (--exclude leaves areas out).",
    ),
}

WORDS: dict[str, Texts] = {
    "rule-city": ("市域范围", "the city boundary"),
    "rule-within": ("--within 板块范围", "--within"),
    "rule-water": ("水域", "water"),
    "rule-exclude": ("--exclude 排除范围", "--exclude"),
    "rule-existing": (
        "与同类现有载体的最小间距（--min-spacing）",
        "the spacing from existing clusters of these sectors (--min-spacing)",
    ),
    "rule-reach": ("规划要素的影响范围", "the reach of the plan's elements"),
    "end-spacing": ("最小间距内已无候选点", "the spacing leaves no more candidates"),
    "end-limit": ("各板块均已达到上限", "every district has reached its limit"),
    "end-both": (
        "最小间距与板块上限合计已无候选点",
        "spacing and district limit together leave no more candidates",
    ),
    "end-all": ("候选点已全部选入", "every candidate has been taken"),
    "end-nothing": ("余下候选点不再增加承接", "the remaining candidates serve nothing new"),
}
