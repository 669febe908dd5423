# make run    start the bot (local chat page when there is no token)
# make test   every test          make check  format, lint, types, import rules, content
# make bench  the benchmarks      make lock   choose the pinned versions anew
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check bench lock clean

run: $(VENV)/.run-ready
	@$(BIN)/backease run

test: $(VENV)/.dev-ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/backease check content
	$(BIN)/backease pictures check

bench: $(VENV)/.dev-ready
	@for each in benchmarks/[!_]*.py; do \
		name=$$(basename $$each .py); echo "== $$name"; \
		$(BIN)/python -m benchmarks.$$name || exit 1; done

lock: $(VENV)/.dev-ready
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build pyproject.toml -o requirements.lock --upgrade
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock --upgrade

clean:
	rm -rf $(VENV)

$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run-ready: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Setting up, this takes a minute the first time."
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.made requirements-dev.lock pyproject.toml
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run-ready
