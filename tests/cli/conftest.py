"""Fixtures of the command-line tests."""

import pytest

from tests.cli.run import Commands

SITES = """编号,名称,重点领域,经度,纬度,坐标系
1,甲,P7:0.6;P6:0.4,120.62,31.30,cgcs2000
2,乙,C2,120.98,31.38,cgcs2000
"""


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(SITES, encoding="utf-8")
    return path
