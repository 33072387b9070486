"""The messages about what stands beside a written file, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-QML-01": (
        "已有样式文件“{path}”，未改动；要用新的样式，请先删除它再导出。",
        "“{path}” already exists and was left as it is. Delete it first to get the new style.",
    ),
}
