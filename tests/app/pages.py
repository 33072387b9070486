"""Opens a page without a browser, and reads what it says."""

from streamlit.testing.v1 import AppTest

PLACE = {"at": "120.72,31.31"}


def run_check_site():
    from gis_app.views import check_site

    check_site.page()


def opened(page, **query):
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def text_of(app):
    """Return everything the page says, HTML included."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.header, app.subheader)
    plain = [element.value for kind in kinds for element in kind]
    return "\n".join([*plain, *(element.proto.body for element in app.get("html"))])


def unfolded(app, *names, lang="zh"):
    """Open folded parts of the page, whose content comes only then."""
    for name in names:
        app.session_state[f"{name}-fold-{lang}"] = True
    return app.run()


def typed(app, lon, lat, datum):
    app = unfolded(app, "coordinates")
    app.selectbox(key="datum-zh").set_value(datum)
    app.number_input(key="lon-zh").set_value(lon)
    app.number_input(key="lat-zh").set_value(lat)
    app.button(key="use-coordinate").click()
    return app.run()
