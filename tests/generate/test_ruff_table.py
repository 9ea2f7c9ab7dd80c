"""The table that ruff reads."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.catalog import Catalog
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.generate import ruff_table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytest_plugins = ["generating"]

RUFF = Path(sysconfig.get_path("scripts")) / "ruff"
Read = Callable[[dict[str, str]], Catalog]


def banned(catalog: Catalog, *tiers: str) -> dict[str, str]:
    text = ruff_table(catalog, tiers) if tiers else ruff_table(catalog)
    table = tomllib.loads(text)["lint"]["flake8-tidy-imports"]["banned-api"]
    return {name: entry["msg"] for name, entry in table.items()}


RECORDS = Catalog(
    records=(
        Record("p.f", "function", tier=Tier.EXPERIMENTAL, reason="it moves"),
        Record("p.f(x)", "parameter", tier=Tier.EXPERIMENTAL),
        Record(
            "p.Router",
            "class",
            tier=Tier.EXPERIMENTAL,
            definition="p._core.Router",
            aliases=("p.api.Router",),
        ),
        Record("p.old", "name", deprecation=Deprecation(), definition="p.new"),
        Record("p.b", "function", tier=Tier.BETA),
        Record("p.mod", "module", tier=Tier.EXPERIMENTAL),
        Record("p.s", "function", tier=Tier.STABLE),
        Record("env:P_X", "env", tier=Tier.EXPERIMENTAL),
    )
)


def test_every_name_that_can_be_imported_is_banned() -> None:
    assert list(banned(RECORDS)) == [
        "p.Router",
        "p._core.Router",
        "p.api.Router",
        "p.f",
        "p.mod",
        "p.old",
    ]
    assert (
        banned(RECORDS)["p.f"]
        == "p.f is experimental and may change or go without notice: it moves."
    )
    assert banned(RECORDS)["p._core.Router"].startswith("p.Router is experimental")


@pytest.mark.parametrize(
    ("tiers", "names"),
    [
        (["beta"], ["p.b"]),
        (["deprecated"], ["p.old"]),
        (["stable", "beta"], ["p.b", "p.s"]),
    ],
)
def test_the_stages_are_chosen(tiers: list[str], names: list[str]) -> None:
    assert list(banned(RECORDS, *tiers)) == names


def test_an_unknown_stage_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'beta'"):
        ruff_table(RECORDS, ["betta"])


@pytest.mark.parametrize("reason", ['a "b" \\ c', "two\nlines\r\t", "ü €", "\x00\x1b\x7f", "'''"])
def test_any_text_is_a_toml_string(reason: str) -> None:
    catalog = Catalog(records=(Record("p.f", "function", tier=Tier.BETA, reason=reason),))
    assert reason in banned(catalog, "beta")["p.f"]


def test_ruff_reports_what_is_banned(read: Read, tmp_path: Path) -> None:
    catalog = read(
        {
            "lib/__init__.py": "from lib.core import make, plain\n",
            "lib/core.py": """
                from dynamo_stability import deprecated, experimental, mark_names

                @experimental('it "moves"')
                def make(): ...

                def plain(): ...

                class Engine:
                    @staticmethod
                    @experimental
                    def version(): ...

                old_plain = plain
                LIMIT = 3
                mark_names(__name__, old_plain=deprecated(), LIMIT=experimental())
                """,
            "lib/fresh.py": """
                from dynamo_stability import experimental, mark_module
                mark_module(__name__, experimental("all new"))
                def call(): ...
                """,
        }
    )
    (tmp_path / "tiers.toml").write_text(ruff_table(catalog), encoding="utf-8")
    (tmp_path / "ruff.toml").write_text('extend = "tiers.toml"\nlint.select = ["TID251"]\n')
    application = textwrap.dedent(
        """\
        import lib
        import lib.fresh  # !
        from lib import make  # !
        from lib import plain
        from lib.core import LIMIT  # !
        from lib.core import old_plain  # !
        from lib.core import Engine
        from lib.fresh import call  # !

        make()
        plain()
        lib.make()  # !
        lib.plain()
        Engine.version()  # !
        lib.core.LIMIT  # !
        """
    )
    (tmp_path / "app.py").write_text(application, encoding="utf-8")
    done = subprocess.run(
        [str(RUFF), "check", "--no-cache", "--output-format=concise", "app.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    reported = {int(line.split(":")[1]) for line in done.stdout.splitlines() if " TID251 " in line}
    lines = application.splitlines()
    assert reported == {number for number, line in enumerate(lines, 1) if line.endswith("# !")}
    assert 'it "moves"' in done.stdout
