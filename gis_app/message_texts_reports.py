"""The messages about maps and reports, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-FNT-01": (
        "随包字体没有 {n} 个字（{v}），图和 PDF 中以“〓”代替；Word 文件不受影响。",
        "The shipped fonts lack {n} characters ({v}): pictures and PDF show 〓 instead. "
        "Word files are not affected.",
    ),
    "W-REP-01": (
        "共 {n} 处，报告只逐一分析前 {most} 处；其余列在汇总表中。",
        "Of {n} sites only the first {most} get a chapter; the others are in the summary table.",
    ),
}
