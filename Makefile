# Every chore by name. `make demo` and `make test` set up all they need on a fresh machine.
PY      ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
# One more than the gate has cores: many tests wait for a process, a browser or a database.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help demo test serve setup lint types format browser notebooks docs bench bench-scheduling bench-matching bench-b2b bench-repair bench-database load wheel lock clean fuzz kill screens

help:            ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

setup: $(READY)  ## Make .venv and install (CPU torch first, the rest as locked)

$(READY): pyproject.toml constraints.txt
	$(PY) tools/set_up.py $(VENV)
	@touch $@

demo: $(READY)   ## The main job on the sample event; outputs in demo-output/
	$(BIN)/confab demo

serve: $(READY)  ## The site on http://127.0.0.1:8000 with the demo event in it
	$(BIN)/confab serve

test: $(READY)   ## All tests
	$(BIN)/pytest -n $(WORKERS)

browser: $(READY) ## Browser tests only
	$(BIN)/pytest -m browser

lint: $(READY)   ## Format, lint, templates, import contracts, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/djlint templates --lint --quiet

format: $(READY) ## Put code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

notebooks: $(READY) ## Run every notebook on small slices
	$(BIN)/python tools/run_notebooks.py

bench: bench-scheduling bench-b2b bench-repair bench-matching bench-database ## All benchmarks but kill and load (over an hour)

bench-scheduling: $(READY) ## Schedules of 10 to 50,000 people beside other ways; stops; real matrices
	$(BIN)/python -m benchmarks.scheduling --full
	$(BIN)/python -m benchmarks.stopping
	$(BIN)/python -m benchmarks.selection

bench-b2b: $(READY) ## The B2B meeting scheduling problem, all published files
	$(BIN)/python -m benchmarks.b2b --files all

kill: $(READY)   ## Kill processes of the site at random moments on both databases; KILLS=100
	$(BIN)/python -m benchmarks.kill $(or $(KILLS),100)

fuzz: $(READY)   ## Hostile values to every route on both databases; MINUTES=10, SEED=... to repeat
	$(BIN)/python -m benchmarks.fuzz --minutes $(or $(MINUTES),10) $(if $(SEED),--seed $(SEED))

bench-repair: $(READY) ## Repair on the day beside a fresh timetable
	$(BIN)/python -m benchmarks.repair

bench-matching: $(READY) ## Candidate pairs, matches after an edit, and embedding
	$(BIN)/python -m benchmarks.matching --full
	$(BIN)/python -m benchmarks.renewal
	$(BIN)/python -m benchmarks.embedding

bench-database: $(READY) ## Events of 2,000, 10,000 and 50,000 people through the database
	$(BIN)/python -m benchmarks.through_the_database --people 2000,10000,50000

load: $(READY)   ## A site under load at 150 to 10,000 people, both databases (half an hour at most)
	$(BIN)/python -m benchmarks.web

docs: $(READY)   ## Regenerate the generated pages of docs/
	$(BIN)/python tools/write_docs.py

screens: $(READY) ## Draw the screenshots of docs/screens/ (needs Chromium)
	$(BIN)/python tools/write_screens.py

wheel: $(READY)  ## Build the wheel; try the demo from it in a fresh environment (installs all anew)
	$(BIN)/python tools/try_wheel.py

lock:            ## Resolve again (needs uv) and write constraints.txt
	$(BIN)/uv lock
	$(BIN)/uv export -q --no-hashes --all-extras --all-groups --no-emit-project --format requirements-txt -o constraints.txt
	sed -i '/^    #/d;/^torch==/d;/^#/d' constraints.txt

clean:           ## Remove what the demo made
	rm -rf demo-output data
