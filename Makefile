# Chores for those who work on Sotto. Users need only ./run; ./test checks everything.

BIN := .venv/bin
COMPILE := $(or $(shell command -v uv),.uv/bin/uv) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: setup lock upgrade lint format types architecture test test-all bench starter clean

setup: ## environment with the tools
	sh packaging/setup.sh test

lock: ## pin what pyproject.toml asks for, keeping the versions pinned so far
	$(COMPILE) $(LOCKFLAGS) pyproject.toml --override packaging/overrides.txt -o requirements.txt
	$(COMPILE) $(LOCKFLAGS) pyproject.toml --override packaging/overrides.txt --group dev \
		-c requirements.txt -o requirements-dev.txt
	$(COMPILE) $(LOCKFLAGS) packaging/build.in -o packaging/build.txt
	$(COMPILE) $(LOCKFLAGS) packaging/uv.in -o packaging/uv.txt

upgrade: ## pin the newest versions
	$(MAKE) lock LOCKFLAGS=--upgrade

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup
	$(BIN)/mypy

architecture: setup
	$(BIN)/lint-imports --no-logo

test:
	./test

test-all:
	./test --all

bench: setup
	$(BIN)/sotto bench all

starter: ## how the starter models are rebuilt; needs an environment with torch
	@echo "see models/recipes/: each starter model has its recipe there"

clean: ## everything that ./run and ./test made
	rm -rf .venv .uv .setup.log build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find desktop tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
