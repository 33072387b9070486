"""The texts on coordinate systems: `message_texts.py` has the rest and says how they are made."""

from gis_app.message_texts import Texts

CRS_ZH = (
    "wgs84、cgcs2000、gcj02（高德、腾讯）、bd09（百度）、EPSG:4549、EPSG:4528、"
    "sz2000:东加常数,北加常数（苏州2000）"
)
CRS_EN = (
    "wgs84, cgcs2000, gcj02 (AMap, Tencent), bd09 (Baidu), EPSG:4549, EPSG:4528, "
    "sz2000:X0,Y0 (Suzhou 2000, false easting and northing)"
)

# How a message calls a system that it names; what is to be typed stays as it is.
SHIFTED: dict[str, Texts] = {
    "gcj02": ("高德、腾讯坐标（gcj02）", "gcj02 (AMap, Tencent)"),
    "bd09": ("百度坐标（bd09）", "bd09 (Baidu)"),
}

TABLE: dict[str, Texts] = {
    "E-CRS-01": (
        f"{{at}}{{file}}没有坐标系信息，{{looks}}请用 --crs 指明坐标系：{CRS_ZH}。",
        f"{{at}}{{file}}the coordinate system is not stated; {{looks}}give --crs: {CRS_EN}.",
    ),
    "E-CRS-02": (
        "{at}坐标（{x}, {y}）按 {name} 读取，不在苏州市域内：可能坐标系选错、经纬度颠倒"
        "或为其他城市数据。请检查坐标，或用 --crs 改指坐标系。",
        "{at}({x}, {y}) read as {name} lies outside the window around Suzhou: wrong coordinate "
        "system, swapped axes or another city. Check it, or give another --crs.",
    ),
    "E-CRS-03": (
        "{at}经度、纬度（或东、北坐标）疑似颠倒（{x}, {y}）：按 {name} 读取，对调后才在苏州市域内。"
        "请对调两列或改正列名后重试；本工具不自行对调。",
        "{at}longitude and latitude look swapped, or easting and northing ({x}, {y}): read as "
        "{name}, the point lies near Suzhou only with the two exchanged. Swap the two columns or "
        "correct their names; they are never swapped automatically.",
    ),
    "E-CRS-05": (
        "{at}坐标系（{name}）缺少转换参数：{looks}请转换为 CGCS2000 后重试。",
        "{at}no transformation parameters for {name}: {looks}convert the data to CGCS2000 first.",
    ),
    "E-CRS-06": (
        f"{{at}}不支持的坐标系“{{name}}”。{{looks}}可用：{CRS_ZH}、EPSG:4326、EPSG:4490、EPSG:3857。",
        f"{{at}}coordinate system “{{name}}” is not supported. {{looks}}Use {CRS_EN}, EPSG:4326, "
        "EPSG:4490 or EPSG:3857.",
    ),
    "E-CRS-07": (
        "文件写明的坐标系 {name} 与 --crs {crs} 不一致。请去掉 --crs，或改正文件。",
        "The file says {name}, but --crs says {crs}. Drop --crs, or correct the file.",
    ),
    "E-CRS-08": (
        "{at}坐标（{x}, {y}）的量级与坐标系 {name} 不符，{looks}请用 --crs 改指坐标系："
        f"{CRS_ZH}、EPSG:3857。",
        "{at}({x}, {y}) cannot be coordinates in {name}; {looks}give another --crs: "
        f"{CRS_EN}, EPSG:3857.",
    ),
    "W-CRS-04": (
        "坐标疑似{datum}偏移坐标（与行政区界错位约 {m} 米）：{n} {evidence}，按 WGS84 为 {one}，"
        "按它为 {other}。请确认来源；如是，请用 --crs {crs}（或改正文件所写的坐标系）重新读取。"
        "未作改动。",
        "The coordinates look like {datum}, shifted by about {m} m: {n} {evidence}: {one} if read "
        "as WGS84, {other} if read as {datum}. Find out where they come from; if it is so, read "
        "the file again with --crs {crs}, or correct the system it states. Nothing was changed.",
    ),
    "W-CRS-10": (
        "文件没有坐标系信息，按 {name} 读取。",
        "The file does not state its coordinate system; read as {name}.",
    ),
    "W-CRS-11": (
        "文件写明坐标系 {name}，按 --crs {crs} 作为偏移坐标读取。",
        "The file says {name}; read as the shifted coordinates of --crs {crs}.",
    ),
    "W-CRS-12": (
        "{at}X、Y 列按测量习惯（X 为北、Y 为东）读取。",
        "{at}columns X and Y were read as surveyors write them (X north, Y east).",
    ),
    "W-CRS-13": (
        "{at}文件自己写明坐标系 {name}，与 --crs {crs} 不同，按文件读取。",
        "{at}the file itself says {name}, not --crs {crs}; the file was followed.",
    ),
}

WORDS: dict[str, Texts] = {
    "looks-degrees": ("看起来是经纬度，", "it looks like degrees; "),
    "looks-4549": (
        "看起来是 EPSG:4549 或苏州2000（sz2000:东加常数,北加常数），二者可相差约 75 公里，须查明，",
        "it looks like EPSG:4549 or Suzhou 2000 (sz2000:X0,Y0), which may lie 75 km apart: "
        "find out which; ",
    ),
    "looks-sz2000": (
        "看起来是苏州2000（sz2000:东加常数,北加常数）或其他地方坐标系，",
        "it looks like Suzhou 2000 (sz2000:X0,Y0) or another local system; ",
    ),
    "looks-4528": ("看起来是 EPSG:4528（带号 40），", "it looks like EPSG:4528 (zone 40); "),
    "looks-4529": ("看起来是 EPSG:4529（带号 41），", "it looks like EPSG:4529 (zone 41); "),
    "looks-4499": (
        "看起来是 EPSG:4499（6度带，带号 21），",
        "it looks like EPSG:4499 (6° zone 21); ",
    ),
    "looks-123e": (
        "看起来是中央经线 123° 的投影（EPSG:4550，或 UTM 51 带 EPSG:32651），",
        "it looks like a projection with central meridian 123° (EPSG:4550, or UTM 51N "
        "EPSG:32651); ",
    ),
    "looks-3857": (
        "看起来是 EPSG:3857（Web 墨卡托），",
        "it looks like EPSG:3857 (Web Mercator); ",
    ),
    "old-datum": (
        "北京54、西安80 等旧坐标系的转换参数各地不同且不公开，本工具没有；",
        "those of old systems (Beijing 54, Xi'an 80) differ from place to place and are not "
        "public; ",
    ),
    "sz2000-constants": (
        "请用 --crs sz2000:东加常数,北加常数（米），或 --crs sz2000@东坐标,北坐标=经度,纬度"
        "（一个公共控制点，CGCS2000 度）给出；否则",
        "give --crs sz2000:X0,Y0 (false easting and northing, metres) or --crs sz2000@E,N=LON,LAT "
        "(one point known in both, CGCS2000 degrees), or ",
    ),
    "sz2000-control": (
        "控制点须写作 sz2000@东坐标,北坐标=经度,纬度，经度在前且在苏州附近；否则",
        "write the control point as sz2000@E,N=LON,LAT, longitude first and near Suzhou, or ",
    ),
    "engineering": (
        "它是没有定义的地方（工程）坐标系。如属苏州2000，请去掉文件中的坐标系说明，"
        "用 --crs 给出常数。",
        "It is a local system without a definition. If it is Suzhou 2000, remove it from the "
        "file and give --crs with the constants. ",
    ),
    "shifted-name": (
        "如属高德、百度等偏移坐标，请去掉文件中的坐标系说明，用 --crs gcj02 或 bd09 指明。",
        "If it means shifted coordinates, remove it from the file and give --crs gcj02 or bd09. ",
    ),
    "hint-overlap": (
        "个行政区面与本工具所用界线的平均重合度",
        "district polygons, mean overlap with ours",
    ),
    "hint-points": (
        "个点中落在所写行政区以外的个数",
        "points, outside the district their row names",
    ),
    "datum-gcj02": ("高德、腾讯（GCJ-02）", "AMap or Tencent (GCJ-02)"),
    "datum-bd09": ("百度（BD-09）", "Baidu (BD-09)"),
}
