"""Texts of the messages on weights and readings: code → Chinese and English."""

WORDS: dict[str, tuple[str, str]] = {
    "reading-usual": ("它就是默认读法", "it is the usual one"),
    "reading-idle": ("随包数据无从体现这一读法", "the data at hand cannot show it"),
}

TABLE: dict[str, tuple[str, str]] = {
    "E-WGT-03": (
        '判断矩阵有误：应为 {n}×{n} 的正数（可写作 "1/3"），对角线为 1，两侧互为倒数，'
        "依次为 {known}。",
        'The judgement matrix is wrong: give {n}×{n} positive numbers (or "1/3"), 1 on the '
        "diagonal, reciprocal across it, in the order {known}.",
    ),
    "E-WGT-04": (
        "判断矩阵一致性比率 CR={ratio}，大于 {most}。请调整判断；确认仍要使用时，"
        "在 [ahp] 下写 accept = true。",
        "The judgements contradict each other: consistency ratio {ratio}, above {most}. Revise "
        "them, or write accept = true under [ahp] to use them all the same.",
    ),
    "W-RDG-01": (
        "读法 {reading} 不改变任何数值：{why}。",
        "Reading {reading} changes no number: {why}.",
    ),
    "W-WGT-01": (
        "权重不是默认方案（{source}）：{changes}。自定权重不参与抽样。",
        "Weights are not the default ones ({source}): {changes}. They stay fixed in all draws.",
    ),
    "W-WGT-02": (
        "层次分析法一致性比率 CR={ratio}。",
        "Consistency ratio of the pairwise judgements: {ratio}.",
    ),
}
