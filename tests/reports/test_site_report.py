"""The report on sites: its numbers are those of score and locate, its texts only text."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
import shapely
from docx import Document
from pypdf import PdfReader

from gis_app.components.wording import Words
from gis_app.reports import conclusion, content, site_report
from gis_app.reports.docx import docx
from gis_app.reports.fonts import REPLACEMENT
from gis_app.reports.pdf import pdf
from gis_app.writing.made import Publication, made
from layers.quoting import nested
from layers.score import score
from tests.reports.conftest import HOSTILE

ZH = Words("zh")


@pytest.fixture(scope="module")
def results(plan, sites):
    return score(plan, sites, peers=plan.peers(), draws=200, improve=True)


@pytest.fixture(scope="module")
def report(plan, sites, results):
    return site_report.site_report(plan, sites, results, made(plan), "zh")


@pytest.fixture(scope="module")
def word(report):
    return Document(io.BytesIO(docx(report)))


@pytest.fixture(scope="module")
def pages(report):
    return PdfReader(io.BytesIO(pdf(report))).pages


def text_of(document):
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join((*(p.text for p in document.paragraphs), *cells))


def squeezed(text):
    return re.sub(r"\s", "", text)


def pdf_text(pages):
    return squeezed("".join(page.extract_text() for page in pages))


def test_every_number_is_that_of_score_and_locate(plan, sites, results, word):
    text = text_of(word)
    for result, found in zip(results, site_report.located(plan, sites, "zh"), strict=True):
        assert f"{result['score']:.1f} 分" in text
        assert f"{result['low']:.1f}–{result['high']:.1f}" in text
        assert f"{result['coverage']:.0%}" in text
        for criterion in result["criteria"]:
            assert criterion["because"] in text
            assert nested(f"“{criterion['quote']}”") in text
            if criterion["value"] is not None:
                assert f"{criterion['value']:.3f}" in text
                assert f"{criterion['contribution']:.1f}" in text
        for element in found["elements"]:
            assert ZH.distance(element["distance_m"]) in text
            assert nested(f"“{element['quote']}”") in text
            assert f"{element['membership']:.2f}" in text
        for caveat in found["caveats"]:
            assert caveat in text
        for place in found["nearest_places"]:
            assert f"{place['name']} {ZH.distance(place['distance_m'])}" in text


def test_the_arithmetic_adds_up(results):
    for result in results:
        line = conclusion.arithmetic(result, ZH)
        above, below, total = re.fullmatch(
            r"规划支持度 = 100 ×（(.+)）÷（(.+)）= ([\d.]+) 分", line
        ).groups()
        value = 100 * eval(above.replace("×", "*")) / eval(below)
        assert value == pytest.approx(float(total), abs=0.25)
        given = [c["contribution"] for c in result["criteria"] if c["contribution"] is not None]
        assert sum(given) == pytest.approx(result["score"])


def test_word_and_pdf_say_the_same(report, pages):
    shown = pdf_text(pages)
    told = [squeezed(text) for text in content.texts(report)]
    lost = [t for t in told if t and REPLACEMENT not in t and "龘" not in t and t not in shown]
    pictures = {squeezed(b.alt) for s in report.sections for b in s.blocks if hasattr(b, "alt")}
    broken = [t for t in lost if t not in pictures]  # over a page end, a footer stands between
    assert len(broken) <= len(pages)
    for title in (s.title for s in report.sections):
        assert squeezed(title) in shown


def test_hostile_names_stay_text(report, word, pages):
    assert HOSTILE in text_of(word)
    assert squeezed(HOSTILE) in pdf_text(pages)
    xml = zipfile.ZipFile(io.BytesIO(docx(report))).read("word/document.xml").decode()
    assert "<script" not in xml
    assert "root:" not in pdf_text(pages)  # nothing was read from the machine


@pytest.mark.parametrize("name", ['#import "x": *', "$", "\\u{41}", "]#[", "//", "a\x00b\x0bc"])
def test_any_name_can_be_typeset(plan, sites, results, name):
    one = sites.iloc[:1].assign(name=[name])
    told = [{**results[0], "name": name}]
    report = site_report.site_report(plan, one, told, made(plan), "zh")
    clean = squeezed(name.replace("\x00", "").replace("\x0b", ""))
    assert clean in pdf_text(PdfReader(io.BytesIO(pdf(report))).pages)
    assert clean in squeezed(text_of(Document(io.BytesIO(docx(report)))))


def test_only_our_fonts_are_embedded(pages):
    names = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert all(name.startswith("SuzhouLayout") for name in names)


def test_word_names_chinese_fonts_and_official_margins(word):
    page = word.sections[0]
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    xml = word.element.xml
    for font in ("方正小标宋简体", "黑体", "仿宋"):
        assert f'w:eastAsia="{font}"' in xml
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "一、汇总"
    assert heads[-1] == "五、依据与数据说明"
    foot = "\n".join(p.text for p in page.footer.paragraphs)
    assert "内部工作示意图" in foot
    assert "PAGE" in page.footer._element.xml


def test_the_cover_says_that_it_approves_nothing(word, pages):
    assert "供选址参考，不作为审批依据" in [p.text for p in word.paragraphs]
    first = squeezed(pages[0].extract_text())
    assert "供选址参考，不作为审批依据" in first
    assert "审图号" in first


def test_words_of_statutory_documents_are_avoided(word, results):
    own = "".join(c["because"] + c["quote"] for r in results for c in r["criteria"])
    text = text_of(word).replace(own, "")
    for term in ("不符合", "违规", "偏离", "符合性审查", "最优选址", "未落实", "核心区"):
        assert term not in text


def test_public_reports_give_coarse_coordinates_only(plan, sites, results):
    told = made(plan, publication=Publication(public=True))
    exact = sites.iloc[:1].set_geometry([shapely.Point(120.6412345, 31.4212345)], crs=4326)
    report = site_report.site_report(plan, exact, results[:1], told, "zh")
    text = "\n".join(content.texts(report))
    assert "120.6412°" in text
    assert "120.64123" not in text
    assert "X（北）" not in text


def test_the_same_sites_give_the_same_bytes(plan, sites, results, told):
    one = sites.iloc[:1]
    reports = [site_report.site_report(plan, one, results[:1], told, "en") for _ in range(2)]
    assert docx(reports[0]) == docx(reports[1])
    assert pdf(reports[0]) == pdf(reports[1])


def test_a_parcel_is_told_with_its_area_and_nearest_distance(plan, sites):
    circle = sites.iloc[:1].to_crs(4549).buffer(1500)
    parcel = sites.iloc[:1].set_geometry(circle.to_crs(4326))
    point, area = (site_report.located(plan, s, "zh")[0] for s in (sites.iloc[:1], parcel))
    for far, near in zip(point["elements"], area["elements"], strict=True):
        assert near["distance_m"] == pytest.approx(max(0, far["distance_m"] - 1500), abs=60)


def test_many_sites_get_a_line_each_and_only_some_a_chapter(plan, sites, results, monkeypatch):
    monkeypatch.setattr(site_report, "MOST", 1)
    report = site_report.site_report(plan, sites, results, made(plan), "zh")
    chapters = [s.title for s in report.sections if s.apart]
    assert chapters == ["二、高铁新城地块"]
    assert len(report.sections[0].blocks[0].rows) == 3
    assert "只逐一分析前 1 处" in report.sections[0].blocks[1].text


def test_a_title_longer_than_a_property_may_be_is_cut(report):
    long = replace(report, subtitle="甲" * 300)
    title = Document(io.BytesIO(docx(long))).core_properties.title
    assert len(title) == 255
    assert title.endswith("甲…")
