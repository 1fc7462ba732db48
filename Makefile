# What can be done here: `make` alone lists it. Every target may be repeated, none needs root or a service.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input
CAIO := $(VENV)/bin/caio
PYTEST := $(PYTHON) -m pytest -ra
DEMO := build/demo
# Published data that tests read; what slow tests run beside us; independent implementations, in their own environment.
DATASETS := .cache/datasets/.ready
PEERS := $(VENV)/.peers
ORACLES := .cache/oracles/.ready
# One more than the cores of the smallest machine: while one waits for its browser or server, another works.
WORKERS ?= 3
# Simulations use a core each; so does their linear algebra.
SLOW_WORKERS ?= 2
LOCK := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)
export UV_CUSTOM_COMPILE_COMMAND := make lock

# A virtual environment whose Python is gone, or that was copied from elsewhere, is made anew.
WHOLE := $(shell head -2 $(VENV)/bin/pip 2>/dev/null | grep -qF '$(CURDIR)/' && $(PYTHON) -c '' 2>/dev/null && echo yes)
ifneq ($(WHOLE),yes)
$(shell rm -f $(VENV)/.made)
endif

.PHONY: help setup demo serve test test-slow check check-lint check-types check-house bench bench-short bench-long shots lock reference browser clean

help: ## list what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.ready browser ## virtual environment, locked requirements, browser

demo: $(VENV)/.usable ## the example company, its classes and its brief, in build/demo
	@$(CAIO) demo --home $(DEMO)

serve: $(VENV)/.usable ## the web face of the example company
	@test -e $(DEMO) || $(MAKE) demo
	@$(CAIO) serve --home $(DEMO)

test: $(VENV)/.ready browser $(DATASETS) ## the tests, without the slow ones (under ten minutes)
	@$(PYTEST) -n $(WORKERS) --dist loadfile

test-slow: export OPENBLAS_NUM_THREADS := 1
test-slow: $(VENV)/.ready browser $(DATASETS) $(PEERS) $(ORACLES) ## the slow tests: heavy peers, simulations, the wheel
	@$(PYTEST) -m slow -n $(SLOW_WORKERS) --dist loadgroup --durations=25
	@if [ -n "$${CI:-}" ]; then $(MAKE) bench-short || echo "The figures could not all be taken."; fi

check: check-lint check-types check-house ## lint, format, types, imports, reference (-k: all that fails)

check-lint: $(VENV)/.ready
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

check-types: $(VENV)/.ready
	@$(PYTHON) -m mypy

check-house: export DJANGO_SETTINGS_MODULE := opencaio.site.settings
check-house: export OPENCAIO_HOME := build/nowhere
check-house: $(VENV)/.ready
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON) -m tools.purity
	@$(PYTHON) -m tools.one_door
	@$(PYTHON) -m django makemigrations --check --dry-run
	@$(PYTHON) -m tools.reference --check

bench: $(VENV)/.ready ## how fast and how good it is, against what was promised (minutes)
	@shopt -s nullglob; for file in benchmarks/[a-z]*.py; do \
		echo "== $$file"; $(PYTHON) -m "benchmarks.$$(basename "$$file" .py)"; done

bench-short: export OPENCAIO_BENCHMARK_RESULTS := build/bench
bench-short: $(VENV)/.ready ## a few of them in a minute or two, as figures without a limit; what is kept stays as it is
	@for name in classification risk value opportunity conflicts; do echo "== $$name"; $(PYTHON) -m "benchmarks.$$name"; done
	@echo "== portfolio"; $(PYTHON) -m benchmarks.portfolio --groups sac94 realistic --scale 0.1

bench-long: $(VENV)/.ready ## the same on everything there is: hours; called again, it goes on where it was
	@shopt -s nullglob; for file in benchmarks/long/[a-z]*.py; do \
		echo "== $$file"; $(PYTHON) -m "benchmarks.long.$$(basename "$$file" .py)"; done

shots: $(VENV)/.ready browser ## screenshots of the example company, in docs/pictures
	@test -e $(DEMO) || $(MAKE) demo
	@$(PYTHON) -m tools.shots --home $(DEMO) --out docs/pictures

reference: $(VENV)/.ready ## docs/reference, from the registries
	@$(PYTHON) -m tools.reference

lock: $(VENV)/.ready ## requirements/*.lock from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) pyproject.toml -o requirements/run.lock
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) requirements/oracles.txt -o requirements/oracles.lock
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) requirements/peers.txt -c requirements/dev.lock -o requirements/peers.lock
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) --no-deps requirements/datasets.txt -o requirements/datasets.lock
	@printf 'hatchling\neditables\n' | env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK) - -c requirements/dev.lock -o requirements/build.lock

browser: $(VENV)/.ready
	@$(PYTHON) -m tools.browser

clean: ## remove what was made here: environment, browser, builds
	@rm -rf $(VENV) .cache build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The three stages of the environment. Each leaves its mark only when it is complete.
$(VENV)/.made:
	@if [ "$(WHOLE)" != yes ]; then \
		python="$$(tools/find-python)"; echo "Making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV); \
	fi
	@touch $@

$(VENV)/.usable: $(VENV)/.made requirements/run.lock requirements/build.lock pyproject.toml
	@echo "Installing what OpenCAIO needs (a minute or two, once)"
	@$(PIP) install -qq --require-hashes -r requirements/run.lock
	@$(PIP) install -qq --require-hashes -r requirements/build.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready: $(VENV)/.usable requirements/dev.lock
	@echo "Installing what its tests need (a minute or two, once)"
	@$(PIP) install -qq --require-hashes -r requirements/dev.lock
	@touch $@

$(DATASETS): $(VENV)/.made requirements/datasets.lock
	@$(PIP) install -qq --require-hashes --no-deps --upgrade --target $(@D) -r requirements/datasets.lock
	@touch $@

$(PEERS): $(VENV)/.ready requirements/peers.lock
	@echo "Installing what the slow tests run beside us (some minutes, once)"
	@$(PIP) install -qq --require-hashes --no-deps -r requirements/peers.lock
	@touch $@

$(ORACLES): $(VENV)/.made requirements/oracles.lock
	@echo "Installing the libraries that results are compared with (a minute, once)"
	@rm -rf $(@D) && $(PYTHON) -m venv $(@D)/venv
	@$(@D)/venv/bin/python -m pip --disable-pip-version-check --no-input install -qq --require-hashes -r requirements/oracles.lock
	@touch $@
