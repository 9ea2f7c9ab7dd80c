"""`[tool.dynamo-stability]` of pyproject.toml, checked as a whole before anything is done with it.

`docs/reference/configuration.md` describes each key.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dynamo_stability.errors import ConfigurationError, RecordError, nearest
from dynamo_stability.tiers import Tier
from dynamo_stability.value import Value, one_of, optional_text, text, texts, value_of, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: What a reader can be told about a name: its tier, or that it is deprecated.
STAGES: Final = (*[tier.value for tier in Tier], "deprecated")

#: The tiers that stubs can be trimmed to.
TRIMMED: Final = ("beta", "stable")

_set = object.__setattr__
_optional_trimmed = one_of(*TRIMMED)


def _stages(value: Any, field: str) -> tuple[str, ...]:
    check = one_of(*STAGES)
    return tuple([check(one, field) for one in texts(value, field)])


def _flag(value: Any, field: str) -> bool:
    if isinstance(value, bool):
        return value
    raise RecordError(f"Cannot take {value!r} for the field {field!r}: write true or false.")


def _stub_tier(value: Any, field: str) -> str | None:
    return None if value is None else _optional_trimmed(value, field)


def _arguments(value: Any, field: str) -> tuple[str, ...]:
    """Keywords and positions, given as one or as a list."""
    given = value if isinstance(value, (list, tuple)) else [value]
    return texts([str(one) if type(one) is int else one for one in given], field)


class DecoratorRule(Value):
    """What a decorator says about the object below it, and which arguments hold what.

    An argument is named by its keyword or by its position, `"0"` being the first; several ways to
    pass it are tried in order.

    Attributes:
        name: the decorator's full dotted name, as it is imported or defined.
        stage: the tier that it gives, or `"deprecated"`.
        stage_argument: the arguments that may name the tier; `stage` counts where none does.
        reason: the arguments that hold the reason of a tier, or the message of a deprecation.
        since: those for the version in which it began.
        remove_in: those for the version of removal.
        alternative: those for what to use instead.
        feature: those for the feature.
        issue: those for the URL where it is tracked.
        owner: those for who decides.
        parameter: those for the parameter, where the mark is about one.
        renamed_to: those for the parameter that takes its place.
    """

    __slots__ = (
        "alternative",
        "feature",
        "issue",
        "name",
        "owner",
        "parameter",
        "reason",
        "remove_in",
        "renamed_to",
        "since",
        "stage",
        "stage_argument",
    )

    name: str
    stage: str
    stage_argument: tuple[str, ...]
    reason: tuple[str, ...]
    since: tuple[str, ...]
    remove_in: tuple[str, ...]
    alternative: tuple[str, ...]
    feature: tuple[str, ...]
    issue: tuple[str, ...]
    owner: tuple[str, ...]
    parameter: tuple[str, ...]
    renamed_to: tuple[str, ...]

    FIELDS = {
        "name": text,
        "stage": one_of(*STAGES),
        "stage_argument": _arguments,
        "reason": _arguments,
        "since": _arguments,
        "remove_in": _arguments,
        "alternative": _arguments,
        "feature": _arguments,
        "issue": _arguments,
        "owner": _arguments,
        "parameter": _arguments,
        "renamed_to": _arguments,
    }
    REQUIRED = ("name", "stage")

    def __init__(self, name: str, stage: str, **arguments: tuple[str, ...] | str | int) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "stage", one_of(*STAGES)(stage, "stage"))
        for field in tuple(self.FIELDS)[2:]:
            _set(self, field, _arguments(arguments.pop(field, ()), field))
        if arguments:
            raise RecordError(f"Cannot take {', '.join(arguments)} for the decorator {name!r}.")


class GenerateOptions(Value):
    """What `dynamo-stability generate` writes where nothing else is said.

    Attributes:
        catalog: the path of the catalog.
        registry: the path of the registry module.
        stubs: the directory for the stub package.
        ruff: the path of the ruff table.
        stub_tier: the lowest tier that stubs show; None shows all of them, marked.
        partial: whether the stubs complete what the package itself says.
        docstrings: whether stubs keep docstrings.
        ruff_tiers: the stages that the ruff table bans.
    """

    __slots__ = (
        "catalog",
        "docstrings",
        "partial",
        "registry",
        "ruff",
        "ruff_tiers",
        "stub_tier",
        "stubs",
    )

    catalog: str | None
    registry: str | None
    stubs: str | None
    ruff: str | None
    stub_tier: str | None
    partial: bool
    docstrings: bool
    ruff_tiers: tuple[str, ...]

    FIELDS = {
        "catalog": optional_text,
        "registry": optional_text,
        "stubs": optional_text,
        "ruff": optional_text,
        "stub_tier": _stub_tier,
        "partial": _flag,
        "docstrings": _flag,
        "ruff_tiers": _stages,
    }

    def __init__(
        self,
        *,
        catalog: str | None = None,
        registry: str | None = None,
        stubs: str | None = None,
        ruff: str | None = None,
        stub_tier: str | None = None,
        partial: bool = False,
        docstrings: bool = False,
        ruff_tiers: tuple[str, ...] = ("experimental", "deprecated"),
    ) -> None:
        _set(self, "catalog", optional_text(catalog, "catalog"))
        _set(self, "registry", optional_text(registry, "registry"))
        _set(self, "stubs", optional_text(stubs, "stubs"))
        _set(self, "ruff", optional_text(ruff, "ruff"))
        _set(self, "stub_tier", _stub_tier(stub_tier, "stub_tier"))
        _set(self, "partial", _flag(partial, "partial"))
        _set(self, "docstrings", _flag(docstrings, "docstrings"))
        _set(self, "ruff_tiers", _stages(ruff_tiers, "ruff_tiers"))


class MypyOptions(Value):
    """What the mypy plugin reports, and what it lets pass.

    Attributes:
        errors: the stages whose use is an error.
        notes: the stages whose use is a note.
        allow_features: features whose use is not reported.
        allow: public names, or patterns such as `dynamo.llm.*`, whose use is not reported.
        registries: paths of catalogs for packages that ship no registry.
    """

    __slots__ = ("allow", "allow_features", "errors", "notes", "registries")

    errors: tuple[str, ...]
    notes: tuple[str, ...]
    allow_features: tuple[str, ...]
    allow: tuple[str, ...]
    registries: tuple[str, ...]

    FIELDS = {
        "errors": _stages,
        "notes": _stages,
        "allow_features": texts,
        "allow": texts,
        "registries": texts,
    }

    def __init__(
        self,
        *,
        errors: tuple[str, ...] = ("experimental", "deprecated"),
        notes: tuple[str, ...] = (),
        allow_features: tuple[str, ...] = (),
        allow: tuple[str, ...] = (),
        registries: tuple[str, ...] = (),
    ) -> None:
        _set(self, "errors", _stages(errors, "errors"))
        _set(self, "notes", _stages(notes, "notes"))
        _set(self, "allow_features", texts(allow_features, "allow_features"))
        _set(self, "allow", texts(allow, "allow"))
        _set(self, "registries", texts(registries, "registries"))


class Configuration(Value):
    """`[tool.dynamo-stability]` as read; every key has a default.

    Attributes:
        source: the path of the file, or `"<defaults>"`.
        targets: what is read where a command names nothing: directories, files or packages.
        manifests: paths of `stability.toml` files that mark what cannot be edited.
        decorators: what decorators of this project, or of its dependencies, say.
        generate: what `generate` writes.
        mypy: what the mypy plugin reports.
    """

    __slots__ = ("decorators", "generate", "manifests", "mypy", "source", "targets")

    source: str
    targets: tuple[str, ...]
    manifests: tuple[str, ...]
    decorators: tuple[DecoratorRule, ...]
    generate: GenerateOptions
    mypy: MypyOptions

    FIELDS = {
        "source": text,
        "targets": texts,
        "manifests": texts,
        "decorators": values_of(DecoratorRule),
        "generate": value_of(GenerateOptions),
        "mypy": value_of(MypyOptions),
    }

    def __init__(
        self,
        source: str = "<defaults>",
        *,
        targets: tuple[str, ...] = (),
        manifests: tuple[str, ...] = (),
        decorators: tuple[DecoratorRule, ...] = (),
        generate: GenerateOptions | None = None,
        mypy: MypyOptions | None = None,
    ) -> None:
        _set(self, "source", text(source, "source"))
        _set(self, "targets", texts(targets, "targets"))
        _set(self, "manifests", texts(manifests, "manifests"))
        _set(self, "decorators", values_of(DecoratorRule)(decorators, "decorators"))
        _set(self, "generate", GenerateOptions() if generate is None else generate)
        _set(self, "mypy", MypyOptions() if mypy is None else mypy)

    @property
    def directory(self) -> Path:
        """What the paths of this configuration are relative to."""
        return Path() if self.source == "<defaults>" else Path(self.source).parent


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
    """The keys of the file as fields: hyphens for underscores, decorators by name."""
    fields = _renamed(table, Configuration, "")
    if "source" in table:
        raise RecordError(f"unknown key 'source'; {nearest('source', _keys(Configuration))}")
    for name, cls in (("generate", GenerateOptions), ("mypy", MypyOptions)):
        if isinstance(fields.get(name), dict):
            fields[name] = _renamed(fields[name], cls, f"{name}.")
    decorators = fields.get("decorators", {})
    if not isinstance(decorators, dict):
        raise RecordError('\'decorators\' is not a table. Write "package.name" = "experimental".')
    fields["decorators"] = [_rule(name, rule) for name, rule in decorators.items()]
    return fields


def _rule(name: str, rule: Any) -> DecoratorRule:
    path = f'decorators."{name}"'
    if isinstance(rule, str):
        return DecoratorRule.from_dict({"name": name, "stage": rule}, path)
    if not isinstance(rule, dict):
        raise RecordError(f"cannot take {rule!r} for {path}: write a stage or a table.")
    return DecoratorRule.from_dict(
        {"name": name, **_renamed(rule, DecoratorRule, f"{path}.")}, path
    )


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
