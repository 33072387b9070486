"""Texts of what is said of files in the formats of other programs: kinds, layers, limits."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-FMT-02": (
        "“{path}”内没有可读的图层（缺少 {missing}）。请把 .shp .shx .dbf .prj 一起压缩成 .zip。",
        "“{path}” holds no layer that can be read ({missing} missing). Zip .shp .shx .dbf .prj "
        "together.",
    ),
    "E-FMT-03": (
        "“{path}”：不支持 DWG，请在 AutoCAD 中另存为 DXF（2000 或以上版本）。",
        "“{path}” is a DWG drawing, which cannot be read. Save it as DXF (2000 or later) in "
        "AutoCAD.",
    ),
    "E-FMT-04": (
        "{file}文件内有 {n} 个图层：{names}，请选择一个（--layer NAME，或写成 文件#图层）。",
        "{file}the file has {n} layers: {names}. Choose one with --layer NAME, or as FILE#LAYER.",
    ),
    "E-FMT-05": (
        "“{path}”的内容是 {kind}，与扩展名“{ext}”不符。请改正扩展名后重试。",
        "The content of “{path}” is {kind}, not what “{ext}” says. Correct the extension.",
    ),
    "E-FMT-06": (
        "“{path}”是旧式表格（.xls、.et、.ods），请另存为 .xlsx。",
        "“{path}” is a spreadsheet of another kind (.xls, .et, .ods). Save it as .xlsx.",
    ),
    "E-FMT-07": (
        "“{path}”中的“{name}”是视图或虚拟表，不予读取。请把它另存为普通图层。",
        "“{name}” in “{path}” is a view or a virtual table, which is not read. Save it as a "
        "plain layer.",
    ),
    "E-FMT-08": (
        "“{path}”不是可读的 GeoParquet：{why}。请按 GeoParquet 1.x（WKB 几何）重新导出。",
        "“{path}” is not a readable GeoParquet file: {why}. Export it as GeoParquet 1.x with "
        "WKB geometry.",
    ),
    "E-LIM-01": (
        "“{path}”有 {n} MB，超过上限 {most} MB。请拆分，或只保留需要的图层和字段。",
        "“{path}” is {n} MB; at most {most} MB are read. Split it, or keep only what is needed.",
    ),
    "E-LIM-02": (
        "压缩包“{path}”内文件过多，上限 {most} 个。请只压缩需要的文件。",
        "Too many files in “{path}”; at most {most}. Zip only what is needed.",
    ),
    "E-LIM-03": (
        "压缩包“{path}”解压后超过 {most} MB，不予读取。请只压缩需要的文件。",
        "“{path}” unpacks to more than {most} MB and is not read. Zip only what is needed.",
    ),
    "E-LIM-04": (
        "压缩包“{path}”的压缩比超过 {most}，疑似压缩炸弹，不予读取。",
        "“{path}” is packed more than {most} : 1, as zip bombs are, and is not read.",
    ),
    "E-LIM-05": (
        "压缩包“{path}”内还有压缩包“{v}”。请解压后把图层文件直接压缩。",
        "There is another archive, “{v}”, in “{path}”. Zip the layer's own files.",
    ),
    "E-LIM-06": (
        "压缩包“{path}”内的“{v}”{why}，不予读取。",
        "“{v}” in “{path}” {why}; the archive is not read.",
    ),
    "E-LIM-07": (
        "“{path}”有 {n} 个要素，超过上限 {most}。请拆分；命令行可用 --max-features 提高。",
        "“{path}” has {n} features; at most {most} are read. Split it; on the command line "
        "--max-features raises the limit.",
    ),
    "E-LIM-08": (
        "“{path}”共有 {n} 个节点，超过上限 {most}。请先抽稀几何。",
        "“{path}” has {n} vertices; at most {most} are read. Simplify the geometry first.",
    ),
    "E-LIM-09": (
        "{at}“{path}”的一个几何有 {n} 个节点，超过上限 {most}。请先抽稀几何。",
        "{at}a geometry of “{path}” has {n} vertices; at most {most} are read. Simplify it first.",
    ),
    "E-LIM-10": (
        "“{path}”有 {n} 个字段，超过上限 {most}。请只保留需要的字段。",
        "“{path}” has {n} columns; at most {most} are read. Keep only what is needed.",
    ),
    "E-LIM-11": (
        "读取“{path}”超过 {most} 秒，已停止。请拆分或简化文件。",
        "Reading “{path}” took more than {most} s and was stopped. Split or simplify it.",
    ),
    "E-LIM-12": (
        "读取“{path}”所需内存超过上限，已停止。请拆分或简化文件。",
        "Reading “{path}” took more memory than allowed and was stopped. Split or simplify it.",
    ),
    "E-LIM-13": (
        "“{path}”读出的内容过大，已停止。请拆分或简化文件。",
        "What “{path}” holds is too large and was not read. Split or simplify it.",
    ),
    "W-FMT-01": (
        "文件里有 {n} 个网络链接（NetworkLink），其内容未读取。",
        "The file has {n} network links; what they lead to was not read.",
    ),
    "W-GEO-06": (
        "{at}几何集合已拆成 {n} 个点或面，各为一行。",
        "{at}the geometry collection was split into {n} points or polygons, a row each.",
    ),
    "W-GEO-07": (
        "{at}几何集合中的 {n} 个其他几何（线等）未采用。",
        "{at}{n} other geometries (lines and the like) of the collection were left out.",
    ),
    "W-GEO-08": (
        "{at}已略去 {n} 个小于 10 平方米的环。",
        "{at}{n} rings of less than 10 m² were left out.",
    ),
    "W-GEO-09": (
        "{at}面小于 10 平方米，未参与评价。",
        "{at}a polygon of less than 10 m²; left out.",
    ),
}

WORDS: dict[str, Texts] = {
    "nested-deep": ("嵌套过深", "nested too deeply"),
    "damaged": ("文件已损坏或不完整", "the file is damaged or not complete"),
    "broken-off": ("读取中断，文件可能已损坏", "reading broke off; the file may be damaged"),
    "zip-damaged": ("压缩包已损坏或不完整", "the zip is damaged or not complete"),
    "zip-locked": ("压缩包有密码", "the zip is locked with a password"),
    "zip-method": ("压缩方法不支持", "packed in a way that is not supported"),
    "is-link": ("是链接", "is a link"),
    "leaves-folder": ("的路径指向压缩包之外", "leads out of the archive"),
    "xml-entities": ("XML 中有实体定义", "the XML defines entities"),
    "not-xml": ("不是有效的 XML", "not valid XML"),
    "no-geo": ("没有 geo 元数据", "no “geo” metadata"),
    "not-wkb": ("几何不是 WKB 编码", "the geometry is not encoded as WKB"),
    "kind-geojson": ("GeoJSON", "GeoJSON"),
    "kind-csv": ("文本表格", "a text table"),
    "kind-xlsx": ("Excel 工作簿", "an Excel workbook"),
    "kind-shp-zip": ("压缩的 Shapefile", "a zipped Shapefile"),
    "kind-gdb-zip": ("压缩的 FileGDB", "a zipped FileGDB"),
    "kind-gpkg": ("GeoPackage", "a GeoPackage"),
    "kind-kml": ("KML", "KML"),
    "kind-kmz": ("KMZ", "KMZ"),
    "kind-dxf": ("DXF", "DXF"),
    "kind-fgb": ("FlatGeobuf", "FlatGeobuf"),
    "kind-parquet": ("Parquet", "Parquet"),
}
