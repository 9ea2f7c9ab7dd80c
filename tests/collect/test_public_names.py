"""Under which names users can import what is marked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dynamo_stability import Record
from dynamo_stability.collect import Collected

Collect = Callable[..., Collected]

pytest_plugins = ["collecting"]

DEFINITION = (
    "from dynamo_stability import beta\n@beta\nclass Router:\n    @beta\n    def route(self): ...\n"
)


def router(collected: Collected) -> Record:
    assert collected.problems == ()
    return next(one for one in collected.records if one.kind == "class")


@pytest.mark.parametrize(
    ("files", "name", "definition", "aliases"),
    [
        pytest.param({}, "pkg._core.Router", None, (), id="private and nowhere else"),
        pytest.param(
            {"pkg/__init__.py": "from pkg._core import Router as Router"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="as itself",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="gathered by the package",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router\n__all__ = []"},
            "pkg._core.Router",
            None,
            (),
            id="left out of __all__",
        ),
        pytest.param(
            {"pkg/api.py": "from ._core import Router\n__all__ = ['Router']"},
            "pkg.api.Router",
            "pkg._core.Router",
            (),
            id="in __all__ of a module",
        ),
        pytest.param(
            {"pkg/api.py": "from ._core import Router"},
            "pkg._core.Router",
            None,
            (),
            id="only used by a module",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import *"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="by a star",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from .a import *\nfrom . import a\n__all__ = a.__all__ + ['x']",
                "pkg/a.py": "from pkg._core import Router\n__all__ = ('Router',)",
            },
            "pkg.Router",
            "pkg._core.Router",
            ("pkg.a.Router",),
            id="by a star, through __all__ of another",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from .a import Router as Router",
                "pkg/a.py": "from .b import Router as Router",
                "pkg/b.py": "from ._core import Router as Router",
            },
            "pkg.Router",
            "pkg._core.Router",
            ("pkg.a.Router", "pkg.b.Router"),
            id="through three modules",
        ),
        pytest.param(
            {"pkg/__init__.py": "from ._core import Router as KvRouter"},
            "pkg.KvRouter",
            "pkg._core.Router",
            (),
            id="under another name",
        ),
        pytest.param(
            {"pkg/__init__.py": "from . import _core\nRouter = _core.Router\n_hidden = Router"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="by assignment",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from ._core import Router\nKvRouter = Router",
                "pkg/deep/__init__.py": "",
                "pkg/deep/er.py": "from .._core import Router as Router",
            },
            "pkg.Router",
            "pkg._core.Router",
            ("pkg.KvRouter", "pkg.deep.er.Router"),
            id="the own name goes before a new one, the shorter before the longer",
        ),
        pytest.param(
            {"pkg/__init__.py": "__all__ = []\n__all__ += ['Router']\nfrom ._core import Router"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="__all__ +=",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from ._core import Router\n__all__ = ['x']\n"
                "__all__.extend(['Router'])\n__all__.append('y')"
            },
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="__all__.extend",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from ._core import Router\n__all__ = ['Router']\n"
                "__all__.remove('Router')"
            },
            "pkg._core.Router",
            None,
            (),
            id="__all__.remove",
        ),
        pytest.param(
            {"pkg/__init__.py": "if TYPE_CHECKING:\n    from ._core import Router"},
            "pkg.Router",
            "pkg._core.Router",
            (),
            id="under TYPE_CHECKING",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from .a import *\n__all__ = a.__all__ + ['x']",
                "pkg/a.py": "from pkg._core import Router\n__all__ = ('Router',)",
            },
            "pkg.Router",
            "pkg._core.Router",
            ("pkg.a.Router",),
            id="through __all__ of a module that the star import binds",
        ),
        pytest.param(
            {"pkg/__init__.py": "from .a import *", "pkg/a.py": "from pkg import *"},
            "pkg._core.Router",
            None,
            (),
            id="a circle of stars",
        ),
        pytest.param(
            {
                "pkg/image.py": "from pkg.shapes import *",
                "pkg/image.pyi": "from pkg._core import Router",
                "pkg/shapes.py": "",
            },
            "pkg._core.Router",
            None,
            (),
            id="imported in a stub whose source has a star of its own",
        ),
    ],
)
def test_the_name_that_users_import(
    collect: Collect,
    files: dict[str, str],
    name: str,
    definition: str | None,
    aliases: tuple[str, ...],
) -> None:
    found = collect({"pkg/__init__.py": "", "pkg/_core.py": DEFINITION, **files})
    record = router(found)
    assert (record.name, record.definition, record.aliases) == (name, definition, aliases)
    method = next(one for one in found.records if one.kind == "method")
    assert method.name == f"{name}.route"


def test_both_names_find_the_record(collect: Collect) -> None:
    catalog = collect(
        {"pkg/__init__.py": "from ._core import Router", "pkg/_core.py": DEFINITION}
    ).catalog()
    assert catalog.find("pkg.Router") == catalog.find("pkg._core.Router") != None  # noqa: E711
    assert catalog.find("pkg.Router.route") == catalog.find("pkg._core.Router.route")
    assert catalog.find("pkg.Nothing") is None


def test_namespace_packages_and_compiled_modules(collect: Collect) -> None:
    found = collect(
        {
            "dynamo/llm/__init__.py": "from dynamo._core import KvRouter as KvRouter",
            "dynamo/_core.pyi": DEFINITION.replace("Router", "KvRouter"),
            "dynamo/runtime/__init__.py": "from dynamo_stability import beta\n@beta\ndef f(): ...",
        }
    )
    assert [one.name for one in found.records] == [
        "dynamo.llm.KvRouter",
        "dynamo.llm.KvRouter.route",
        "dynamo.runtime.f",
    ]
    assert router(found).definition == "dynamo._core.KvRouter"
    assert found.packages == ("dynamo._core", "dynamo.llm", "dynamo.runtime")


def test_parameters_are_known_by_every_name_of_their_function(collect: Collect) -> None:
    found = collect(
        {
            "pkg/__init__.py": "from pkg._core import f\nfrom pkg._core import f as g",
            "pkg/_core.py": "from dynamo_stability import beta_parameter\n"
            "@beta_parameter('x')\ndef f(x): ...",
        }
    )
    (record,) = found.records
    assert record.name == "pkg.f(x)"
    assert record.definition == "pkg._core.f(x)"
    assert record.aliases == ("pkg.g(x)",)


def test_two_definitions_that_share_a_public_name_are_both_kept(collect: Collect) -> None:
    found = collect(
        {
            "pkg/__init__.py": """
            if V2:
                from pkg._v2 import f
            else:
                from pkg._v1 import f
            """,
            "pkg/_v1.py": "from dynamo_stability import beta\n@beta\ndef f(): ...",
            "pkg/_v2.py": "from dynamo_stability import stable\n@stable\ndef f(): ...",
        }
    )
    assert [(one.name, one.definition, one.stage) for one in found.records] == [
        ("pkg._v2.f", None, "stable"),
        ("pkg.f", "pkg._v1.f", "beta"),
    ]
