"""What the processes say of themselves: their inputs as JSON schema, in both languages."""

from __future__ import annotations

from typing import Any

from gis_app.writing.made import INTERNAL

Json = dict[str, Any]

LIMITS = {"minimum": "≥", "maximum": "≤", "maxItems": "≤"}
MOST_SITES = 2000
MOST_DRAWS = 2000
VERSION = "1.0.0"


def _text(chinese: str, english: str) -> dict[str, str]:
    return {"zh": chinese, "en": english}


def _input(
    title: dict[str, str], schema: Json, about: dict[str, str] | None = None, *, required: bool
) -> Json:
    return {
        "title": title,
        "description": about or title,
        "schema": schema,
        "minOccurs": int(required),
        "maxOccurs": 1,
    }


LANG = _input(
    _text("文字语言", "language of texts"),
    {"type": "string", "enum": ["zh", "en"], "default": "zh"},
    required=False,
)
CRS_ABOUT = _text(
    "wgs84、cgcs2000、gcj02、bd09、EPSG:4549、EPSG:4528；unknown 表示不清楚",
    "wgs84, cgcs2000, gcj02, bd09, EPSG:4549, EPSG:4528; unknown if nobody knows",
)


def _degrees(title: dict[str, str]) -> Json:
    return _input(title, {"type": "number"}, required=True)


LOCATE: Json = {
    "id": "locate",
    "version": VERSION,
    "title": _text("查询一点的位置关系", "Where a point lies"),
    "description": _text(
        f"一点与板块、一环两轴四带和规划载体的位置关系。{INTERNAL['zh']}",
        f"Where a point lies relative to districts, elements and places. {INTERNAL['en']}",
    ),
    "keywords": ["locate", "位置"],
    "links": [],
    "jobControlOptions": ["sync-execute"],
    "outputTransmission": ["value"],
    "inputs": {
        "lon": _degrees(_text("经度（或东坐标）", "longitude, or east")),
        "lat": _degrees(_text("纬度（或北坐标）", "latitude, or north")),
        "crs": _input(
            _text("坐标系", "coordinate system"),
            {"type": "string", "default": "wgs84"},
            CRS_ABOUT,
            required=False,
        ),
        "lang": LANG,
    },
    "outputs": {
        "sheet": {
            "title": _text("位置关系", "the sheet"),
            "schema": {"type": "object", "contentMediaType": "application/json"},
        }
    },
    "example": {"inputs": {"lon": 120.62, "lat": 31.3}},
}

SCORE: Json = {
    "id": "score",
    "version": VERSION,
    "title": _text("评价规划支持度", "Score sites against the plan"),
    "description": _text(
        f"按规划条款给每个地点计分并说明理由；选址参考，不作为审批依据。{INTERNAL['zh']}",
        f"Scores every site by the plan's clauses, with reasons; no approval. {INTERNAL['en']}",
    ),
    "keywords": ["score", "评价"],
    "links": [],
    "jobControlOptions": ["sync-execute"],
    "outputTransmission": ["value"],
    "inputs": {
        "sites": _input(
            _text("地点（点或面）", "the sites: points or polygons"),
            {
                "type": "object",
                "required": ["type", "features"],
                "properties": {
                    "type": {"const": "FeatureCollection"},
                    "features": {"type": "array", "maxItems": MOST_SITES},
                },
            },
            _text(
                f"GeoJSON，最多 {MOST_SITES} 个；属性 id、name、sectors（P7:0.6;P6:0.4）、function",
                f"GeoJSON, at most {MOST_SITES}; id, name, sectors (P7:0.6;P6:0.4), function",
            ),
            required=True,
        ),
        "crs": _input(
            _text("坐标如何读", "how to read the coordinates"),
            {"type": "string"},
            CRS_ABOUT,
            required=False,
        ),
        "with": _input(
            _text("同业载体图层", "clusters to compare with"),
            {"type": "string", "enum": ["clusters", "places", "none"], "default": "clusters"},
            required=False,
        ),
        "peers": _input(
            _text("各地点互为同业", "the sites are each other's peers too"),
            {"type": "string", "enum": ["file"]},
            required=False,
        ),
        "weights": _input(
            _text("权重方案", "weights"),
            {"type": "string", "enum": ["roc", "equal", "ranksum"], "default": "roc"},
            required=False,
        ),
        "draws": _input(
            _text("区间的抽样次数", "draws of the interval"),
            {"type": "integer", "minimum": 0, "maximum": MOST_DRAWS, "default": 0},
            required=False,
        ),
        "seed": _input(
            _text("随机种子", "seed of the draws"),
            {"type": "integer", "minimum": 0, "default": 0},
            required=False,
        ),
        "lang": LANG,
    },
    "outputs": {
        "scores": {
            "title": _text("评价结果", "the scores"),
            "schema": {"type": "object", "contentMediaType": "application/json"},
        }
    },
    "example": {
        "inputs": {
            "sites": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"id": "1", "name": "甲", "sectors": "P7"},
                        "geometry": {"type": "Point", "coordinates": [120.62, 31.3]},
                    }
                ],
            }
        }
    },
}

PROCESSES = {"locate": LOCATE, "score": SCORE}
