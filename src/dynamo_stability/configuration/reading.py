"""`[tool.dynamo-stability]` of pyproject.toml, checked as a whole before it is used."""

from __future__ import annotations

import sys
from pathlib import Path

from dynamo_stability.configuration.check import CheckOptions
from dynamo_stability.configuration.command_line import CommandLineOptions, HelperRule
from dynamo_stability.configuration.decorator_rule import DecoratorRule
from dynamo_stability.configuration.environment import EnvironmentOptions, VariableRule
from dynamo_stability.configuration.generate import GenerateOptions
from dynamo_stability.configuration.graduate import GraduateOptions
from dynamo_stability.configuration.http import HttpOptions
from dynamo_stability.configuration.kubernetes import KubernetesOptions
from dynamo_stability.configuration.mypy import MypyOptions
from dynamo_stability.configuration.project import Configuration
from dynamo_stability.configuration.rust import RustOptions
from dynamo_stability.errors import ConfigurationError, RecordError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from dynamo_stability.value import Value

#: The tables below `[tool.dynamo-stability]`.
SECTIONS: Final = {
    "check": CheckOptions,
    "environment": EnvironmentOptions,
    "generate": GenerateOptions,
    "graduate": GraduateOptions,
    "http": HttpOptions,
    "kubernetes": KubernetesOptions,
    "mypy": MypyOptions,
    "options": CommandLineOptions,
    "rust": RustOptions,
}


def read_configuration(directory: Path) -> Configuration:
    """The configuration of the project that `directory` is in.

    It stands in the nearest `pyproject.toml` upwards; without one, all is at its default.

    Raises:
        ConfigurationError: a key is unknown, or a value malformed.
    """
    for place in (directory.absolute(), *directory.absolute().parents):
        path = place / "pyproject.toml"
        if path.is_file():
            return read_configuration_file(path)
    return Configuration()


def read_configuration_file(path: Path) -> Configuration:
    """The configuration in one `pyproject.toml`.

    Raises:
        ConfigurationError: it cannot be read, a key is unknown, or a value malformed.
    """
    table = _load(path)
    for key in ("tool", "dynamo-stability"):
        table = table.get(key, {})
        if not isinstance(table, dict):
            raise ConfigurationError(f"Cannot read {path}: {key!r} is not a table.")
    try:
        return Configuration.from_dict({"source": str(path), **_fields(table)})
    except RecordError as error:
        raise ConfigurationError(f"{path}: [tool.dynamo-stability]: {error}") from None


def _load(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"Cannot read {path}: {error}.") from None


def _fields(table: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of the file as fields: hyphens for underscores, rules by name."""
    fields = _renamed(table, Configuration, "")
    if "source" in table:
        raise RecordError(f"unknown key 'source'; {nearest('source', _keys(Configuration))}")
    for name, cls in SECTIONS.items():
        if isinstance(fields.get(name), dict):
            fields[name] = _renamed(fields[name], cls, f"{name}.")
    fields["decorators"] = _rules(fields, "decorators", DecoratorRule, "stage")
    options = fields.get("options")
    if isinstance(options, dict):
        options["helpers"] = _rules(options, "helpers", HelperRule, "form", "options.")
        options["deprecations"] = _rules(
            options, "deprecations", DecoratorRule, "stage", "options.", stage="deprecated"
        )
    environment = fields.get("environment")
    if isinstance(environment, dict):
        environment["helpers"] = _rules(
            environment, "helpers", VariableRule, "returns", "environment."
        )
    return fields


def _rules(
    fields: dict[str, Any],
    key: str,
    cls: type[Value],
    short: str,
    section: str = "",
    **defaults: str,
) -> list[Value]:
    """The rules below one key, each by the full name of what it is for.

    A rule may be a table, or the text of its field `short`.
    """
    table = fields.get(key, {})
    if not isinstance(table, dict):
        raise RecordError(f"'{section}{key}' is not a table. Write \"package.name\" = {{…}}.")
    return [
        _rule(
            name, {short: rule} if isinstance(rule, str) else rule, cls, f"{section}{key}", defaults
        )
        for name, rule in table.items()
    ]


def _rule(name: str, rule: Any, cls: type[Value], key: str, defaults: Mapping[str, str]) -> Value:
    path = f'{key}."{name}"'
    if not isinstance(rule, dict):
        raise RecordError(f"cannot take {rule!r} for {path}: write a text or a table.")
    return cls.from_dict({**defaults, **_renamed(rule, cls, f"{path}."), "name": name}, path)


def _keys(cls: type[Value]) -> list[str]:
    return [name.replace("_", "-") for name in cls.FIELDS if name not in {"source", "name"}]


def _renamed(table: Mapping[str, Any], cls: type[Value], path: str) -> dict[str, Any]:
    known = _keys(cls)
    for key in table:
        if key not in known:
            raise RecordError(
                f"unknown key '{path}{key}' (value {table[key]!r}); {nearest(key, known)}"
            )
    return {key.replace("-", "_"): value for key, value in table.items()}
