"""Sector mixes as people write them."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import mix as module
from layers.errors import InputError
from layers.mix import mix_text, parse_mix
from tests.io.small import SECTORS

IDS = [s.id for s in SECTORS]


def parsed(text):
    return parse_mix(text, SECTORS)[0]


def faults(text):
    with pytest.raises(InputError) as caught:
        parse_mix(text, SECTORS)
    return [fault.code for fault in caught.value.faults]


def test_no_more_unknown_words_are_looked_up_than_are_told(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "_nearest", lambda word, _: asked.append(word) or [])
    assert faults("甲乙;" * 300) == ["E-ATT-01"] * module.MOST_UNKNOWN
    assert len(asked) == module.MOST_UNKNOWN


@pytest.mark.parametrize(
    ("text", "mix"),
    [
        ("P7", {"P7": 1.0}),
        ("p7", {"P7": 1.0}),
        ("P7;P6", {"P7": 0.5, "P6": 0.5}),
        ("P7:0.6;P6:0.4", {"P7": 0.6, "P6": 0.4}),
        ("P7：0.6；P6：0.4", {"P7": 0.6, "P6": 0.4}),
        ("Ｐ７：６０％、物流：４０％", {"P7": 0.6, "P6": 0.4}),
        ("商务服务，现代物流", {"P7": 0.5, "P6": 0.5}),
        ("Business services; modern LOGISTICS", {"P7": 0.5, "P6": 0.5}),
        ("Inspection, testing and certification", {"P4": 1.0}),
        ("P7:3;P6:1", {"P7": 0.75, "P6": 0.25}),
        ("P7:0.5;商务:0.5", {"P7": 1.0}),
        ("P7;P7", {"P7": 1.0}),
    ],
)
def test_ids_names_aliases_and_full_width_are_understood(text, mix):
    assert parsed(text) == pytest.approx(mix)


@pytest.mark.parametrize(
    ("code", "ident"), [("L72", "P7"), ("7211", "P7"), ("L726", "P8"), ("7263", "P8"), ("58", "P6")]
)
def test_a_gbt_code_means_the_sector_with_the_longest_matching_code(code, ident):
    assert parsed(code) == {ident: 1.0}


@pytest.mark.parametrize("text", ["", "  ", ";；", None, 7])
def test_blank_is_refused(text):
    assert faults(text) == ["E-ATT-02"]


def test_every_unknown_sector_is_named_with_the_nearest_ones():
    with pytest.raises(InputError) as caught:
        parse_mix("现代物流业;P6;M99", SECTORS)
    first, second = caught.value.faults
    assert (first.code, first.facts["v"]) == ("E-ATT-01", "现代物流业")
    assert str(first.facts["cands"]).startswith("P6 现代物流")
    assert not re.search("[\u4e00-\u9fff]", str(first.facts["cands_en"]))
    assert second.facts["v"] == "M99"


@pytest.mark.parametrize("share", ["0", "-1", "nan", "inf", "1e999", "x", "", "9" * 400, "0.0"])
def test_a_share_that_is_not_a_positive_number_is_refused(share):
    assert faults(f"P7:{share};P6:1") == ["E-ATT-03"]


def test_shares_for_some_sectors_only_are_refused():
    assert faults("P7:0.6;P6") == ["E-ATT-04"]


def test_scaling_and_equal_shares_are_told():
    assert [n.code for n in parse_mix("P7:3;P6:1", SECTORS)[1]] == ["W-ATT-06"]
    assert [n.code for n in parse_mix("P7;P6", SECTORS)[1]] == ["W-ATT-05"]
    assert parse_mix("P7:0.6;P6:0.4", SECTORS)[1] == ()
    assert parse_mix("P7", SECTORS)[1] == ()


MIXES = st.dictionaries(st.sampled_from(IDS), st.floats(1e-6, 1e6), min_size=1)


@given(MIXES)
def test_shares_sum_to_one_and_keep_their_proportions(shares):
    mix = parsed(";".join(f"{k}:{v:.9f}" for k, v in shares.items()))
    assert sum(mix.values()) == pytest.approx(1.0, abs=1e-12)
    total = sum(shares.values())
    assert mix == pytest.approx({k: v / total for k, v in shares.items()}, rel=1e-2, abs=1e-9)


@given(st.dictionaries(st.sampled_from(IDS), st.integers(1, 99), min_size=1), st.integers(1, 9))
def test_the_scale_of_the_shares_does_not_matter(shares, factor):
    once = parsed(";".join(f"{k}:{v}" for k, v in shares.items()))
    more = parsed(";".join(f"{k}:{v * factor}" for k, v in shares.items()))
    assert once == pytest.approx(more, abs=1e-12)


@given(st.dictionaries(st.sampled_from(IDS), st.integers(1, 99), min_size=1))
def test_a_mix_written_and_read_again_is_the_same(shares):
    mix = parsed(";".join(f"{k}:{v}" for k, v in shares.items()))
    again, notes = parse_mix(mix_text(mix), SECTORS)
    assert again == pytest.approx(mix, abs=1e-5)
    assert "W-ATT-06" not in {note.code for note in notes}


@pytest.mark.parametrize("least", [1e-4, 3e-5, 1e-6, 1e-7, 1e-9])
def test_a_mix_with_a_tiny_share_is_read_again(least):
    mix = {IDS[0]: 1.0 - least, IDS[1]: least}
    assert parsed(mix_text(mix)).get(IDS[1], 0.0) == pytest.approx(least, abs=1e-6)


@given(st.text(max_size=40))
def test_any_text_is_a_mix_or_a_fault(text):
    with suppress(InputError):
        assert set(parsed(text)) <= set(IDS)
