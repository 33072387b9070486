"""Texts about Shapefiles and CAD drawings: code → Chinese and English, and the reasons in them."""

from __future__ import annotations

from gis_app.message_texts import Texts

TABLE: dict[str, Texts] = {
    "E-DXF-01": (
        "“{path}”是二进制 DXF。请在 CAD 中另存为文本（ASCII）格式的 DXF。",
        "“{path}” is a binary DXF. Save it as a text (ASCII) DXF in the CAD program.",
    ),
    "E-DXF-02": (
        "{file}图中没有写明重点领域。请在地块内写一行文字“重点领域：P7;P6”，或写进图块属性。"
        "本工具写出的 DXF 只有图形和名称，不能再评价，请改用同时导出的 .gpkg、.geojson 或 .xlsx。",
        "{file}the drawing names no sectors. Write a text 重点领域：P7;P6 inside each plot, or an "
        "attribute of its block. A DXF written here holds shapes and names only and cannot be "
        "scored again: take the same results as .gpkg, .geojson or .xlsx.",
    ),
    "E-ENC-01": (
        "不认识的文字编码“{name}”。可用：{known}。",
        "Unknown text encoding “{name}”. Use {known}.",
    ),
    "E-SHP-01": (
        "“{path}”有 {shapes} 个图形，属性表却有 {n} 行，无法一一对应。"
        "请在 GIS 软件中检查后重新导出。",
        "“{path}” holds {shapes} shapes but {n} table rows: they cannot be matched. "
        "Check it in a GIS and export it again.",
    ),
    "E-SHP-02": (
        "{at}图形数据损坏或被截断，未读取。请重新复制或导出文件。",
        "{at}the shape is damaged or cut off and was not read. Copy or export the file again.",
    ),
    "E-SHP-03": (
        "{at}属性表（.dbf）在此之前就已结束，没有属性，未读取。请重新复制或导出文件。",
        "{at}the table (.dbf) ends before this row, which was not read. Copy or export it again.",
    ),
    "W-DXF-01": (
        "图纸空间、尺寸标注、属性定义和 Defpoints 图层的 {n} 个图元不是边界，未读取。",
        "{n} entities on sheets, in dimensions, attribute definitions or on the layer Defpoints "
        "were not read.",
    ),
    "W-DXF-02": (
        "{n} 个填充与已有边界重合，只计一次。",
        "{n} fillings cover a boundary that is drawn as well; it counts once.",
    ),
    "W-DXF-03": (
        "{n} 个文字不在任何闭合边界内，未作为名称使用。",
        "{n} texts lie inside no closed boundary and name nothing.",
    ),
    "W-DXF-04": (
        "{n} 个图元的类型（{kinds}）无法读取。"
        "面域、代理对象（如天正）请先在 CAD 中转为多段线或炸开。",
        "{n} entities are of kinds that cannot be read ({kinds}). Turn regions and proxy objects "
        "into polylines in the CAD program, or explode them.",
    ),
    "W-ENC-02": (
        "{at}“{col}”写满了字段宽度，最后一个字被截断，已略去半个字。",
        "{at}“{col}” fills its field; its last character was cut in half and left out.",
    ),
    "W-ENC-03": (
        "{at}“{col}”中有字节无法按 {enc} 读成文字，以 � 代替。",
        "{at}“{col}” holds bytes that are no text in {enc}; � stands for them.",
    ),
    "W-SHP-01": (
        "没有可用的索引文件（.shx），已由 .shp 重建。",
        "There is no usable index (.shx); it was rebuilt from the .shp.",
    ),
    "W-SHP-02": (
        "{at}在属性表中已标记为删除，未读取。",
        "{at}marked as deleted in the table; not read.",
    ),
    "W-SHP-03": (
        "字段 {cols} 的类型无法读取，已略去。",
        "Fields {cols} are of a type that cannot be read; left out.",
    ),
    "W-SHP-04": (
        "字段名 {cols} 重复，后面的已加序号。",
        "Field names occur twice: {cols}; the later ones got a number.",
    ),
}

WORDS: dict[str, Texts] = {
    "dbf-damaged": ("属性表（.dbf）已损坏", "the table (.dbf) is damaged"),
    "dxf-cut": ("文件不完整，缺少结尾（EOF）", "the drawing ends before its end mark (EOF)"),
    "mesh": ("网格或曲面", "mesh or surface"),
    "open-line": (
        "没有闭合的线（请在 CAD 中闭合多段线）",
        "line that is not closed (close the polyline in the CAD program)",
    ),
    "shp-damaged": ("图形文件（.shp）已损坏", "the geometry file (.shp) is damaged"),
}
