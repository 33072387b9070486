"""The texts of `messages.py` as data: code → Chinese and English, and the reasons inside them.

`{at}` is the place in the file (`第 3 行：`), empty for what was typed by hand.
"""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-ARG-01": ("参数有误：{what}。", "Bad argument: {what}."),
    "E-ATT-01": (
        "{at}行业“{v}”不在规划的16个领域内，最接近：{cands}。",
        "{at}“{v}” is not one of the plan's 16 sectors; nearest: {cands}.",
    ),
    "E-ATT-02": (
        "{at}没有填写重点领域。请在“重点领域”（sectors）列填写，例如 P7;P6。",
        "{at}no sector is given. Fill in the column sectors (重点领域), for example P7;P6.",
    ),
    "E-ATT-03": (
        "{at}“{v}”的占比不是大于零的数。请写成 P7:0.6;P6:0.4。",
        "{at}a share in “{v}” is not a positive number. Write P7:0.6;P6:0.4.",
    ),
    "E-ATT-04": (
        "{at}“{v}”只有部分行业写了占比。请全部写上，或全部不写。",
        "{at}only some sectors of “{v}” have a share. Give all shares, or none.",
    ),
    "E-COL-01": (
        "{file}找不到坐标列，现有列：{cols}。请指定经度、纬度列（或 X、Y 列，或 WKT 列）。",
        "{file}no coordinate columns among {cols}. Name them lon and lat, or X and Y, or give a "
        "column WKT.",
    ),
    "E-COL-02": (
        "{at}列数与表头不同。请检查逗号和引号。",
        "{at}the row has not as many cells as the header. Check commas and quotation marks.",
    ),
    "E-COL-03": (
        "{file}表头中列名重复：{cols}。请改名或删去一列。",
        "{file}column names occur more than once: {cols}. Rename or delete the others.",
    ),
    "E-CRS-13": (
        "不能按“{name}”输出：没有 EPSG 代码的坐标系（偏移坐标、苏州2000）只用于读入。"
        "请改用 {known}。",
        "Cannot write “{name}”: systems without an EPSG code (shifted ones, Suzhou 2000) are for "
        "reading only. Use {known}.",
    ),
    "E-CRS-09": (
        "{format} 只能写成 {crs}。请去掉 --crs，或改用 .gpkg。",
        "{format} is written in {crs} only. Drop --crs, or write .gpkg.",
    ),
    "E-DAT-01": ("数据有误：{what}", "The data are faulty: {what}"),
    "E-FMT-01": (
        "无法识别的文件格式“{ext}”。支持：{known}。",
        "Unknown file format “{ext}”. Supported: {known}.",
    ),
    "E-FMT-09": (
        "一次只能读一个文件，或一个 Shapefile 的各部分（现有：{names}）。"
        "请逐个上传，或打包成 zip。",
        "One file at a time, or the parts of one Shapefile (given: {names}). Upload one by one, "
        "or as a zip.",
    ),
    "E-GEO-03": (
        "{at}几何是{type}：只接受点或面。",
        "{at}the geometry is a {type}: only points and polygons are accepted.",
    ),
    "E-GEO-04": (
        "{at}坐标无法读取（{v}）：{why}。请改正后重试。",
        "{at}coordinates cannot be read ({v}): {why}. Correct them and try again.",
    ),
    "E-IO-01": (
        "无法读取“{path}”：{why}。请检查路径和文件内容。",
        "Cannot read “{path}”: {why}. Check the path and the file.",
    ),
    "E-IO-02": (
        "无法写入“{path}”：{why}。请换一个可写的位置。",
        "Cannot write “{path}”: {why}. Choose a place you can write to.",
    ),
    "E-IO-03": (
        "“{path}”里没有可用的记录。可用 template 命令生成填写样表。",
        "“{path}” holds no usable row. The template command writes a form to fill in.",
    ),
    "E-LYR-01": ("没有图层“{name}”。可用：{known}。", "There is no layer “{name}”. Use {known}."),
    "E-LYR-02": (
        "图层“{name}”没有重点领域，不能评分。可用：{known}。",
        "Layer “{name}” has no sectors to score. Use {known}.",
    ),
    "E-LYR-03": (
        "范围 {bbox} 内没有要素。请检查范围（西,南,东,北，经纬度）。",
        "Nothing lies inside {bbox}. Check the box (W,S,E,N in degrees).",
    ),
    "E-PLN-01": ("规划数据有误：{what}", "The plan's data are faulty: {what}"),
    "E-WGT-01": (
        "没有权重方案“{value}”。可用：{known}，或权重文件 .toml。",
        "There is no weighting “{value}”. Use {known}, or a weights file (.toml).",
    ),
    "E-WGT-02": (
        "权重有误：应给 {known} 各一个数，为零或在 1e-9 与 1e9 之间，且不全为零。",
        "Weights are wrong: give {known} one number each, 0 or between 1e-9 and 1e9, not all 0.",
    ),
    "W-ATT-05": (
        "{at}未写行业占比，按均分处理。",
        "{at}no shares are given: all sectors count the same.",
    ),
    "W-ATT-06": (
        "{at}行业占比之和不为 1，已按比例折算。",
        "{at}the shares did not add up to 1 and were scaled.",
    ),
    "W-ATT-08": (
        "{at}功能“{v}”不在规划所列之内（{known}），按未写明处理。",
        "{at}“{v}” is not one of the plan's functions ({known}); taken as not stated.",
    ),
    "W-DUP-01": (
        "{at}编号“{v}”与前面的记录相同，同一记录只计一次。",
        "{at}the id “{v}” is that of an earlier record; a record counts once.",
    ),
    "W-ENC-01": (
        "文字编码按 {enc} 读取；如出现乱码，请用原软件换一种编码（UTF-8 或 GBK）另存。",
        "Text was read as {enc}; if it looks garbled, save the file in another encoding (UTF-8 or "
        "GBK).",
    ),
    "W-GEO-01": (
        "{at}没有几何或几何为空，未参与评价。",
        "{at}no geometry, or an empty one; left out.",
    ),
    "W-GEO-02": (
        "{at}面几何无效（{reason}），已自动修复，面积变化 {pct}%。",
        "{at}invalid polygon ({reason}) repaired; its area changed by {pct} %.",
    ),
    "W-GEO-05": ("{at}高程（Z）已略去。", "{at}heights (Z) were left out."),
    "W-IDS-01": ("{at}没有编号，以行号代替。", "{at}no id; the row number is used instead."),
    "W-SIT-01": (
        "规划载体“{name}”没有已知位置，未参与评价：{why}",
        "“{name}” has no known site and was not scored: {why}",
    ),
}

# Words that stand for a reason, a type or a hint inside the texts above.
WORDS: dict[str, Texts] = {
    "not-a-number": ("不是数字", "not a number"),
    "not-finite": ("不是有限的数", "not a finite number"),
    "one-of-two": ("只有一个坐标", "one of the two is missing"),
    "ring-open": ("环没有闭合", "a ring is not closed"),
    "no-geometry": ("不是有效的几何", "no valid geometry"),
    "no-area": ("面没有面积", "the polygon has no area"),
    "not-json": ("不是有效的 JSON", "not valid JSON"),
    "not-geojson": ("不是 GeoJSON 要素集", "not a GeoJSON feature collection"),
    "not-csv": ("不是有效的 CSV", "not a valid CSV table"),
    "not-text": ("无法判断文字编码", "the text encoding cannot be told"),
    "not-toml": ("不是有效的 TOML", "not valid TOML"),
    "not-regular": ("不是普通文件", "not a regular file"),
    "ENOENT": ("文件或文件夹不存在", "no such file or folder"),
    "EACCES": ("没有权限", "permission denied"),
    "EPERM": ("没有权限", "permission denied"),
    "EROFS": ("存储为只读", "read-only storage"),
    "EISDIR": ("是文件夹", "it is a folder"),
    "ENOTDIR": ("路径中有一段不是文件夹", "a part of the path is not a folder"),
    "ENOSPC": ("存储空间不足", "no space left"),
    "ENAMETOOLONG": ("文件名过长", "the name is too long"),
    "Point": ("点", "point"),
    "LineString": ("线", "line"),
    "LinearRing": ("线", "line"),
    "MultiLineString": ("多线", "multi-line"),
    "MultiPoint": ("多点", "multi-point"),
    "GeometryCollection": ("几何集合", "geometry collection"),
}
