"""What pages tell of, and what tests use."""

from __future__ import annotations

from pathlib import Path

import pytest
from writing import write_files

from dynamo_stability.collect.texts import Page, read_pages, read_tests

RST = """\
Routing
=======

Call it so::

    engine.route("x")

.. code-block:: python
   :linenos:

   engine.pick()

It is `fast`.
"""


def test_the_code_of_a_page() -> None:
    assert "route(" in Page("a.rst", RST).code
    assert "pick()" in Page("a.rst", RST).code
    assert "fast" not in Page("a.rst", RST).code
    markdown = "Use `f`.\n\n~~~sh\nserve\n~~~\n\n>>> g()\n1\n"
    assert Page("a.md", markdown).code == "serve\n\n>>> g()"


@pytest.mark.parametrize("directive", ["::: {}", ".. automodule:: {}\n   :members:"])
def test_directives_that_show_all_of_something(directive: str) -> None:
    page = Page("a.md", "Intro\n\n" + directive.format("engine.core"))
    assert page.shows_all_of("engine.core")
    assert not page.shows_all_of("engine")


def test_pages_below_directories_and_named_ones(tmp_path: Path) -> None:
    files = {"docs/a.md": "a", "docs/.hidden/b.md": "b", "docs/c.png": "c", "NOTES": "d"}
    write_files(tmp_path, files)
    found = read_pages([tmp_path / "docs", tmp_path / "NOTES", tmp_path / "docs"], tmp_path)
    assert found == (Page("NOTES", "d"), Page("docs/a.md", "a"))


def test_what_a_test_uses(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "test_a.py": """
                # not used: engine.ignored
                from engine.sub import name
                engine.Router().send("serve --mode-of", retries=1)
                environment = {"DYN_X": "1"}
                patch("engine.core.patched")
                """,
            "test_b.sh": "serve --mode=kv  # engine.connect\n",
            "broken.py": "def (",
        },
    )
    broken, python, shell = read_tests([tmp_path], tmp_path)
    assert [one.path for one in (broken, python, shell)] == ["broken.py", "test_a.py", "test_b.sh"]
    used = ["engine.Router", "engine.Router.send", "engine.Router.send(retries)", "env:DYN_X"]
    assert all(python.uses(one) for one in [*used, "engine.core.patched", "engine.sub"])
    unused = ["engine.ignored", "engine.Router.send(other)", "cli:serve --mode", "env:DYN"]
    assert not any(python.uses(one) for one in unused)
    assert shell.uses("cli:serve --mode")
    assert shell.uses("engine.connect")
    assert not shell.uses("kv.serve")
    assert not broken.uses("engine.Router")
