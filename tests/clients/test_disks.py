"""The project store on a full file system and over a cut of the power, on disks of our own.

Mounting them takes rights that not every machine gives, so that these are not part of `make test`.
"""

import pytest

from tests.projects import full_disk, power

CUTS = 3


def test_a_full_file_system_keeps_what_was_there_to_read_and_to_change_later(tmp_path):
    if not full_disk.possible():
        pytest.skip("this system gives users no mounts of their own")
    seen = full_disk.tried(tmp_path)
    assert seen["saved"] > 1
    assert [seen["code"], seen["again"], seen["at last"]] == ["E-PRJ-05"] * 3
    assert "空间不足" in seen["said"][0]
    assert seen["free"] == 0
    assert seen["kept"], "that program and one started meanwhile read the version before"
    assert seen["settled"] == [0, ["projects.sqlite"]]
    assert seen["kept later"], "even where there is no room for what SQLite keeps beside the file"
    assert seen["later"], "with room again the next save is kept"
    assert seen["version"] == seen["saved"] + 1


def test_a_cut_of_the_power_loses_no_save_that_was_acknowledged(tmp_path):
    if not power.possible():
        pytest.skip("only root can mount a file as a disk, and not on every system")
    seen = power.tried(tmp_path, CUTS)
    assert seen["cuts"] == CUTS
    assert seen["saves"] >= CUTS
