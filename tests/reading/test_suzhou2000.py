"""苏州2000: constants or one control point, and never a word of them in what is said or written."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from gis_app.messages import lines
from gis_app.reading.coordinates import agreed, looks, named, stated
from gis_app.reading.suzhou2000 import MERIDIAN, by_control, suzhou2000
from layers.errors import InputError
from tests.io.small import read, refused

X0 = st.floats(-4e6, 4e6).map(lambda v: round(v, 3))
Y0 = st.floats(-4e6, 4e6).map(lambda v: round(v, 3))
LON, LAT = st.floats(119.8, 121.5), st.floats(30.6, 32.2)
FROM_CGCS2000 = Transformer.from_crs(
    "EPSG:4490", CRS(suzhou2000(5e5, 0.0).definition), always_xy=True
)
A, F = 6378137.0, 1 / 298.257222101


def meridian_arc_m(lat):
    """Return metres from the equator along a meridian, by adding up (independent of PROJ)."""
    phi = np.linspace(0.0, np.radians(lat), 200_001)
    e2 = F * (2 - F)
    m = A * (1 - e2) / (1 - e2 * np.sin(phi) ** 2) ** 1.5
    return float(((m[1:] + m[:-1]) / 2 * np.diff(phi)).sum())


def told(text):
    with pytest.raises(InputError) as caught:
        named(text)
    return lines(caught.value.faults), lines(caught.value.faults, "en")


def test_on_its_meridian_the_northing_is_the_arc_and_the_scale_is_one():
    x, y = suzhou2000(350_000.0, -3e6).from_store(120 + 47 / 60, 31.3)
    assert x == pytest.approx(350_000.0, abs=1e-4)
    assert y == pytest.approx(meridian_arc_m(31.3) - 3e6, abs=1e-3)


@settings(max_examples=20)  # each makes a projection of its own
@given(x0=X0, y0=Y0, lon=LON, lat=LAT)
def test_one_control_point_gives_the_constants_back(x0, y0, lon, lat):
    east, north = suzhou2000(x0, y0).from_store(lon, lat)
    assert by_control(east, north, lon, lat) == pytest.approx((x0, y0), abs=1e-6)


@settings(max_examples=20)  # each makes a projection of its own
@given(x0=X0, y0=Y0, lon=LON, lat=LAT)
def test_there_and_back_is_within_a_tenth_of_a_millimetre(x0, y0, lon, lat):
    crs = named(f"sz2000:{x0},{y0}")
    back = crs.to_store(*crs.from_store(lon, lat))
    assert back == pytest.approx((lon, lat), abs=1e-9)  # 1e-9° is 0.1 mm


@settings(max_examples=20)  # each makes a projection of its own
@given(x0=X0, y0=Y0, lon=LON, lat=LAT)
def test_constants_and_control_point_are_the_same_system(x0, y0, lon, lat):
    crs = named(f"sz2000:{x0},{y0}")
    east, north = crs.from_store(lon, lat)
    other = named(f"sz2000@{east:.6f},{north:.6f}={lon:.12f},{lat:.12f}")
    assert crs.is_same(other)


@pytest.mark.parametrize("lon", [120.0, 120.62, 121.3])
def test_read_as_4549_it_would_lie_some_75_km_off(lon):
    east, north = suzhou2000(500_000.0, 0.0).from_store(lon, 31.3)
    wrong, _ = named("EPSG:4549").to_store(np.float64(east), np.float64(north))
    off_m = (lon - wrong) * 111_320 * np.cos(np.radians(31.3))
    assert off_m == pytest.approx(74_500, abs=500)


@pytest.mark.parametrize("lon", [120.0, 120.62, 121.3])
def test_so_such_numbers_are_asked_for_with_both_names(lon):
    east, north = suzhou2000(500_000.0, 0.0).from_store(lon, 31.3)
    (line,) = refused(f"id,sectors,X,Y\n1,P7,{north:.3f},{east:.3f}\n", crs=None)
    assert line.startswith("E-CRS-01")
    assert "sz2000:东加常数,北加常数" in line
    if looks(east, north) == "looks-4549":
        assert "EPSG:4549 或苏州2000" in line


@pytest.mark.parametrize(
    "text",
    [
        "sz2000:350000,-3000000",
        "SZ2000: 350000.0 , -3000000",
        "苏州2000：350000，-3000000",
        "suzhou2000:350000,-3000000",
        "苏州2000坐标系:350000,-3000000",
    ],
)
def test_the_constants_may_be_written_as_people_type_them(text):
    assert named(text).is_same(suzhou2000(350_000.0, -3_000_000.0))
    assert named(text).name == "苏州2000"


@pytest.mark.parametrize(
    "text",
    [
        *("sz2000", "苏州2000", "苏州2000坐标系", "SuZhou2000", "sz2000:", "sz2000:271828.125"),
        *("sz2000:271828.125,x", "sz2000:nan,271828.125", "sz2000:inf,0", "sz2000:271828.125,1e9"),
        *("sz2000:271828125271828125,0", "sz2000@271828.125,3464000", "sz2000@271828.125,1=1"),
        *("sz2000@271828.125,3464000=31.3,120.6", "sz2000@271828.125,3464000=20.6,31.3"),
    ],
)
def test_without_constants_it_asks_for_them_and_repeats_nothing(text):
    (chinese,), (english,) = told(text)
    assert chinese.startswith("E-CRS-05: 坐标系（苏州2000）缺少转换参数")
    assert "sz2000@东坐标,北坐标=经度,纬度" in chinese
    assert "sz2000@E,N=LON,LAT" in english
    assert "271828" not in chinese + english


def test_a_file_is_read_with_the_constants_and_says_only_the_name():
    east, north = suzhou2000(271_828.125, -3_141_592.5).from_store(120.6, 31.3)
    content = f"id,sectors,东坐标,北坐标\n1,P7,{east:.4f},{north:.4f}\n"
    table = read(content, crs="sz2000:271828.125,-3141592.5")
    at = table.sites.geometry[0]
    assert (at.x, at.y) == pytest.approx((120.6, 31.3), abs=1e-8)
    kept = f"{table.notes}{table.dropped}{table.sites.to_json()}"
    assert "271828" not in kept
    assert "3141592" not in kept


def test_a_point_out_of_place_is_told_the_name_and_not_the_constants():
    lines_ = refused(
        "id,sectors,东坐标,北坐标\n1,P7,540000,3464000\n", crs="sz2000:271828.125,-3141592.5"
    )
    assert lines_[0].startswith("E-CRS-02")
    assert "苏州2000" in lines_[0]
    assert "271828" not in "".join(lines_)


def test_the_constants_show_in_no_printed_form():
    crs = named("sz2000:271828.125,-3141592.5")
    assert "271828" not in f"{crs} {crs!r} {crs.name}"
    assert crs.code is None


def wkt(x0, y0, name="SuZhou2000", version="WKT1_ESRI"):
    proj = f"+proj=tmerc +lat_0=0 +lon_0={MERIDIAN} +k=1 +x_0={x0} +y_0={y0} +ellps=GRS80"
    text = CRS.from_proj4(f"{proj} +units=m +type=crs").to_wkt(version)
    return text.replace('"unknown"', f'"{name}"', 1)


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("name", ["SuZhou2000", "unknown", "Local", "PROJ_271828"])
def test_a_file_that_states_its_own_constants_is_read_by_them(version, name):
    crs = stated(wkt(271828.125, -3141592.5, name, version))
    assert (crs.name, crs.metric, crs.code) == ("苏州2000", True, None)
    assert crs.is_same(suzhou2000(271_828.125, -3_141_592.5))


def test_what_the_file_states_and_what_is_asked_must_be_the_same_system():
    own = stated(wkt(271828.125, -3141592.5))
    assert agreed(own, named("sz2000:271828.125,-3141592.5")) == (own, [])
    for other in ("sz2000:271829.125,-3141592.5", "EPSG:4549", "gcj02"):
        with pytest.raises(InputError) as caught:
            agreed(own, named(other))
        assert caught.value.faults[0].code == "E-CRS-07"
        assert "271828" not in str(caught.value)


@given(lon=LON, lat=LAT)
def test_its_degrees_are_those_of_cgcs2000(lon, lat):
    found = suzhou2000(5e5, 0.0).from_store(lon, lat)
    assert found == pytest.approx(FROM_CGCS2000.transform(lon, lat), abs=1e-6)
