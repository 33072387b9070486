"""规划落实: the matrix, the gaps, the strips and the look-up say what the assessment says."""

import csv
import io
import itertools
import re

import pytest
from streamlit.testing.v1 import AppTest

from gis_app import cache
from gis_app.components import clause_tables, portfolio_tables, strips
from gis_app.components.wording import Words
from gis_app.reading.sites import read_sites

ZH, EN = Words("zh"), Words("en")


def run_carry_out():  # the body runs in a fresh script: import inside
    from gis_app.views import carry_out

    carry_out.page()


def opened(**query):
    app = AppTest.from_function(run_carry_out, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def html_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(scope="module")
def found():
    return cache.assessed()


def test_the_page_counts_cells_and_says_why_the_indicator_is_not_counted(found):
    app = opened()
    assert not app.exception
    counts = portfolio_tables.tally(found)
    values = [m.value for m in app.metric]
    assert values == [
        str(len(found.standing)),
        *(str(counts[state]) for state in ("carried", "partly", "none")),
        "—/40",
    ]
    said = "\n".join(c.value for c in app.caption)
    assert "没有写明级别" in said
    assert "只说明本图层中没有" in said


def test_the_page_speaks_english():
    app = opened(lang="en")
    assert not app.exception
    assert app.header[0].value == "Plan and carriers"
    assert "No matching carrier yet" in html_of(app)


def test_every_cell_has_a_colour_class_and_a_word(found):
    shown = portfolio_tables.matrix(found, ZH)
    cells = re.findall(r'<td class="(\w+)" title="([^"]+)">(.*?)</td>', shown)
    assert len(cells) == len(found.coverage) == 110
    states = [state for state, _, _ in cells]
    assert {s: states.count(s) for s in set(states)} == portfolio_tables.tally(found)
    words = {s: re.sub(r"<[^>]+>", "", told) for s, _, told in cells}
    assert words == {
        "carried": "●已有载体承接",
        "partly": "◐部分承接",
        "none": "○暂无对应载体",
        "apart": "—",
    }


def test_the_file_holds_the_words_and_values_of_the_matrix(found):
    text = portfolio_tables.matrix_csv(found, ZH).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert len(head) == 12
    assert len(rows) == 11
    ring = dict(zip(head, rows[0], strict=True))
    best = found.coverage.set_index(["row", "district"]).loc[("ring", "320507"), "value"]
    assert ring["相城区"] == f"已有载体承接 {best:.2f}"
    assert ring["姑苏区"] == "暂无对应载体"


def test_gaps_are_filtered_by_district():
    app = opened()
    app.multiselect(key="gap-districts-zh").set_value(["320508"]).run()
    assert not app.exception
    table = next(t for t in map(str, html_of(app).split("<table")) if "待补清单" in t)
    rows = re.findall(r"<tr><td.*?</td>", table)
    assert rows
    assert all("姑苏区" in row for row in rows)


def test_strips_name_each_supported_carrier_once_and_no_names_overlap(found):
    for element in found.plan.elements:
        for part, drawn in zip(
            [p for p in element.parts for _ in p.courses],
            strips.element_strips(found, element, ZH),
            strict=True,
        ):
            boxes = re.findall(
                r'<text x="([\d.-]+)" y="(\d+)" font-size="12"[^>]*>([^<]+)<', drawn.svg
            )
            assert len(boxes) == drawn.svg.count("<circle") - drawn.svg.count('r="3"'), part
            spans = sorted(
                (y, float(x), float(x) + strips.text_width(name)) for x, y, name in boxes
            )
            for one, other in itertools.pairwise(spans):
                assert one[0] != other[0] or one[2] <= other[1]
            assert all(end <= strips.WIDTH and start >= 0 for _, start, end in spans)


def test_strips_mark_the_stretches_without_a_carrier(found):
    drawn = [s.svg for e in found.plan.elements for s in strips.element_strips(found, e, ZH)]
    empty = (found.stretches["clusters"] == 0).sum()
    assert sum(svg.count('class="gap"') for svg in drawn) == empty > 0


def test_a_hostile_name_cannot_leave_its_place_in_a_strip(found):
    from dataclasses import replace

    bad = '"><script>alert(1)</script>'
    changed = replace(
        found, strips=found.strips.assign(name=bad), standing=found.standing.assign(name=bad)
    )
    page = strips.document(strips.element_strips(changed, found.plan.elements[0], ZH))
    assert "&lt;script" in page
    assert "<script" not in page


def test_look_up_finds_the_same_pair_both_ways(plan):
    every = clause_tables.mentions(plan, ZH)
    assert len(every) == len(set(every))
    tie = next(t for t in plan.facts.ties if t.place and t.sectors)
    hits = [m for m in every if m.place == tie.place and m.clause == tie.clause]
    assert tie.sectors in {m.sectors for m in hits}
    assert tie.quote in clause_tables.of_clause(plan, hits, ZH)
    assert plan.facts.label(tie.clause) in clause_tables.of_place(plan, hits, EN)


def test_a_sector_is_named_only_where_the_clause_speaks_of_the_district(found):
    named = clause_tables.sector_districts(found, "P2")
    assert set(named) == set(found.plan.districts.codes)  # the plan names it everywhere
    for district, rows in named.items():
        cells = found.coverage.set_index(["row", "district"])
        assert all(cells.loc[(row, district), "concerned"] for row in rows)


def test_a_file_of_clusters_takes_the_place_of_the_shipped_ones():
    text = "名称,重点领域,级别,经度,纬度\n甲,P3,省级示范区,120.72,31.31\n乙,P7,市级,120.60,31.38\n"
    sites = read_sites(text.encode(), "clusters.csv", cache.plan().facts, crs="wgs84").sites
    other = cache.assessed(("clusters.csv",), sites)
    assert len(other.standing) == 2
    assert other.progress.count == 1
