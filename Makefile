# One command for each chore. Everything is set up in .venv on first use.
#   make lint              lint fixtures/seed, with the machines it may run on
#   make lint CONFIG=PATH  lint something else
#   make test              format check, ruff, mypy --strict, and all tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?=

.PHONY: lint test generate format benchmark clean

$(VENV)/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("nginxlint needs Python 3.10 or newer" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/ready-test: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

lint: $(VENV)/ready
ifeq ($(CONFIG),)
	@$(BIN)/python fixtures/seed/make_machines.py fixtures/seed/machines >/dev/null
	@for machine in article broken healthy; do \
	    echo "== $$machine: $$(sed -n "s/^$$machine: //p" fixtures/seed/README)"; \
	    $(BIN)/nginxlint --root fixtures/seed/machines/$$machine \
	        fixtures/seed/machines/$$machine/etc/nginx/sites-enabled; \
	    test $$? -le 1 || exit 2; \
	done
else
	$(BIN)/nginxlint $(CONFIG)
endif

test: $(VENV)/ready-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	MYPYPATH=benchmarks $(BIN)/mypy benchmarks
	$(BIN)/python -m pytest --numprocesses=auto

generate: $(VENV)/ready-test
	$(BIN)/python -m nginxlint.lint.index
	$(BIN)/python -m nginxlint.cli.examples
	$(BIN)/python tools/build_docs.py
	mkdir -p docs/schemas
	$(BIN)/nginxlint config schema > docs/schemas/settings.json
	$(BIN)/nginxlint config schema report > docs/schemas/report.json

format: $(VENV)/ready-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: $(VENV)/ready-test
	$(BIN)/python benchmarks/speed.py --install

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
