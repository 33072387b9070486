"""The messages of the map in the pages, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-MAP-01": (
        "底图切片为 {datum} 坐标系，与图层相差约 500 米，未加载。请改用 WGS84 或 CGCS2000 的切片。",
        "The background tiles are in {datum}, about 500 m off the layers, and are not shown. "
        "Use tiles in WGS84 or CGCS2000.",
    ),
    "E-MAP-02": (
        "底图切片配置缺少 {fields}，未加载。请在 geodata/cartography.toml 的 [tiles] 中补齐。",
        "The background tiles lack {fields} and are not shown. "
        "Complete [tiles] in geodata/cartography.toml.",
    ),
    "E-MAP-03": (
        "所画地块的边界自相交或没有面积，未采用。请重画。",
        "The outline drawn crosses itself or has no area; it was not taken. Draw it again.",
    ),
}
