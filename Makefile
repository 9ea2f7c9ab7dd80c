# Two commands set everything up: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test demo-dynamo bench docs registry lint types contract gate lock wheel clean

demo: $(READY)
	$(BIN)/python examples/inference_runtime/demo.py

test: demo
	$(BIN)/python -m pytest -n auto

$(READY): pyproject.toml requirements/dev.txt examples/inference_runtime/pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . -e examples/inference_runtime
	touch $@

demo-dynamo: $(READY)
	$(BIN)/python examples/dynamo_bindings/run.py

# The row of PyO3 classes needs the real wheel, which is Linux on x86-64 only.
bench: $(READY)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --no-deps \
		--target .bench-wheel ai-dynamo-runtime==1.6.1
	PYTHONPATH=.bench-wheel $(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/scan_speed.py
	$(BIN)/python benchmarks/mypy_overhead.py
	$(BIN)/python benchmarks/collecting_yaml.py
	$(BIN)/python benchmarks/openapi_documents.py
	$(BIN)/python benchmarks/catalog_diff.py
	$(BIN)/python benchmarks/check_speed.py
	$(BIN)/python benchmarks/usage_speed.py
	$(BIN)/python benchmarks/pytest_plugin_cost.py

docs: $(READY)
	$(BIN)/python docs/build_reference.py

# Everything that is generated from marks and committed.
registry: $(READY)
	$(BIN)/dynamo-stability generate
	cd examples/inference_runtime && ../../$(BIN)/dynamo-stability generate

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy
	$(BIN)/mypy examples/inference_runtime/src examples/inference_runtime/demo.py
	$(BIN)/mypy examples/dynamo_bindings
	$(BIN)/mypy examples/what_is_in_use
	MYPYPATH=stubs $(BIN)/python -m mypy.stubtest deprecation

contract: $(READY)
	$(BIN)/lint-imports
	$(BIN)/dynamo-stability generate --check
	cd examples/inference_runtime && ../../$(BIN)/dynamo-stability generate --check

# What we promise is held by what we make.
gate: $(READY)
	$(BIN)/dynamo-stability check --fail-on warning

# Needs uv; pins for all supported interpreters, with hashes.
lock:
	uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate --no-config --upgrade \
		requirements/dev.in --output-file requirements/dev.txt

wheel: $(READY)
	$(BIN)/python -m build --no-isolation --outdir dist

clean:
	rm -rf .venv* .bench-wheel dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .ci-logs .import_linter_cache
