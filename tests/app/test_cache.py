"""What the app writes for the browser, and where its sums are done."""

import threading

from gis_app import cache
from gis_app.components.layout_map import map_document


def test_the_map_is_written_once_and_whole(plan, tmp_path):
    document = map_document(plan, lang="zh")
    folder = tmp_path / "static" / "gen"
    cache.publish(document, folder)
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert written == document.files
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    cache.publish(document, folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_only_shipped_layers_are_written(plan):
    names = {name.partition(".")[0] for name in map_document(plan, lang="en").files}
    assert "sites" not in names
    assert "layout-en" in names


def test_sums_are_done_in_threads_that_stay():
    names = {
        cache.workers().submit(lambda: threading.current_thread().name).result() for _ in "abcd"
    }
    assert names <= {"assess_0", "assess_1"}
    assert cache.workers() is cache.workers()
