# HTTP Status Lab. Needed: Python 3.11 or later, git, make. The first target builds .venv from requirements.lock.
# Options of `statuslab lab` go in ARGS: make lab ARGS="--no-browser --port 9000"
.PHONY: lab test check index frontend refresh record mutants bench bench-class lock
unexport PYTHONDONTWRITEBYTECODE
PYTHON := .venv/bin/python
NBVAL := -o addopts= -p fixed_lab --nbval --nbval-current-env --nbval-cell-timeout=60 \
         --nbval-sanitize-with=tests/nbval_sanitize.cfg

lab: .venv/.ready  # the course, in JupyterLab, on the learner's own copy in workspace/
	@$(PYTHON) -m statuslab.cli lab $(ARGS)

test: check  # everything: style, types, unit tests; each page against a fresh run; a real browser
	PYTHONPATH=tests $(PYTHON) -m pytest -q $(NBVAL) notebooks
	$(PYTHON) -m pytest -rs -m browser

check: .venv/.ready  # the fast inner loop: style, types, unit tests
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
	$(PYTHON) -m pytest -q -m "not browser"

index: .venv/.ready  # list scenes, challenges and pages anew (src/statuslab/codes/index.json, the table in README.md)
	$(PYTHON) -m statuslab.codes.build_index
	$(PYTHON) tests/readme.py

frontend: frontend/node_modules  # bundle the scripts and style sheets of frontend/src/ into src/statuslab/static/; needs node 20
	npm run --silent --prefix frontend fix && npm run --silent --prefix frontend build

frontend/node_modules: frontend/package-lock.json
	npm ci --prefix frontend --no-audit --no-fund && touch $@

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

lock: .venv/.ready  # pin anew what pyproject.toml asks for
	$(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --extra dev --no-annotate --upgrade \
	  --custom-compile-command "make lock" -o requirements.lock pyproject.toml

.venv/.ready: requirements.lock pyproject.toml .ci/setup
	@.ci/setup
