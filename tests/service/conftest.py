"""One running service for all tests of a session, with scored sites."""

import pytest

from tests.service.server import serving

SITES = """编号,名称,重点领域,经度,纬度,坐标系,备注说明
1,甲,P7:0.6;P6:0.4,120.62,31.30,cgcs2000,第一处
2,乙,C2,120.98,31.38,cgcs2000,
"""


@pytest.fixture(scope="session")
def sites_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("served") / "sites.csv"
    path.write_text(SITES, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def server(sites_file):
    with serving(sites_file, "--draws", "0") as found:
        yield found
