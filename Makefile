# The same verbs on a laptop, in a hook and in CI.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# pip's and npm's own chatter says nothing to a newcomer.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help run dev test check messages seed bench lighthouse sbom pins lock clean tools

help:
	@echo "make run       start the portal (PORT=8000)"
	@echo "make dev       start it for development: files are reloaded"
	@echo "make test      all tests; with DATABASE_URL on PostgreSQL"
	@echo "make check     lint, types, layering, catalogs, migrations, templates"
	@echo "make messages  collect the texts of the interface into locales/"
	@echo "make seed      load the demonstration content that is missing"
	@echo "make bench     measure page types: queries, CPU, rates, bytes"
	@echo "make lighthouse  grade pages with Lighthouse; best on a quiet machine"
	@echo "make sbom      write var/sbom.json, the list of all packages"
	@echo "make pins      is every pin the newest patch of its series? asks the package indexes"
	@echo "make lock      compile requirements*.txt and package-lock.json anew"

run: tools .venv/run node_modules/.run
	@$(MANAGE) start

dev: tools .venv/dev node_modules/.dev
	@DEBUG=true $(MANAGE) start --prepare-only
	@DEBUG=true SECOND_FACTOR=$${SECOND_FACTOR:-false} $(MANAGE) runserver $${PORT:-8000}

seed: tools .venv/run node_modules/.run
	@$(MANAGE) compile_catalogs && $(MANAGE) migrate -v0 && $(MANAGE) seed_demo

test: tools .venv/dev node_modules/.dev
	@$(BIN)/python -m tests.chromium
	@$(MANAGE) compile_catalogs -v0
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 $(PYTEST)

check: tools .venv/dev node_modules/.dev
	@$(MANAGE) compile_catalogs -v0
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) check_templates
	$(MANAGE) check_catalogs

messages: tools .venv/dev
	@command -v xgettext >/dev/null || { echo "make messages needs the gettext tools. Debian: apt-get install gettext; macOS: brew install gettext"; exit 1; }
	@$(MANAGE) collect_messages

bench: tools .venv/dev node_modules/.dev
	@$(MANAGE) compile_catalogs -v0
	@$(BIN)/python -m tests.bench

lighthouse: tools .venv/dev node_modules/.dev
	@$(BIN)/python -m tests.chromium
	@$(MANAGE) compile_catalogs -v0
	@$(BIN)/python -m tests.lighthouse

sbom: tools .venv/dev
	@$(BIN)/python -m tests.sbom

pins: tools .venv/dev
	@$(BIN)/python -m tests.newest_patches

lock: .venv/dev
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

tools:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: the portal needs Python 3.11 or newer (python3)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The portal needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Debian: apt-get install python3-venv"; exit 1; }
	@command -v npm >/dev/null || { echo "Node is missing: the portal takes its icons from npm. Install Node 20 or newer."; exit 1; }

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing Python packages ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing Python packages for development ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/run

# No package may run a script of its own while it is installed.
NPM := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

node_modules/.run: package-lock.json
	@echo "Installing npm packages ..."
	@$(NPM) --omit=dev
	@touch $@

node_modules/.dev: package-lock.json
	@echo "Installing npm packages for development ..."
	@$(NPM)
	@touch $@ node_modules/.run

clean:
	rm -rf .venv node_modules var .mypy_cache .ruff_cache .pytest_cache
