"""Row 11: KML is read without entities, without links and without a network."""

import pytest

PLACE = """<Placemark><name>{name}</name>{extra}<ExtendedData><Data name="ZDLY"><value>P7</value>
</Data></ExtendedData><Point><coordinates>120.6,31.3,0</coordinates></Point></Placemark>"""


def kml(name="甲", extra="", doctype="", more=""):
    place = PLACE.format(name=name, extra=extra)
    opened = (
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>{doctype}
    {opened}><Document>{place}{more}</Document></kml>"""


def laughs(depth=9):
    lines = ['<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, depth)]
    return f"<!DOCTYPE kml [{''.join(lines)}]>"


def test_entities_are_refused_whatever_they_stand_for(refused, outside):
    secret = f"file://{outside.secret}"
    for doctype, name in (
        (f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{secret}">]>', "&x;"),
        (f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{outside.url}">]>', "&x;"),
        (f'<!DOCTYPE kml [<!ENTITY % x SYSTEM "{outside.url}"> %x;]>', "a"),
        (f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{secret}">]>', "unused"),
        (laughs(), "&l8;"),
        ('<!DOCTYPE kml [<!ENTITY a "' + "x" * 100_000 + '">]>', "&a;" * 1000),
    ):
        (line,) = refused(kml(name, doctype=doctype), "a.kml")
        assert line.startswith(("E-IO-01", "E-FMT-01"))
        assert "a.kml" in line


def test_an_external_dtd_is_not_fetched(taken, outside):
    table = taken(kml(doctype=f'<!DOCTYPE kml SYSTEM "{outside.url}">'), "a.kml")
    assert list(table.sites["name"]) == ["甲"]


def test_links_are_not_followed_and_said_so(taken, outside):
    link = f"<NetworkLink><Link><href>{outside.url}</href></Link></NetworkLink>"
    more = f"{link}<GroundOverlay><Icon><href>{outside.url}</href></Icon></GroundOverlay>"
    extra = f'<styleUrl>{outside.url}#s</styleUrl><Snippet xlink:href="{outside.url}"/>'
    table = taken(kml(extra=extra, more=more), "a.kml")
    assert list(table.sites["name"]) == ["甲"]
    assert any(note.startswith("W-FMT-01") for note in table.notes)


def test_a_description_stays_text(taken):
    script = "<![CDATA[<script>alert(1)</script><img src=x onerror=alert(1)>]]>"
    table = taken(kml(extra=f"<description>{script}</description>"), "a.kml")
    assert table.sites["description"][0].startswith("<script>")  # shown as text, never as HTML


@pytest.mark.parametrize("cut", [10, 60, 150, 300])
def test_a_file_cut_short_is_refused(refused, cut):
    assert refused(kml()[:cut], "a.kml")[0].startswith(("E-IO-01", "E-FMT-01"))


def test_nesting_without_end_is_refused(refused, taken):
    for name in ("Folder", "MultiGeometry", "x"):
        more = f"<{name}>" * 5000 + f"</{name}>" * 5000
        assert refused(kml(more=more), "a.kml")[0].startswith("E-IO-01")
        assert refused(kml(extra=more), "a.kml")[0].startswith("E-IO-01")
    assert len(taken(kml(more="<Folder>" * 50 + "</Folder>" * 50), "a.kml").sites) == 1
