# Everything a clone needs: `make demo` shows the ledger, `make test` runs every check.
# Only Python 3.11 or later and make are needed; the environment is made in .venv.

PYTHON ?= python3
WORKERS ?= 2

BIN := .venv/bin
RUNS := .venv/.runs
READY := .venv/.ready
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard ledger/locale/*/LC_MESSAGES/*.po))

# Without byte code on disk every start of the console would compile the ledger again.
unexport PYTHONDONTWRITEBYTECODE
# A checkout is tested by what it installs, not by what happens to lie on someone's path.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: demo story test environment catalogues format format-check lint types rings dependencies files tests outside \
	wheel bench clean
.NOTPARALLEL:
.DEFAULT_GOAL := test

demo: $(RUNS) $(CATALOGUES)
	@PATH="$(CURDIR)/$(BIN):$$PATH" examples/demo.sh

# `make story NAME=wechat` lives through one of the stories of examples/README.md.
story: $(RUNS) $(CATALOGUES)
	@mkdir -p .stories && echo "*" >.stories/.gitignore
	@rm -f ".stories/$(NAME).db" ".stories/$(NAME).db-"* ".stories/$(NAME).log"
	@$(BIN)/python -m examples.live "$(NAME)" ".stories/$(NAME).db" ".stories/$(NAME).log"
	@echo "The ledger is .stories/$(NAME).db; what each command printed is in .stories/$(NAME).log."

test: format-check lint types rings dependencies files tests wheel
	@echo "make test: every check passed"

environment: $(READY) $(CATALOGUES)

# Stamps are written last, so an interrupted installation starts afresh. What the demo needs is a
# quarter of what the checks need, so it is installed first and by itself.
$(RUNS): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "There is no '$(PYTHON)' on this machine. Install Python 3.11 or later, or name one:" >&2; \
		echo "    make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The binding ledger needs Python 3.11 or later; '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1)." >&2; \
		echo "Name a later one:    make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making the environment in .venv (once)"
	@"$(PYTHON)" -m venv --clear .venv || { \
		echo "'$(PYTHON) -m venv' failed: on Debian and Ubuntu, install the package python3-venv." >&2; \
		exit 1; }
	@$(INSTALL) hatchling babel
	@$(INSTALL) --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q cli.py ledger
	@touch $@

$(READY): $(RUNS)
	@echo "Adding the tools of the checks to .venv (once)"
	@$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@

%.mo: %.po | $(RUNS)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# New sentences are added to the catalogues; the target fails while one has no translation.
catalogues: $(READY)
	$(BIN)/python -m tools.catalogues
	@$(MAKE) --no-print-directory environment

format: $(READY)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

format-check: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

rings: $(READY)
	$(BIN)/lint-imports --no-logo

dependencies: $(READY)
	$(BIN)/deptry .

files: $(READY)
	$(BIN)/python -m tools.check_files

tests: $(READY) $(CATALOGUES)
	$(BIN)/python -m pytest -n $(WORKERS) --ignore=tests/outside

# Programs of others look at our proofs: openssl, xxd, and Go with golang.org/x/mod.
outside: $(READY) $(CATALOGUES)
	$(BIN)/python -m pytest -n $(WORKERS) tests/outside

wheel: $(READY) $(CATALOGUES)
	$(BIN)/python -m tools.check_wheel

bench: $(READY)
	$(BIN)/python -m benchmarks.run

clean:
	rm -rf .venv .demo .stories build dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -f $(CATALOGUES)
	find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
