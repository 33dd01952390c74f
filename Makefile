# The two commands that matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install run test check bench screenshots sizes clean

help:  ## Say what there is to run
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

install: $(STAMP)  ## Make .venv with everything in it, the bot command too

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV), about a minute …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: install  ## Start the demo: the assistant, stand-ins for Xero and HearLink, a page to chat on
	$(BIN)/bot demo --port $(PORT)

check: install  ## Format, lint, types, import rules, the knowledge files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bot knowledge lint

test: check  ## Everything: the checks, then every test, the browser's too
	@scripts/browser
	$(BIN)/bot knowledge train  # once, or both halves of the tests would do it at the same time
	$(BIN)/pytest -n 2 --dist loadgroup

bench: install  ## Measure, each figure beside a baseline of the same run
	$(BIN)/python -m benchmarks

screenshots: install  ## Write pictures of every state of the widget to screenshots/
	@scripts/browser
	SCREENSHOTS=screenshots $(BIN)/pytest tests/browser -q

sizes: install  ## Weigh what a host page loads
	$(BIN)/python -m benchmarks.sizes

clean:  ## Remove what was made here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist var screenshots
