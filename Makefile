# Everything a developer or CI runs. A fresh machine needs Python 3.11 or later, make and git.
# All is installed in .venv; only a browser for the tests may be installed beside it (see tests/browser.py).

VENV := .venv
RUN := $(VENV)/bin/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement

# Two processes; the tests of one file or of one example share costly work, so they run in one of them (tests/conftest.py).
IN_GROUPS := --numprocesses 2 --dist loadscope --no-loadscope-reorder

# The tests start dozens of processes; what each of them compiles is kept for the next, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run app check test test-fast fuzz bench bench-app golden docs flowchart screenshots stale lock upgrade clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## print the recommendation for data/scenarios/online-boutique.yaml
	@$(RUN) -m advisor recommend data/scenarios/online-boutique.yaml

app: $(VENV)/run.stamp ## open the questionnaire in a web browser
	@$(RUN) -m advisor serve

check: $(VENV)/dev.stamp ## locks, style, types, layers of imports, knowledge base
	$(RUN) -m tools.lock check
	$(RUN) -m ruff check --quiet
	$(RUN) -m ruff format --check --quiet
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(RUN) -m advisor knowledge check

test: check ## the checks, then all tests
	$(RUN) -m tests.browser
	$(RUN) -m pytest $(IN_GROUPS)

test-fast: $(VENV)/dev.stamp ## the tests that need no browser and little time, in under a minute
	$(RUN) -m pytest $(IN_GROUPS) --hypothesis-profile fast -m "not browser and not slow"

fuzz: $(VENV)/dev.stamp ## try thousands of drawn problems, combinations and files, new ones in every run, for about ten minutes
	$(RUN) -m pytest tests/packing/fuzz_packing.py tests/sizing/fuzz_topologies.py --numprocesses 2
	$(RUN) -m tests.independent 500 60
	$(RUN) -m tests.importers.fuzz_imports 2000
	$(RUN) -m tests.batch.fuzz_kills 10 40

bench: $(VENV)/dev.stamp $(VENV)/cp-sat.stamp ## measure speed, memory and optimality gaps, for about an hour
	$(RUN) -m benchmarks.recommend
	$(RUN) -m benchmarks.packing
	$(RUN) -m benchmarks.public_instances
	$(RUN) -m benchmarks.small_plans
	$(RUN) -m benchmarks.batch
	$(RUN) -m benchmarks.cluster

bench-app: $(VENV)/run.stamp ## measure the app while 20 and 50 people use it, for some minutes
	$(RUN) -m benchmarks.app_load

golden: $(VENV)/dev.stamp ## freeze the reports of the example scenarios again; changed advice goes into CHANGELOG.md
	$(RUN) -m tests.regenerate

docs: $(VENV)/dev.stamp ## write the generated pages again, and build the site in build/docs
	$(RUN) -m tools.docs
	$(RUN) -m sphinx --quiet --fail-on-warning --keep-going --builder html --doctree-dir build/doctrees docs build/docs
	$(RUN) -m tools.site build/docs

flowchart: $(VENV)/dev.stamp ## distil the advisor into the pictures of README and docs, for some minutes
	$(RUN) -m tools.flowchart

screenshots: $(VENV)/dev.stamp ## take pictures of every page of the app, in build/screenshots and docs/screenshots
	$(RUN) -m tests.browser
	$(RUN) -m tools.screenshots

stale: $(VENV)/run.stamp ## list the sources that nobody has looked at for a year
	@$(RUN) -m advisor knowledge stale

lock: $(VENV)/dev.stamp ## put the dependencies of pyproject.toml into the locks, keeping locked versions
	$(RUN) -m tools.lock write

upgrade: $(VENV)/dev.stamp ## the same with the newest versions
	$(RUN) -m tools.lock upgrade

clean: ## remove .venv, what was built, and all caches
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Made from nothing whenever a lock changes, so that no package stays behind from before.
$(VENV)/run.stamp: requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and was not found;" \
		"install it, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is not Python 3.11 or later;" \
		"name one that is: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments;" \
		"install its venv module (Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Making $(VENV) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) requirements.txt
	@touch $@

# OR-Tools wants another protobuf than Streamlit, so it gets an environment of its own.
$(VENV)/cp-sat.stamp: benchmarks/requirements-cp-sat.txt $(VENV)/run.stamp
	@echo "Installing OR-Tools for the comparison ..." >&2
	@$(PYTHON) -m venv --clear $(VENV)/cp-sat
	@$(VENV)/cp-sat/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "Installing the tools for checks and tests ..." >&2
	@$(INSTALL) requirements-dev.txt
	@touch $@
