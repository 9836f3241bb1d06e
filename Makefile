# Last Badge: every target does its own set-up; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
.DEFAULT_GOAL := help
.PHONY: demo test test-quick check bench browser help

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(READY): setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(DEV_READY): setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(READY)

demo: $(READY) ## a sample event that is happening now, all doors open
	$(BIN)/last-badge demo $(ARGS)

browser: $(DEV_READY) ## the browser the tests drive, where it is missing
	@$(BIN)/python -m tests.browser

test: $(DEV_READY) browser ## every test, the browser and the crash tests included
	$(BIN)/python -m pytest $(ARGS)

test-quick: $(DEV_READY) ## every test that starts neither a browser nor a server
	$(BIN)/python -m pytest -m 'not process' -n auto $(ARGS)

check: $(DEV_READY) ## lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV_READY) browser ## the figures, printed; see tests/bench
	$(BIN)/python -m tests.bench $(ARGS)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
