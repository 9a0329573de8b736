# Two commands are all a newcomer needs: make demo, make test. `make` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
# Compiled once, a command starts in half the time, and the tests start hundreds of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check serve fix bench golden upgrade-check sabotage sbom clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

$(VENV)/bin/uv:
	@$(PYTHON) tools/bootstrap.py $(VENV)

$(VENV)/.installed: $(VENV)/bin/uv uv.lock pyproject.toml
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --no-dev --inexact --quiet
	@touch $@

$(STAMP): $(VENV)/.installed
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --inexact --quiet
	@touch $@

demo: $(VENV)/.installed ## build the demonstration city and open the site
	@BAIGONG_PROFILE=demo $(BIN)/baigong demo

serve: $(VENV)/.installed ## open the site on the data that is there
	@$(BIN)/baigong serve

test: $(STAMP) ## run every check and test, on each database that is here
	@$(BIN)/python tools/check.py

check: test ## the same as test

fix: $(STAMP) ## mend what the formatter can mend
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(STAMP) ## print the measured figures; those of the database on each engine that is here
	@$(BIN)/python tools/bench.py

upgrade-check: $(STAMP) ## migrate the city of an earlier state and compare; FROM=commit or tag
	@$(BIN)/python tools/upgrade_check.py $(if $(FROM),--from $(FROM))
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then $(BIN)/python tools/with_postgresql.py -- $(BIN)/python tools/upgrade_check.py --postgresql $(if $(FROM),--from $(FROM)); fi

golden: $(STAMP) ## write the kept texts of printed pages and workbooks anew; look at the difference
	@BAIGONG_RENEW_GOLDEN=1 $(BIN)/pytest -q -n0 tests/golden || git --no-pager diff --stat tests/golden/kept

sabotage: $(STAMP) ## take each guard away in a copy: the test named for it must go red
	@$(BIN)/python tools/sabotage.py

sbom: $(STAMP) ## write the list of parts of this release (CycloneDX) to dist/parts.json
	@mkdir -p dist && $(BIN)/python tools/parts_list.py dist/parts.json && echo dist/parts.json

clean: ## remove the environment and the demonstration data
	@rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
