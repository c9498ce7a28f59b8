# One target for each task; CI runs the same ones.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OLDEST := .venv-oldest
LOCALE := portfolio/locale
MESSAGES := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/*.po))

.PHONY: site preview docs messages test test-oldest check bench kills soak clean

site: $(READY) $(MESSAGES) ## build the example site
	$(BIN)/portfolio build
	@echo "open output/index.html"

preview: $(READY) $(MESSAGES) ## show the example site while its files are edited
	$(BIN)/portfolio serve

docs: $(READY) $(MESSAGES) ## build the documents as a site, with this program
	$(BIN)/python tests/docs_site.py output-docs
	@echo "open output-docs/index.html"

messages: $(READY) ## take new words of code and themes into the catalogues, and compile them
	PYTHONPATH=tests $(BIN)/pybabel -q extract -F babel.cfg -k gettext_noop --add-location file \
		--sort-by-file --no-wrap --project credential-portfolio -o $(READY).pot .
	$(BIN)/pybabel update -i $(READY).pot -d $(LOCALE) -D portfolio --ignore-pot-creation-date \
		--no-wrap --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel compile -d $(LOCALE) -D portfolio

$(MESSAGES): %.mo: %.po $(READY)
	$(BIN)/pybabel -q compile -i $< -o $@

test: $(READY) $(MESSAGES) ## run every test; those that start the program do not compile it each time
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

test-oldest: ## run every test, or those in TESTS, with the lowest versions in pyproject.toml
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python tests/oldest.py > $(OLDEST)/constraints.txt
	$(OLDEST)/bin/python -m pip install --quiet --upgrade pip
	$(OLDEST)/bin/python -m pip install --quiet --constraint $(OLDEST)/constraints.txt --editable '.[dev]'
	PYTHONDONTWRITEBYTECODE= $(OLDEST)/bin/python -m pytest $(TESTS)

check: $(READY) $(MESSAGES) ## format, lint, types, and whether the text of each breakage is still there
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tests/breakages.py --list

bench: $(READY) $(MESSAGES) ## time builds of generated records, beside Hugo where it is installed
	$(BIN)/python tests/bench/bench.py

kills: $(READY) $(MESSAGES) ## kill builds at every call that changes the folder, and look at what is left
	$(BIN)/python tests/soak/kills.py

soak: $(READY) $(MESSAGES) ## edit, break and mend a previewed site for ten minutes, and compare it with clean builds
	$(BIN)/python tests/soak/soak.py --minutes 10

clean: ## remove what the targets made
	rm -rf output-docs $(VENV) $(OLDEST) .portfolio .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find output -mindepth 1 ! -name .gitignore -delete

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q portfolio
	touch $@
