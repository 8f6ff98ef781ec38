# Four words: demo, test, check, bench. The first two work on a bare machine with Python >= 3.11 and make.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak format
PYTHON ?= python3
UV := .venv/bin/uv
ARGS ?=
# Where this is set every process compiles the program anew, which takes it longer than everything else until it runs.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | sort

demo: .venv/ready ## Run a hub and three partners, and watch referrals travel (ARGS="--once --json" for scripts)
	@.venv/bin/geleit demo $(ARGS)

test: .venv/ready ## Run every test; says what was skipped and why
	@.venv/bin/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder -rs $(ARGS)

check: .venv/ready ## Lint, types, layers, schemas
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/geleit schema check

bench: .venv/ready ## Measure, and write the table to deploy/BENCH.md (ARGS="--quick" for a look)
	@.venv/bin/python -m tests.bench $(ARGS)

soak: .venv/ready ## The long campaigns: the same tests with bigger numbers
	@GELEIT_SOAK=1 .venv/bin/python -m pytest -q -rs --timeout 3600 tests/keys tests/core tests/edge tests/faults \
	  tests/flows/evidence/test_checkpoint.py tests/flows/evidence/test_repair.py tests/acceptance/test_foreign_log.py \
	  tests/api/public/test_openapi_schemathesis.py tests/journeys/test_side_by_side.py \
	  tests/acceptance/test_many_processes.py $(ARGS)

format: .venv/ready ## Let ruff format the code
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Geleit needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"

.venv/ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --locked --quiet 2>.venv/sync.log || $(UV) sync --locked --quiet --system-certs \
	  || { cat .venv/sync.log; exit 1; }
	@touch $@
