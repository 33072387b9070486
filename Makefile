# Two commands on a fresh Debian or Ubuntu machine with Python >= 3.11: `make run` and `make test`.
#   make run ARGS="--server.port=8600"    further arguments for Streamlit
#   make serve ARGS="--port 5000 FILE"     layers and scores as OGC API, on this machine
#   make test PYTEST="tests/layers -x"    further arguments for pytest;  WORKERS=0 runs one test after another
#   make test-clients                      the files we write, opened in QGIS, GDAL and LibreOffice
#   make ... PYTHON=/usr/bin/python3.12   another Python;  VENV=folder  another environment

VENV ?= .venv
WORKERS ?= auto
BIN := $(VENV)/bin

.PHONY: run serve install test test-clients machine validate bench offline offline-try lock clean

run: install
	$(BIN)/streamlit run gis_app/main.py $(ARGS)

serve: $(VENV)/.installed-requirements-serve
	$(BIN)/python -m gis_app serve $(ARGS)

install: $(VENV)/.installed-requirements

# Each lock is installed again only when it has changed.
$(VENV)/.installed-%: %.txt
	@PYTHON="$(PYTHON)" tools/install.sh "$(VENV)" $<
	@$(BIN)/python -c "from layers.tiles import warm; warm()" # compiles once what measures many points
	@touch $@

test: $(VENV)/.installed-requirements-test machine
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile $(PYTEST)
	tools/check_clean_copy.sh $(BIN)/python

# The files we write, opened by other programs: QGIS, Debian's own GDAL, LibreOffice; the app behind nginx. Not part of
# `make test`: the programs are large.  PICTURES=folder keeps what QGIS has drawn.
test-clients: $(VENV)/.installed-requirements-test
	@tools/machine.sh python3-qgis gdal-bin libreoffice-calc fonts-noto-cjk chromium nginx-light
	$(BIN)/python -m pytest tests/clients $(PYTEST)

# Chromium and a Chinese font for the browser tests, PostGIS for those of the database, when apt
# may install them.
machine:
	@tools/machine.sh chromium fonts-noto-cjk postgresql-postgis

# The check of the method against the plan's own clusters: writes docs/validation.md.
validate: install
	$(BIN)/python -m gis_app.validate

# Speed beside GeoPandas, DuckDB, edt and HiGHS, as ratios of one interleaved run: writes benchmarks/RESULTS.md.
bench: $(VENV)/.installed-requirements-bench
	$(BIN)/python -m benchmarks $(ARGS)

# One archive for machines without a network (dist/…-offline.zip): program, data, fonts, and wheels for Linux and
# Windows.  ARGS="--target linux-x86_64-3.11" makes a smaller one;  make offline-try installs and runs it offline.
offline: install
	$(BIN)/python tools/offline/build.py $(ARGS)

offline-try:
	@for archive in dist/*-offline.zip; do tools/offline/try.sh "$$archive"; done

# For maintainers: compile both locks from pyproject.toml; UPGRADE=--upgrade takes newer versions.
lock: $(VENV)/.installed-requirements
	tools/lock.sh "$(VENV)" $(UPGRADE)

clean:
	rm -rf "$(VENV)" .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist gis_app/static/gen
