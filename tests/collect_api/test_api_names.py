"""Which objects are public, and under which names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.catalog import ApiObject
from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.api import collect_api

pytest_plugins = ["api_corpus"]

Api = Callable[[dict[str, str]], dict[str, ApiObject]]
CORE = "class Router:\n    def route(self): ...\n    def _hide(self): ...\n"


def names(found: dict[str, ApiObject]) -> dict[str, str]:
    """Names and kinds, without modules and members."""
    return {
        name: one.kind
        for name, one in found.items()
        if one.kind not in {"module", "method", "attribute", "property"}
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, {}, id="private and nowhere else"),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router"},
            {"pkg.Router": "class"},
            id="gathered by the package",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router as Router"},
            {"pkg.Router": "class"},
            id="as itself",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router\n__all__ = []"}, {}, id="not listed"
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import *"}, {"pkg.Router": "class"}, id="by a star"
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router as KvRouter"},
            {"pkg.KvRouter": "class"},
            id="under another name",
        ),
        pytest.param(
            {"pkg/__init__.py": "from . import _core\nRouter = _core.Router"},
            {"pkg.Router": "class"},
            id="by assignment",
        ),
        pytest.param(
            {"pkg/core.py": CORE, "pkg/__init__.py": "from .core import Router"},
            {"pkg.Router": "class", "pkg.core.Router": "name"},
            id="defined in public, too",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from ._core import Router\nKvRouter = Router",
                "pkg/deep.py": "from ._core import Router as Router",
            },
            {"pkg.Router": "class", "pkg.KvRouter": "name", "pkg.deep.Router": "name"},
            id="three names",
        ),
        pytest.param(
            {"pkg/_core.py": CORE.replace("Router", "_Router") + "Router = _Router\n"}
            | {"pkg/__init__.py": "from ._core import Router"},
            {"pkg.Router": "class"},
            id="a private class that is given a public name",
        ),
        pytest.param(
            {"pkg/user.py": "from ._core import Router\nimport os\nfrom typing import Any"},
            {},
            id="what a module uses",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "try:\n    from ._fast import Router\n"
                "except ImportError:\n    from ._core import Router",
                "pkg/_fast.py": CORE,
            },
            {"pkg.Router": "class"},
            id="two definitions by one name",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router\nfrom .a import *", "pkg/a.py": ""}
            | {"pkg/a.py": "from . import *\nfrom ._core import Router"},
            {"pkg.Router": "class"},
            id="a circle of stars",
        ),
    ],
)
def test_public_names(api: Api, files: dict[str, str], expected: dict[str, str]) -> None:
    found = api({"pkg/__init__.py": "", "pkg/_core.py": CORE, **files})
    assert names(found) == expected
    classes = [name for name, kind in expected.items() if kind == "class"]
    for name in classes:
        assert found[f"{name}.route"].kind == "method"
        assert f"{name}._hide" not in found


def test_further_names_lead_to_the_preferred_one(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from .core import Router\nfrom .core import Router as KvRouter",
            "pkg/core.py": CORE,
        }
    )
    assert found["pkg.Router"].definition == "pkg.core.Router"
    assert found["pkg.Router.route"].definition == "pkg.core.Router.route"
    assert found["pkg.KvRouter"].definition == found["pkg.core.Router"].definition == "pkg.Router"


def test_what_comes_from_elsewhere_is_a_name(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": """
            import numpy as np
            from torch import Tensor as Tensor, nn
            from torch import device
            from .sub import *
            __all__ = ["np", "Tensor", "Module", "made_up_later"]
            def __getattr__(name): ...
            """,
            "pkg/sub.py": "from torch.nn import Module\n__all__ = ['Module']",
            "pkg/other.py": "from torch import Tensor\nfrom torch.nn import Module as Module",
        }
    )
    assert {name: one.definition for name, one in found.items() if one.kind == "name"} == {
        "pkg.np": "numpy",
        "pkg.Tensor": "torch.Tensor",
        "pkg.Module": "torch.nn.Module",
        "pkg.made_up_later": None,
        "pkg.sub.Module": "torch.nn.Module",
        "pkg.other.Module": "torch.nn.Module",
    }
    assert found["pkg.Tensor"].source == "pkg/__init__.py:3"
    assert found["pkg.other.Module"].source == "pkg/other.py:2"


def test_stars_pass_on_no_more_than_is_meant(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from .sub import *",
            "pkg/sub.py": "import os\nfrom typing import Any\ndef f(): ...\n_g = 1",
        }
    )
    assert set(found) == {"pkg", "pkg.sub", "pkg.f", "pkg.sub.f"}


def test_modules(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from . import sub, _hidden\nfrom . import _hidden as shown\n"
            "__all__ = ['sub', 'shown']",
            "pkg/sub.py": "",
            "pkg/_hidden.py": "def f(): ...",
            "pkg/_private/__init__.py": "",
            "pkg/_private/public.py": "def f(): ...",
            "pkg/__main__.py": "def main(): ...",
            "pkg/tests/__init__.py": "",
            "pkg/tests/test_sub.py": "def test_it(): ...",
            "pkg/sub_tests/conftest.py": "def fixture(): ...",
            "pkg/_stability_registry.py": "REGISTRY = ''",
        }
    )
    assert {name: one.kind for name, one in found.items()} == {
        "pkg": "module",
        "pkg.sub": "module",
        "pkg.shown": "name",
    }
    assert found["pkg.shown"].definition == "pkg._hidden"


def test_a_module_and_a_function_of_one_name(
    write_sources: Callable[[dict[str, str]], Path],
) -> None:
    root = write_sources(
        {"pkg/__init__.py": "from .run import run\n__all__ = ['run']", "pkg/run.py": "def run(): 0"}
    )
    found = [(one.name, one.kind) for one in collect_api([find_target(str(root))])]
    assert found == [
        ("pkg", "module"),
        ("pkg.run", "function"),
        ("pkg.run", "module"),
        ("pkg.run.run", "name"),
    ]


def test_namespace_packages_that_several_distributions_share(
    write_sources: Callable[[dict[str, str]], Path],
) -> None:
    root = write_sources(
        {
            "one/dynamo/llm/__init__.py": "from dynamo._core import KvRouter\n"
            "from dynamo.runtime import Client",
            "one/dynamo/_core.pyi": "class KvRouter:\n    def __init__(self, n: int) -> None: ...",
            "two/dynamo/runtime/__init__.py": "from dynamo.llm import KvRouter\n"
            "class Client:\n    def route(self, router: KvRouter) -> None: ...",
        }
    )
    targets = [find_target(str(root / one)) for one in ("one", "two")]
    found = {one.name: one for one in collect_api(targets)}
    assert {name: one.kind for name, one in found.items()} == {
        "dynamo.llm": "module",
        "dynamo.llm.Client": "class",
        "dynamo.llm.Client.route": "method",
        "dynamo.llm.KvRouter": "class",
        "dynamo.llm.KvRouter.__init__": "method",
        "dynamo.runtime": "module",
        "dynamo.runtime.Client": "name",
        "dynamo.runtime.KvRouter": "name",
    }
    assert found["dynamo.llm.Client.route"].mentions == ("dynamo.llm.KvRouter",)
    assert found["dynamo.llm.KvRouter.__init__"].source == "dynamo/_core.pyi:2"
    assert found["dynamo.llm.Client"].source == "dynamo/runtime/__init__.py:2"
    alone = {one.name: one for one in collect_api(targets[1:])}
    assert alone["dynamo.runtime.KvRouter"].definition == "dynamo.llm.KvRouter"


def test_marks_and_api_call_an_object_the_same(
    write_sources: Callable[[dict[str, str]], Path],
) -> None:
    mark = "from dynamo_stability import beta\n"
    definitions = (
        "@beta\nclass {0}:\n    @beta\n    def m(self): ...\n    @property\n    @beta\n"
        "    def p(self): ...\n    @beta\n    class Inner: ...\n@beta\ndef f{0}(): ...\n"
    )
    root = write_sources(
        {
            "pkg/__init__.py": "from ._a import A, fA as run\nfrom .b import *\nfrom . import c\n"
            "C = c.C\n__all__ = ['A', 'run', 'C'] + b.__all__",
            "pkg/_a.py": mark + definitions.format("A"),
            "pkg/b.py": mark + definitions.format("B") + "__all__ = ['B', 'fB']\n",
            "pkg/c.py": mark + definitions.format("C"),
            "pkg/d/__init__.py": "from .._a import *",
            "pkg/d/e.py": mark + definitions.format("E"),
        }
    )
    target = find_target(str(root))
    records = collect_marks([target]).records
    found = {one.name: one for one in collect_api([target])}
    assert len(records) == 20
    for record in records:
        one = found[record.name]
        assert (one.kind, one.definition, one.source) == (
            record.kind,
            record.definition,
            record.source,
        )
        for alias in record.aliases:
            if found[alias.rpartition(".")[0]].kind == "module":  # members are told of once
                assert found[alias].kind == "name"
                assert found[alias].definition == record.name
