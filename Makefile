# One command per need; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q

.PHONY: help setup setup-dev run test test-postgres lint check-catalogue migrate bench bundle lock translations

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(VENV)/.installed ## install into .venv what running needs

setup-dev: $(VENV)/.installed-dev ## install into .venv what running, testing and linting need

$(VENV)/bin/python:
	@PYTHON="$(PYTHON)" bash .ci/make-venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: requirements-bench.lock $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

run: export TIDU_DEMO ?= 1
run: setup ## install, prepare the database and the demo, serve on http://127.0.0.1:8000
	@$(BIN)/tidu demo --if-empty
	@$(BIN)/tidu serve

test: setup-dev ## install what tests need and run the whole suite
	@bash .ci/make-browser
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

test-postgres: setup-dev ## the whole suite on a real PostgreSQL instead of SQLite
	@bash .ci/make-browser
	TIDU_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

lint: setup-dev ## style, types, import arrows, catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tidu rules check
	$(BIN)/tidu rules test

check-catalogue: setup ## read every rule strictly and hold every case against the engine
	$(BIN)/tidu rules check
	$(BIN)/tidu rules test

migrate: setup ## create or upgrade the database
	$(BIN)/tidu init

bench: $(VENV)/.installed-bench ## measure beside peers, write docs/benchmarks.md (SIZE=province|country, ONLY=pages,import, ROUNDS=7)
	$(BIN)/python -m bench --size $(or $(SIZE),default) --only "$(ONLY)" --rounds $(or $(ROUNDS),5) $(ARGS)

bundle: setup ## pack program and wheels for a machine without internet (PLATFORM, PYTHON_VERSION), in dist/
	bash .ci/make-bundle

translations: setup-dev ## collect texts and update the English message catalogue
	$(BIN)/pybabel -q extract -F babel.cfg -k mark -k lazy_gettext -k lazy_pgettext:1c,2 --no-location --sort-output -o messages.pot .
	$(BIN)/pybabel -q update -N -w 120 -i messages.pot -d registry/translations

lock: setup-dev ## resolve the newest allowed versions into the lock files
	$(COMPILE) --extra build -o requirements.lock
	$(COMPILE) --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --extra build --extra bench -c requirements.lock -c requirements-dev.lock -o requirements-bench.lock
