"""The messages of scoring in batches and on a cluster, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-BLK-01": (
        "另有 {n} 行未参与评价，不逐行列出。",
        "{n} more rows are left out, not listed one by one.",
    ),
    "W-BLK-02": (
        "另有 {n} 条说明不再列出。",
        "{n} more notices are not listed.",
    ),
}
