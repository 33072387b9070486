"""The messages about tables, CSV and workbooks, in the form of `message_texts.py`."""

from gis_app.message_texts import Texts

TABLE: dict[str, Texts] = {
    "E-COL-04": (
        "{file}第一行像数据，没有表头：{cols}。请在第一行写列名，例如 编号,名称,重点领域,经度,纬度"
        "（或 X坐标,Y坐标）。",
        "{file}the first row looks like data, not like a header: {cols}. Name the columns in the "
        "first row, for example id,name,sectors,lon,lat (or X,Y).",
    ),
    "E-COL-06": (
        "{file}这是勘测定界界址点文本（{cols}），没有表头，不能直接读取。请转为 Shapefile、DXF，"
        "或带表头的 CSV。",
        "{file}this is a text file of boundary points from a land survey ({cols}), which has no "
        "header. Convert it to Shapefile or DXF, or to a CSV with a header.",
    ),
    "E-COL-07": (
        "{at}“{cols}”列的公式没有计算结果。请用 Excel 或 WPS 打开、保存后重试。",
        "{at}a formula in {cols} has no stored result. Open and save the file in Excel or WPS.",
    ),
    "W-COL-05": (
        "另有坐标列“{cols}”没有写明坐标系，未用于定位（按“{read}”定位）。",
        "Columns {cols} hold coordinates too, but do not state a system; {read} were read instead.",
    ),
    "W-COL-08": (
        "合并单元格已按首格的值填充到下方各行：{n} 处（{cells}）。",
        "{n} merged cells were filled downwards with their first value ({cells}).",
    ),
    "W-COL-09": (
        "{at}“{cols}”列的公式没有计算结果，按空白读取。",
        "{at}a formula in {cols} has no stored result; read as blank.",
    ),
    "E-CRS-15": (
        "{at}表头写明坐标系 {name}，而坐标来源一列写的是 {crs}，两者不一致。请改正其一。",
        "{at}the header says {name}, but the column of the source says {crs}. Correct one of them.",
    ),
    "W-CRS-16": (
        "{at}“{cols}”与“{read}”相差最多约 {m} 米，按“{read}”读取，请核对。",
        "{at}{cols} lie up to {m} m away from {read}, which were read. Check them.",
    ),
}

WORDS: dict[str, Texts] = {
    "not-xlsx": ("不是有效的 Excel 工作簿（.xlsx）", "not a valid Excel workbook (.xlsx)"),
}
