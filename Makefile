# HTTP Status Lab. Needed: Python 3.11 or later, git, make. The first target builds .venv from requirements.lock.
# Options of `statuslab lab` go in ARGS: make lab ARGS="--no-browser --port 9000"
# How many test processes: make check JOBS=4. The slow tests too, as .ci/run does: make test STATUSLAB_SLOW=1
.PHONY: lab test check style types tests pages browser index frontend html site dist refresh record mutants bench bench-class bench-hub lock site-lock
.NOTPARALLEL:
unexport PYTHONDONTWRITEBYTECODE
PYTHON := .venv/bin/python
JOBS := 2
# Many tests wait for programs, kernels or browsers: one process more keeps the processors busy.
WORKERS := $(shell expr $(JOBS) + 1)
PHASE := @.ci/phase
PYTEST := $(PYTHON) -m pytest -q
NBVAL := -o addopts= -p fixed_lab --nbval --nbval-current-env --nbval-cell-timeout=300 \
         --nbval-sanitize-with=tests/nbval_sanitize.cfg

# The tests of one area, for `make check-AREA`. An area that is not listed is a folder of tests/: make check-widgets
TESTS-class := tests/live_class tests/notebook/test_classroom.py
TESTS-notebooks := tests/test_notebooks.py tests/test_readme.py tests/codes/test_index.py
TESTS-questions := tests/questions tests/oracles/test_question_proofs.py

lab: .venv/.ready  # the course, in JupyterLab, on the learner's own copy in workspace/
	@$(PYTHON) -m statuslab.cli lab $(ARGS)

test: check pages browser  # everything a contributor needs

check: style types tests  # the fast inner loop

check-%: .venv/.ready  # the tests of one area: make check-server check-class check-notebooks check-questions ...
	$(PHASE) $* $(PYTEST) -n $(JOBS) --dist worksteal --durations=3 -m "not browser" $(or $(TESTS-$*),tests/$*)

style: .venv/.ready
	$(PHASE) style sh -c "$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check ."

types: .venv/.ready
	$(PHASE) types $(PYTHON) -m mypy

tests: .venv/.ready  # all but the browser's and the slow ones
	$(PHASE) tests $(PYTEST) -n $(WORKERS) --dist worksteal --durations=10 -m "not browser"

pages: .venv/.ready  # run each page and compare its outputs with the stored ones; PAGES=notebooks/2xx_success.ipynb
	$(PHASE) pages env PYTHONPATH=tests $(PYTEST) $(NBVAL) -n $(WORKERS) --dist loadfile --durations=10 $(or $(PAGES),notebooks)
ifeq ($(STATUSLAB_SLOW),1)
	$(PHASE) pages-in-memory env PYTHONPATH=tests STATUSLAB_NETWORK=memory $(PYTEST) $(NBVAL) -n $(WORKERS) --dist loadfile \
	  $(filter-out notebooks/7_real_clients.ipynb,$(wildcard notebooks/*.ipynb))  # it runs programs that reach no lab in memory
endif

browser: .venv/.ready  # JupyterLab and the widgets in a real browser
	$(PHASE) browser $(PYTEST) -n $(WORKERS) --dist worksteal --durations=10 -rs -m browser

index: .venv/.ready  # list scenes, challenges and pages anew: codes/index.json, README.md's table, links in the pages
	$(PYTHON) -m statuslab.codes.build_index
	$(PYTHON) tests/readme.py
	$(PYTHON) tests/navigation.py
	$(PYTHON) tests/documents.py

frontend: frontend/node_modules .venv/.ready  # bundle the scripts and style sheets of frontend/src/ into src/statuslab/static/; needs node 20
	npm run --silent --prefix frontend fix && npm run --silent --prefix frontend build
	$(PYTHON) tests/pages.py restyle notebooks/*.ipynb

frontend/node_modules: frontend/package-lock.json
	npm ci --prefix frontend --no-audit --no-fund && touch $@

html: .venv/.ready  # the pages as they are stored, as a website in build/html/ that needs no server
	$(PYTHON) -m nbconvert --to html --output-dir build/html notebooks/*.ipynb \
	  --HTMLExporter.preprocessors=statuslab.notebook.html_export.HtmlLinks
	cp notebooks/*.md build/html/

site: .venv/.ready  # the course in a browser without an install, as files for any web space, in build/site/www; needs node 20
	$(PYTHON) deploy/site/build.py

dist: .venv/.ready  # the wheel and the source archive, in dist/ (RELEASING.md)
	rm -f dist/statuslab-*
	$(PYTHON) -m hatchling build

refresh: .venv/.ready  # run all pages and store their outputs in normal form
	$(PYTHON) tests/pages.py refresh notebooks/*.ipynb

record: .venv/.ready  # write down anew what the course does (tests/recorded/); ARGS="scenes cli" for some kinds
	$(PYTHON) tests/record.py $(ARGS)

mutants: .venv/.ready  # whether the tests notice small faults
	$(PYTHON) tests/mutants/run.py --jobs 2 $(ARGS)

bench: .venv/.ready  # how fast the course and its server are
	$(PYTHON) tests/bench/run.py $(ARGS)

bench-class: .venv/.ready  # how a class of 30, 200, 1000 and 4000 simulated students fares
	$(PYTHON) tests/bench/classroom.py $(ARGS)

bench-hub: .venv/.ready  # how 20 classes in a hub's service fare, and a class behind the hub's proxy; needs node 20
	$(PYTHON) tests/bench/hub.py $(ARGS)

COMPILE := $(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --no-annotate --generate-hashes \
           --no-emit-index-url --upgrade --custom-compile-command "make lock"

lock: .venv/.ready  # pin anew, by version and hash, what pyproject.toml asks for
	$(COMPILE) --extra lab --extra dev --extra build -o requirements.lock pyproject.toml
	grep '^uv==' requirements.lock | cut -d' ' -f1 | $(COMPILE) --no-deps -o .ci/uv.lock -
	$(COMPILE) --extra hub -c requirements.lock -o deploy/docker/requirements.lock pyproject.toml deploy/docker/requirements.in

site-lock: .venv/.ready  # pin anew, by version and hash, what the site is built from
	$(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --no-annotate --generate-hashes --no-emit-index-url \
	  --upgrade --custom-compile-command "make site-lock" -o deploy/site/requirements.lock deploy/site/requirements.in
	$(PYTHON) -m uv pip compile -q --python-platform wasm32-pyodide2024 --python-version 3.14 --no-annotate \
	  --generate-hashes --no-emit-index-url --upgrade --custom-compile-command "make site-lock" \
	  $(patsubst %,--no-emit-package %,jedi parso jupyterlab-widgets widgetsnbextension) \
	  --extra lab -o deploy/site/browser.lock pyproject.toml deploy/site/browser.in

.venv/.ready: requirements.lock .ci/uv.lock pyproject.toml .ci/setup
	@.ci/setup
