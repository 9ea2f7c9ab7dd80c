"""The environment variables of the real Dynamo release, of which nothing is installed or run."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path

import pytest
from variables_under_test import places, variable

from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import CollectedVariables, collect_variables

pytest_plugins = ["downloads"]

#: Names in the sources that nothing reads: parts of names, and those that are only set, for other
#: programs.
NOT_READ = {
    "DYN_",
    "DYN_AIC_",
    "DYN_AIS_",
    "DYN_RELAY_",
    "DYN_GMS_SCRATCH_KV_ENABLED",
    "DYN_SGLANG_GATEWAY_SYSTEM_PORT",
}


@pytest.fixture(scope="module")
def found(dynamo_wheel: Path) -> CollectedVariables:
    return collect_variables([find_target(str(dynamo_wheel))])


def written_names(wheel: Path) -> set[str]:
    """The texts of the sources, tests aside, that look like the name of a variable."""
    names: set[str] = set()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py") and "/tests/" not in name:
                for node in ast.walk(ast.parse(archive.read(name))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        names.add(node.value)
    return {one for one in names if one.startswith("DYN_") and one.isidentifier()}


def test_everything_can_be_read(found: CollectedVariables) -> None:
    assert found.problems == ()
    assert len(found.variables) > 500
    assert len(found.records) > 450
    assert all(one.reads for one in found.variables)
    assert len(found.unnamed) <= 1


def test_every_name_that_is_written_is_found(found: CollectedVariables, dynamo_wheel: Path) -> None:
    known = {one.name for one in found.variables}
    assert written_names(dynamo_wheel) - known == NOT_READ


@pytest.mark.parametrize(
    ("name", "kind", "default"),
    [
        ("DYN_HTTP_PORT", "int", "8000"),  # an option, declared through a helper of Dynamo
        ("DYN_ROUTER_MODE", None, "self.default_router_mode"),
        ("DYN_TRTLLM_FRONTEND_DECODING", "bool", "False"),  # an f-string in a function of its own
        ("DYN_AIC_TP_SIZE", None, None),  # put together in a loop
        ("DYN_RELAY_KEEPALIVE_TIMEOUT_MS", None, None),  # in a loop over a sum of constants
        ("DYN_RELAY_EXPECTED_UNIQUE_BLOCKS", "int", None),  # named by the caller of a function
        ("PROMETHEUS_TOKEN", None, None),
    ],
)
def test_a_variable(
    found: CollectedVariables, name: str, kind: str | None, default: str | None
) -> None:
    one = variable(found, name)
    assert (one.type, one.default) == (kind, default)
    assert places(found, name)


def test_the_place_that_differs_from_the_others(found: CollectedVariables) -> None:
    (finding,) = found.findings
    assert (finding.rule, finding.name) == ("variable-defaults-differ", "env:DYN_REQUEST_PLANE")
    assert finding.message.startswith("has the default 'nats' here and 'tcp' at ")
