"""The messages about written files, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-PUB-01": (
        "按公开用途导出：几何已取到经纬度小数 4 位（约 10 米）。"
        "公开登载或出版前，须依法送审并取得审图号。",
        "Written for the public: geometry is rounded to 4 decimals of a degree (about 10 m). "
        "Before publication the map must be reviewed and given an approval number.",
    ),
}

WORDS: dict[str, Texts] = {}
