"""Messages as a page says them: a field where the command line has an option, its own form."""

from __future__ import annotations

from collections.abc import Mapping

# What a message says of the command line → what a page says, {field} being a field's name.
# The longer phrases first: each is replaced as a whole.
PHRASES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("请去掉 --crs", "请清空{field}"),
        ("可用 template 命令生成填写样表", "可下载本页的 CSV 模板填写"),
        (" --crs ", "{field}"),
        ("--crs", "{field}"),
    ),
    "en": (
        ("Drop --crs", "Clear {field}"),
        ("The template command writes a form to fill in", "This page has a CSV template"),
        ("give another --crs", "choose another system in {field}"),
        ("give --crs", "choose it in {field}"),
        ("--crs", "{field}"),
    ),
}


def in_app(text: str, lang: str, field: str) -> str:
    """Return a rendered message for a page whose coordinate system is chosen in `field`.

    >>> in_app("请用 --crs 指明坐标系", "zh", "“坐标系”一栏")
    '请用“坐标系”一栏指明坐标系'
    """
    for option, said in PHRASES[lang]:
        text = text.replace(option, said.format(field=field))
    return text
