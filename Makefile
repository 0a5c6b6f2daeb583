# Two commands do all the set-up: `make demo` and `make test`. They need python3 (3.11 or newer) and nothing else.

PYTHON ?= python3
PORT ?= 8765
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install demo test coverage browser check bench format docs reference changelog pictures soak lock clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Letuchka needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.self: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install: $(VENV)/.run $(VENV)/.self ## Install the program into .venv from the lock file
demo: install ## Try the whole bot without tokens (make demo PORT=8765)
	$(BIN)/letuchka demo --port $(PORT)

test: $(VENV)/.dev $(VENV)/.self browser ## Run everything that must pass
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: $(VENV)/.dev $(VENV)/.self browser ## Run the tests and say what they do not reach (slower)
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report= -p scripts.floors

APT := timeout 240 apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=15 -qq

browser: ## Install chromium where that may be done: the rehearsal page is tried in it
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && $(APT) update >/dev/null 2>&1 && \
		DEBIAN_FRONTEND=noninteractive $(APT) install -y --no-install-recommends chromium >/dev/null 2>&1; } || \
		echo "NO BROWSER: chromium is not here and could not be installed; the rehearsal page will not be tried in one" >&2

check: $(VENV)/.dev $(VENV)/.self ## Format, lint, types, import rules, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/python -m scripts.dependencies

bench: $(VENV)/.dev $(VENV)/.self ## Measure how fast it is, beside peers (make bench QUICK=--quick; docs/performance.md)
	$(BIN)/python bench/telegram_votes.py $(QUICK)
	$(BIN)/python bench/telegram_votes.py --postgres $(QUICK)
	$(BIN)/python bench/slack_votes.py $(QUICK)
	$(BIN)/python bench/slack_queue.py $(QUICK)
	$(BIN)/python bench/monday.py $(QUICK)
	$(BIN)/python bench/monday.py --postgres $(QUICK)
	$(BIN)/python bench/idle.py $(QUICK)
	$(BIN)/python bench/next_moment.py $(QUICK)
	$(BIN)/python bench/sending.py $(QUICK)
	$(BIN)/python bench/limits.py $(QUICK)
	$(BIN)/python bench/start.py $(QUICK)
	$(BIN)/python bench/growth.py $(QUICK)

format: $(VENV)/.dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev $(VENV)/.self ## Build the documentation as a site, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Open site/index.html; or serve it: $(BIN)/python -m http.server --directory site"

reference: $(VENV)/.dev $(VENV)/.self ## Write the reference pages anew from the code
	$(BIN)/python -m scripts.reference

changelog: $(VENV)/.dev ## Put the fragments of changes/ into CHANGELOG.md (make changelog VERSION=1.2.0)
	$(BIN)/towncrier build --yes --version $(VERSION)

pictures: $(VENV)/.dev $(VENV)/.self browser ## Take the pictures of the README and of docs/ (needs chromium)
	$(BIN)/python -m scripts.drawings
	$(BIN)/python -m scripts.pictures

soak: $(VENV)/.dev $(VENV)/.self ## Kill, freeze and cut off the real process under load (half an hour; see docs/reliability.md)
	$(BIN)/python -m bench.soak $(PARTS)

lock: ## Renew the lock files (needs uv)
	uv pip compile -q pyproject.toml --group build --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 -o requirements.lock
	uv pip compile -q pyproject.toml --group build --group dev -c requirements.lock --universal --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --python-version 3.11 -o requirements-dev.lock

clean: ## Remove what was installed and cached
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
