"""Configuration: what a project says in `[tool.dynamo-stability]`."""

from __future__ import annotations

from pathlib import Path

from dynamo_stability.configuration.check import CheckOptions
from dynamo_stability.configuration.command_line import CommandLineOptions
from dynamo_stability.configuration.decorator_rule import DecoratorRule
from dynamo_stability.configuration.environment import EnvironmentOptions
from dynamo_stability.configuration.generate import GenerateOptions
from dynamo_stability.configuration.graduate import GraduateOptions
from dynamo_stability.configuration.http import HttpOptions
from dynamo_stability.configuration.kubernetes import KubernetesOptions
from dynamo_stability.configuration.mypy import MypyOptions
from dynamo_stability.configuration.rust import RustOptions
from dynamo_stability.value import Value, text, texts, value_of, values_of

_set = object.__setattr__


class Configuration(Value):
    """`[tool.dynamo-stability]` as read; every key has a default.

    Attributes:
        source: the path of the file, or `"<defaults>"`.
        targets: what is read where a command names nothing: directories, files or packages.
        manifests: paths of `stability.toml` files that mark what cannot be edited.
        check: what `check` expects.
        decorators: what decorators of this project, or of its dependencies, say.
        generate: what `generate` writes.
        graduate: what a feature has to show before `graduate` lets it rise.
        mypy: what the mypy plugin reports.
        options: how command-line options are declared.
        environment: how environment variables are called, declared and read.
        kubernetes: how definitions of custom resources are read.
        rust: how crates are read.
        http: how OpenAPI documents are read.
    """

    __slots__ = (
        "check",
        "decorators",
        "environment",
        "generate",
        "graduate",
        "http",
        "kubernetes",
        "manifests",
        "mypy",
        "options",
        "rust",
        "source",
        "targets",
    )

    source: str
    targets: tuple[str, ...]
    manifests: tuple[str, ...]
    decorators: tuple[DecoratorRule, ...]
    generate: GenerateOptions
    mypy: MypyOptions
    options: CommandLineOptions
    environment: EnvironmentOptions
    kubernetes: KubernetesOptions
    rust: RustOptions
    http: HttpOptions
    check: CheckOptions
    graduate: GraduateOptions

    FIELDS = {
        "source": text,
        "targets": texts,
        "manifests": texts,
        "decorators": values_of(DecoratorRule),
        "generate": value_of(GenerateOptions),
        "mypy": value_of(MypyOptions),
        "options": value_of(CommandLineOptions),
        "environment": value_of(EnvironmentOptions),
        "kubernetes": value_of(KubernetesOptions),
        "rust": value_of(RustOptions),
        "http": value_of(HttpOptions),
        "check": value_of(CheckOptions),
        "graduate": value_of(GraduateOptions),
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
        options: CommandLineOptions | None = None,
        environment: EnvironmentOptions | None = None,
        kubernetes: KubernetesOptions | None = None,
        rust: RustOptions | None = None,
        http: HttpOptions | None = None,
        check: CheckOptions | None = None,
        graduate: GraduateOptions | None = None,
    ) -> None:
        _set(self, "source", text(source, "source"))
        _set(self, "targets", texts(targets, "targets"))
        _set(self, "manifests", texts(manifests, "manifests"))
        _set(self, "decorators", values_of(DecoratorRule)(decorators, "decorators"))
        _set(self, "generate", GenerateOptions() if generate is None else generate)
        _set(self, "mypy", MypyOptions() if mypy is None else mypy)
        _set(self, "options", CommandLineOptions() if options is None else options)
        _set(self, "environment", EnvironmentOptions() if environment is None else environment)
        _set(self, "kubernetes", KubernetesOptions() if kubernetes is None else kubernetes)
        _set(self, "rust", RustOptions() if rust is None else rust)
        _set(self, "http", HttpOptions() if http is None else http)
        _set(self, "check", CheckOptions() if check is None else check)
        _set(self, "graduate", GraduateOptions() if graduate is None else graduate)

    @property
    def directory(self) -> Path:
        """What the paths of this configuration are relative to."""
        return Path() if self.source == "<defaults>" else Path(self.source).parent
