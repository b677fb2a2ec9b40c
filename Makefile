# Two commands do all the set-up: `make check` judges the example, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
AS_OF ?= 2026-11-20
# Tests wait for processes and browsers a sixth of their time: one more than there are processors.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: check test lint docs lock bench clean

check: $(VENV)/.base
	$(BIN)/assay check examples/checkout --as-of $(AS_OF) --fail-on never

test: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/check_against_floor.py $(TREE)

lock: $(VENV)/.uv
	$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o locks/base.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group dev -o locks/dev.txt

$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	touch $@

$(VENV)/.base: $(VENV)/.uv locks/base.txt pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r locks/base.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.dev: $(VENV)/.base locks/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/dev.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
