# SPDX-License-Identifier: Apache-2.0
# The words of this house. `make run` and `make test` are all a newcomer needs.

PYTHON ?= python3
PORT ?= 8000
HOME_DIR ?= home
PARTS ?= 2

BIN := .venv/bin
PY := $(BIN)/python
WORDS := $(wildcard tools/words.py)
CATALOGUES := $(shell find src/gungho -name '*.po' 2>/dev/null)
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url

.DEFAULT_GOAL := dev
.PHONY: dev run demo test test-all laws lint mend types floors docs tidy cover checks \
	check words lock bench pg

# A stamp says what .venv holds: `run` is enough to serve, `dev` is everything.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Gungho needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch .venv/.run $@

# The catalogues of the screens are compiled from their sources, never committed.
.venv/.words: $(CATALOGUES) $(WORDS) | .venv/.run
	$(if $(WORDS),$(PY) tools/words.py compile)
	touch $@

dev: .venv/.dev .venv/.words

# What a home on PostgreSQL needs besides.
pg: requirements/pg.txt .venv/.run
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/pg.txt

words: .venv/.run
	$(PY) tools/words.py compile
	touch .venv/.words

run: .venv/.run .venv/.words
	$(BIN)/gungho demo --home $(HOME_DIR)
	$(BIN)/gungho serve --home $(HOME_DIR) --port $(PORT)

demo: .venv/.run .venv/.words
	folder=$$(mktemp -d) && $(BIN)/gungho demo --home "$$folder/home"; \
	code=$$?; rm -rf "$$folder"; exit $$code

# Whoever has no test left takes some from the other, so that both end together.
test: dev
	$(PY) -m pytest -q -n $(PARTS) --dist worksteal -m 'not slow and not long'

test-all: dev
	$(PY) -m pytest -q -n $(PARTS) --dist worksteal

laws: dev
	$(PY) -m pytest -q -n $(PARTS) --hypothesis-profile=deep tests/laws

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit -q -r src -c pyproject.toml

mend: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: dev
	$(BIN)/mypy

floors: dev
	$(BIN)/lint-imports --no-logo

docs: dev
	$(PY) tools/reference.py check

tidy: dev
	$(PY) tools/tidy.py

cover: dev
	$(PY) -m pytest -q -n $(PARTS) -m 'not slow and not long and not browser' \
		--cov --cov-report=json:.coverage.json
	$(PY) tools/cover.py .coverage.json

# The peers of the planner come with it; without them their lines are left out.
.venv/.bench: requirements/bench.txt | .venv/.dev
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt
	touch $@

bench: dev .venv/.bench
	$(PY) -m bench

# The laws are part of the tests; the tests come last, so that their count closes.
checks: lint types floors docs tidy demo
check: checks test

lock: .venv/.dev
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra pg -o requirements/pg.txt
	$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group bench -c requirements/dev.txt -o requirements/bench.txt
