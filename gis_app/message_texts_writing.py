"""The messages about written files, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-COL-10": (
        "字段名超过 10 个字符或不是英文的列已改名：{cols}。对照见压缩包内的 {file}。",
        "Columns renamed because their names are long or not ASCII: {cols}. See {file} inside.",
    ),
    "W-CUT-01": (
        "有 {n} 处文字超过 {bytes} 字节，已截短；全文见 GeoPackage 或 Excel。",
        "Texts cut to {bytes} bytes: {n}. GeoPackage and Excel hold them whole.",
    ),
    "W-ENC-04": (
        "GBK 没有“{v}”，属性表改用 GB18030 编码；如显示乱码，请把编码选为 GB18030。",
        "GBK has no “{v}”: the attributes are encoded in GB18030. Choose that if they look wrong.",
    ),
    "W-ENC-05": (
        "GBK 没有“{v}”，图中写成 \\U+ 代码，部分软件会照样显示代码。",
        "GBK has no “{v}”: written as \\U+ codes, which some programs show as they are.",
    ),
    "W-PUB-01": (
        "按公开用途导出：几何已取到经纬度小数 4 位（约 10 米）。"
        "公开登载或出版前，须依法送审并取得审图号。",
        "Written for the public: geometry is rounded to 4 decimals of a degree (about 10 m). "
        "Before publication the map must be reviewed and given an approval number.",
    ),
}

WORDS: dict[str, Texts] = {}
