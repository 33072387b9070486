"""No page of ours needs a network: vendored files, rewritten links, one-file exports."""

import folium
import pytest

from gis_app.components import assets


@pytest.fixture(autouse=True)
def _served_from_the_root():
    yield
    assets.use_local_assets()


def links():
    return [address for _, address in (*folium.Map.default_js, *folium.Map.default_css)]


@pytest.mark.parametrize("base_url", ["", "/planner", "/planner/"])
def test_a_plain_map_links_only_to_our_own_files(base_url):
    assets.use_local_assets(base_url)
    prefix = f"{base_url.rstrip('/')}/app/static/vendor/"
    assert links()
    assert [a for a in links() if not a.startswith(prefix)] == []


def test_rewriting_twice_changes_nothing():
    assets.use_local_assets("/a")
    once = links()
    assets.use_local_assets("/a")
    assert links() == once


def test_every_file_of_the_manifest_is_there_with_a_licence():
    files = [assets.VENDOR / path for path in assets.manifest().values()]
    assert files
    assert [f for f in files if not f.is_file()] == []
    packages = {f.relative_to(assets.VENDOR).parts[0] for f in files}
    assert [p for p in packages if not (assets.VENDOR / p / "LICENSE").is_file()] == []


def test_the_vendored_files_stay_small():
    size = sum(f.stat().st_size for f in assets.VENDOR.rglob("*") if f.is_file())
    assert size < 3_600_000


def test_a_standalone_page_names_no_other_file():
    assets.use_local_assets()
    page = assets.standalone_html(folium.Map(tiles=None))
    assert "L.map(" in page
    assert "leaflet-container" in page  # the style sheet is inside
    assert "/app/static" not in page


@pytest.mark.parametrize(
    "address",
    ["https://cdn.example/x.js", "/app/static/../main.py", "/app/static/vendor/missing.js"],
)
def test_a_file_that_is_not_ours_is_refused(address):
    page = folium.Map(tiles=None)
    page.get_root().header.add_child(folium.Element(f'<script src="{address}"></script>'))
    with pytest.raises(assets.AssetError, match="not one of the files"):
        assets.standalone_html(page)


def test_a_picture_from_the_network_is_refused():
    page = folium.Map(tiles=None)
    page.get_root().html.add_child(folium.Element('<img src="//example.org/x.png">'))
    with pytest.raises(assets.AssetError, match="links to the network"):
        assets.standalone_html(page)


def test_escaped_text_has_nothing_left_to_run():
    assert set("<>\"'`$\\") & set(assets.escape("<a b='\"'>`${x}\\")) == set()


def test_images_of_style_sheets_become_data_addresses(tmp_path):
    (tmp_path / "dot.png").write_bytes(b"\x89PNG")
    sheet = tmp_path / "a.css"
    sheet.write_text("a{background:url(dot.png)} b{background:url('gone.png')} c{src:url(#x)}")
    text = assets._style(sheet)
    assert "data:image/png;base64,iVBORw==" in text
    assert 'url("data:,")' in text
    assert "url(#x)" in text
