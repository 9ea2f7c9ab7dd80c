"""What the collector reads of marks that other libraries make."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dynamo_stability import Deprecation, Record
from dynamo_stability.collect import Collected
from dynamo_stability.configuration import Configuration, DecoratorRule

Collect = Callable[..., Collected]

pytest_plugins = ["collecting"]


def gone(message: str | None = None, **fields: str) -> dict[str, object]:
    return {"deprecation": Deprecation(message, **fields)}


def at(tier: str, **fields: str) -> dict[str, object]:
    return {"tier": tier, **fields}


@pytest.mark.parametrize(
    ("imports", "decorator", "said"),
    [
        ("from warnings import deprecated", "deprecated('Use g.')", gone("Use g.")),
        ("from typing_extensions import deprecated", "deprecated('Use g.')", gone("Use g.")),
        (
            "import typing_extensions as te",
            "te.deprecated('Use g.', category=None, stacklevel=2)",
            gone("Use g."),
        ),
        (
            "from warnings import deprecated",
            "deprecated('experimental: may go', category=None)",
            at("experimental", reason="may go"),
        ),
        ("from warnings import deprecated", "deprecated('beta')", at("beta")),
        (
            "from warnings import deprecated",
            "deprecated('experimental support is over')",
            gone("experimental support is over"),
        ),
        (
            "from dynamo_stability.pep702 import deprecated, removal_window",
            "deprecated('Use g.', category=removal_window(since='1.4', remove_in='2.0'))",
            gone("Use g.", since="1.4", remove_in="2.0"),
        ),
        (
            "import deprecation",
            "deprecation.deprecated(deprecated_in='1.0', removed_in='2.0', details='Use g.')",
            gone("Use g.", since="1.0", remove_in="2.0"),
        ),
        (
            "import deprecation",
            "deprecation.deprecated('1.0', '2.0', '1.5', 'Use g.')",
            gone("Use g.", since="1.0", remove_in="2.0"),
        ),
        ("from deprecated import deprecated", "deprecated", gone()),
        ("from deprecated import deprecated", "deprecated('Use g.')", gone("Use g.")),
        (
            "from deprecated.sphinx import deprecated",
            "deprecated(version='1.2', reason='Use g.')",
            gone("Use g.", since="1.2"),
        ),
        (
            "from deprecate import deprecated\ndef g(): ...",
            "deprecated(target=g, deprecated_in='0.1', remove_in='0.5')",
            gone(since="0.1", remove_in="0.5", alternative="mod.g"),
        ),
        ("from ray.util.annotations import PublicAPI", "PublicAPI", at("stable")),
        (
            "from ray.util.annotations import PublicAPI",
            "PublicAPI(stability='alpha')",
            at("experimental"),
        ),
        ("from ray.util import PublicAPI", "PublicAPI(stability='beta')", at("beta")),
        ("from ray.util.annotations import DeveloperAPI", "DeveloperAPI", at("beta")),
        ("from ray.util.annotations import Deprecated", "Deprecated", gone()),
        (
            "from ray.util.annotations import Deprecated",
            "Deprecated(message='Use g.', warning=True)",
            gone("Use g."),
        ),
        ("from langchain_core._api import beta", "beta()", at("beta")),
        (
            "from langchain_core._api import deprecated",
            "deprecated('0.2.0', alternative='g', removal='1.0', message='Use g.')",
            gone("Use g.", since="0.2.0", remove_in="1.0", alternative="g"),
        ),
        (
            "from langchain_core._api.deprecation import deprecated",
            "deprecated(since='0.2.0', alternative_import='pkg.g', pending=True)",
            gone(since="0.2.0", alternative="pkg.g"),
        ),
        (
            "from optuna._experimental import experimental_func",
            "experimental_func('3.0.0')",
            at("experimental", since="3.0.0"),
        ),
        (
            "from optuna._deprecated import deprecated_func",
            "deprecated_func('3.0.0', '5.0.0')",
            gone(since="3.0.0", remove_in="5.0.0"),
        ),
        ("from sklearn.utils import deprecated", "deprecated('gone')", gone("gone")),
        (
            "from matplotlib import _api",
            "_api.deprecated('3.9', alternative='g')",
            gone(since="3.9", alternative="g"),
        ),
        ("from huggingface_hub.utils import experimental", "experimental", at("experimental")),
    ],
)
def test_known_libraries(
    collect: Collect, imports: str, decorator: str, said: dict[str, object]
) -> None:
    collected = collect({"mod.py": f"{imports}\n@{decorator}\ndef f(): ...\n"})
    line = imports.count("\n") + 3
    expected = Record("mod.f", "function", source=f"mod.py:{line}", **said)  # type: ignore[arg-type]
    assert collected.records == (expected,)
    assert collected.problems == ()


def test_renamed_arguments_of_pydeprecate_are_parameters(collect: Collect) -> None:
    collected = collect(
        {
            "mod.py": """
            from deprecate import deprecated
            @deprecated(True, "0.1", "0.5", args_mapping={"old": "new", "gone": None})
            def f(new): ...
            @deprecated(True, "0.1", "0.5", args_mapping=None)
            def g(): ...
            """
        }
    )
    assert [(one.name, one.kind) for one in collected.records] == [
        ("mod.f(gone)", "parameter"),
        ("mod.f(old)", "parameter"),
        ("mod.g", "function"),
    ]
    assert collected.records[1].deprecation == Deprecation(
        since="0.1", remove_in="0.5", renamed_to="new"
    )


def test_ours_goes_before_what_stands_there_for_other_tools(collect: Collect) -> None:
    collected = collect(
        {
            "mod.py": """
            from typing_extensions import deprecated
            from dynamo_stability import experimental
            @deprecated("experimental: short", category=None)
            @experimental("the whole story", since="1.1")
            def f(): ...
            """
        }
    )
    (record,) = collected.records
    assert (record.stage, record.reason, record.since) == ("experimental", "the whole story", "1.1")


def test_decorators_that_a_project_names(collect: Collect) -> None:
    rules = (
        DecoratorRule("pkg.util.preview", "experimental", reason=("0", "why"), since=1),
        DecoratorRule("pkg.util.level", "stable", stage_argument="stage"),
    )
    files = {
        "pkg/__init__.py": "",
        "pkg/util.py": "def preview(*a, **k): ...\ndef level(*a, **k): ...",
        "pkg/again.py": "from pkg.util import preview as p",
        "pkg/mod.py": """
        from pkg.again import p
        from pkg import util
        @p("moving", "1.1")
        def f(): ...
        @util.level(stage="beta")
        class C: ...
        @util.level
        class D: ...
        """,
    }
    collected = collect(files, Configuration(decorators=rules))
    assert [(one.name, one.stage, one.reason, one.since) for one in collected.records] == [
        ("pkg.mod.C", "beta", None, None),
        ("pkg.mod.D", "stable", None, None),
        ("pkg.mod.f", "experimental", "moving", "1.1"),
    ]
