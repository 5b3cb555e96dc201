# `make` alone lists the targets. Everything runs from a bare clone: each target sets up what it needs first.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

# Some machines forbid Python to keep what it compiled: then each of the hundreds of processes here
# compiles it all again, which is half of what its start costs.
unexport PYTHONDONTWRITEBYTECODE

# The machine's own certificates: behind an authority's inspecting proxy uv knows no others.
export UV_SYSTEM_CERTS ?= true

# setup.sh puts the uv that it found or brought here.
run := .local/bin/uv run --no-sync
# Each worker has a Kafka and a PostgreSQL of its own; given servers are for one at a time. Three on
# two cores: a third of their time they wait for servers to come and go.
workers := $(if $(CHITIEU_KAFKA_BOOTSTRAP)$(CHITIEU_DATABASE_URL),0,3)

.PHONY: help setup demo up down test compiled lint backtest bench faults soak fuzz clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

setup: ## bring uv, the Python environment, Java, Maven, PostgreSQL and Kafka's jars where missing
	@infra/local/setup.sh

demo: setup ## play real plans of Đồng Tháp through the whole stack, print the results, end
	@$(run) chitieu demo

up: setup ## play the demo and stay, with the page at the printed address; Ctrl-C ends it
	@$(run) chitieu demo --stay

down: setup ## end the local stack, and what a killed one left
	@$(run) chitieu down

test: ## lint, then every test, on a real Kafka and PostgreSQL and in a real browser
	@infra/local/setup.sh --tests
	@$(MAKE) --no-print-directory -j 2 lint compiled
	$(run) pytest -n $(workers) --dist loadfile --no-loadscope-reorder

# mypy leaves a core idle: meanwhile the tests are compiled once, or every worker does it for itself.
compiled: setup
	@$(run) pytest --collect-only --quiet >/dev/null 2>&1 || true

lint: setup ## ruff, mypy --strict and the import rules
	$(run) ruff check
	$(run) ruff format --check
	$(run) mypy
	$(run) lint-imports

backtest: setup ## hold forecasts against recorded outcomes, beside the methods in use; fails below its limits
	@$(run) python -m tests.backtest

bench: setup ## measure live, rebuild, verify and latency beside their limits; EVENTS=1000000 OUT=file.json
	@$(run) python -m tests.bench $(if $(EVENTS),--events $(EVENTS)) $(if $(OUT),--out $(OUT))

faults: setup ## a hundred faults aimed inside the work of the services, and a checker of every promise; KILLS=100 SEED=7
	@$(run) python -m tests.faults --kills $(or $(KILLS),100) $(if $(SEED),--seed $(SEED))
	@$(run) python -m tests.faults.deliveries --kills 50 $(if $(SEED),--seed $(SEED))

soak: setup ## the same with a thousand kills; a hundred take three minutes
	@$(run) python -m tests.faults --kills $(or $(KILLS),1000) $(if $(SEED),--seed $(SEED))

fuzz: setup ## every law on other examples than `make test` has, and more of them
	@infra/local/setup.sh --tests
	$(run) pytest -n $(workers) --dist worksteal -m hypothesis --hypothesis-profile=fuzz

clean: setup ## end the local stack; remove its data, logs and the tools' caches (not the downloads)
	@$(run) chitieu down
	@find .local -mindepth 1 -maxdepth 1 ! -name cache ! -name bin ! -name uv -exec rm -rf {} +
	@rm -rf dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find contracts domain examples infra services tests -name __pycache__ -prune -exec rm -rf {} +
