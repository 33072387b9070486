"""Texts of the faults that the suitability surface adds to the message table."""

TABLE: dict[str, tuple[str, str]] = {
    "E-GEO-10": (
        "{at}几何是{type}：{option} 只接受面。{more}",
        "{at}the geometry is a {type}: {option} takes polygons only. {more}",
    ),
    "E-CRT-01": (
        "准则文件“{path}”有误：{why}。应写 path（栅格）、curve（[[原值, 0–1], …]，原值递增）、"
        "weight（不小于零）、resampling（{known}）。",
        "Criterion file “{path}” is wrong: {why}. Give path (a raster), curve ([[raw, 0–1], "
        "…], raw increasing), weight (not negative) and resampling ({known}).",
    ),
    "E-FUN-01": (
        "功能“{v}”不在规划所列之内。可用：{known}。",
        "“{v}” is not one of the plan's functions. Use {known}.",
    ),
    "E-GRD-01": (
        "分辨率 {v} 米不可用。请给 {least}–{most} 米。",
        "A resolution of {v} m cannot be used. Give {least} to {most} m.",
    ),
    "E-GRD-02": (
        "分辨率 {v} 米会有 {cells} 个格，超过 {most} 个。请放粗分辨率。",
        "A resolution of {v} m makes {cells} cells, more than {most}. Choose a coarser one.",
    ),
    "E-RAS-01": (
        "栅格“{path}”不是可读的 GeoTIFF。请另存为 GeoTIFF（.tif）。",
        "Raster “{path}” is not a readable GeoTIFF. Save it as a GeoTIFF (.tif).",
    ),
    "E-RAS-02": (
        "栅格“{path}”没有坐标系或地理参考。请先写入坐标系（如 EPSG:4490）。",
        "Raster “{path}” has no coordinate system or no geotransform. Assign one (EPSG:4490).",
    ),
    "E-RAS-03": (
        "栅格“{path}”过大（{size}），上限 {most}。请裁剪到市域或放粗分辨率。",
        "Raster “{path}” is too large ({size}); the limit is {most}. Clip it to the city first.",
    ),
    "E-RAS-04": (
        "栅格“{path}”与市域不相交。请检查坐标系和范围。",
        "Raster “{path}” does not overlap the city. Check its coordinate system and extent.",
    ),
    "E-RAS-05": (
        "栅格“{path}”没有第 {band} 波段，共 {count} 个。",
        "Raster “{path}” has no band {band}, only {count}.",
    ),
    "W-RAS-06": (
        "准则“{name}”在 {n} 个已评价的格里没有数据，那里不计入。",
        "Criterion “{name}” has no data in {n} scored cells; it is not counted there.",
    ),
    "W-SUI-01": (
        "{n} 个格没有总分：有权重的准则在那里都不适用或缺数据。",
        "{n} cells have no total: no criterion with a weight is scored there.",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "no-shape": ("空的", "blank"),
    "points-of-table": (
        "表格的坐标列每行只给出一个点；面请写在 WKT 列，或改用 .gpkg、.shp.zip、.geojson。",
        "The coordinate columns of a table give a point a row: put polygons into a column WKT, or "
        "use .gpkg, .shp.zip or .geojson.",
    ),
    "unknown-key": ("有不认识的项", "it has an unknown key"),
    "bad-path": ("path 不是文件名", "path is not a file name"),
    "bad-curve": ("curve 不合要求", "curve is not a list of [raw, 0–1] pairs with raw increasing"),
    "bad-weight": ("weight 不是不小于零的数", "weight is not a number of zero or more"),
    "bad-resampling": ("resampling 不在可用之列", "resampling is none of those known"),
    "bad-band": ("band 不是从 1 起的整数", "band is not a whole number of 1 or more"),
    "bad-name": ("name 已被占用或不可用", "name is taken or cannot be used"),
}
