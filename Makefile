# Two commands do all of their own set-up: make demo, make test. They need Python 3.11 with venv.
PYTHON ?= python3
export PYTHONPATH := $(CURDIR):$(CURDIR)/platform
.PHONY: demo demo-check test prove format install-demo install-test
.DEFAULT_GOAL := demo

demo: install-demo
	@.venv/bin/python -m embedded.demo

demo-check: install-demo
	@.venv/bin/python -m embedded.demo --check

test: install-test
	@.venv/bin/python -m embedded.checks

prove: install-test
	@.venv/bin/python -m embedded.checks --prove

format: install-test
	@.venv/bin/ruff format --quiet
	@.venv/bin/ruff check --fix --quiet

install-demo:
	@$(PYTHON) -m embedded.install demo

install-test:
	@$(PYTHON) -m embedded.install test
