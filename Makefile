# Two commands matter: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The answers of pip's own version check are of no use here.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: run setup test lint types imports content check bench crash model eval-language eval-safety clean

# PostgreSQL's driver is an extra: it is installed where DATABASE_URL, here or in .env, names one.
DRIVER := $(if $(findstring postgres,$(DATABASE_URL) $(shell grep -hs '^ *DATABASE_URL' .env)),$(VENV)/.postgresql)

run: $(VENV)/.runtime $(DRIVER)
	@$(BIN)/python -m bot run

setup: $(VENV)/.runtime

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Karani needs Python 3.11 or later; set PYTHON=python3.11 (this is " + sys.version.split()[0] + ")") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.postgresql: pyproject.toml constraints.txt | $(VENV)/.runtime
	$(PIP) --editable '.[postgresql]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.runtime $(VENV)/.postgresql

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

content: $(VENV)/.dev
	$(BIN)/karani check-content

check: lint types imports content

test: check
	$(BIN)/pytest

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks --write

crash: $(VENV)/.dev
	$(BIN)/python -m tests.crash
	$(BIN)/python -m tests.model

model: $(VENV)/.dev
	$(BIN)/python -m tests.model

eval-language: $(VENV)/.dev
	@$(BIN)/python -m tests.language.evaluate

eval-safety: $(VENV)/.dev
	$(BIN)/python -m tests.safety.evaluate

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
