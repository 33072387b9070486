"""The CSV form for proposed sites: a header and one example row, readable as it stands."""

from __future__ import annotations

import csv
import io

COLUMNS = ("编号", "名称", "重点领域", "功能", "经度", "纬度", "坐标系")
EXAMPLE = ("示例1", "示例：填写前请删去本行", "P7:0.6;P6:0.4", "", "120.62", "31.30", "cgcs2000")


def site_template() -> bytes:
    """Return the form as CSV for Excel and WPS (UTF-8 with a mark, CRLF).

    坐标系 takes wgs84, cgcs2000, gcj02 (高德、腾讯), bd09 (百度) or EPSG:n; 重点领域 ids or names.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows((COLUMNS, EXAMPLE))
    return out.getvalue().encode("utf-8-sig")
