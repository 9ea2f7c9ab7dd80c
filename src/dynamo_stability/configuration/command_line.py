"""CommandLineOptions: what `[tool.dynamo-stability.options]` says of how options are declared."""

from __future__ import annotations

from dynamo_stability.configuration.decorator_rule import DecoratorRule
from dynamo_stability.configuration.fields import arguments, text_pairs
from dynamo_stability.errors import RecordError
from dynamo_stability.value import Value, one_of, text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: How an option takes its value: as an argument, by being there, or by being there or its `--no-`.
VALUE: Final = "value"
FLAG: Final = "flag"
NEGATABLE: Final = "negatable"

_set = object.__setattr__


class HelperRule(Value):
    """A function of the project's own that adds one option, and which arguments hold what.

    An argument is named by its keyword or by its position, `"0"` being the first, `"1+"` the second
    and all after it; several ways to pass it are tried in order. What is not said is taken from the
    keywords of `add_argument`.

    Attributes:
        name: the function's full dotted name, as it is imported or defined.
        container: the arguments that hold the parser or group.
        names: those for the option's spellings.
        deprecated_names: those for spellings that are on their way out.
        env_var: those for the environment variable.
        default: those for the default.
        help: those for the help text.
        type: those for what converts the value.
        choices: those for the allowed values.
        stability: those for a marker, a tier or its name.
        deprecated: those for a deprecation.
        form: how the option takes its value where no `action` says it: `"value"`, `"flag"`, or
            `"negatable"` for one that has a `--no-` form.
    """

    __slots__ = (
        "choices",
        "container",
        "default",
        "deprecated",
        "deprecated_names",
        "env_var",
        "form",
        "help",
        "name",
        "names",
        "stability",
        "type",
    )

    name: str
    container: tuple[str, ...]
    names: tuple[str, ...]
    deprecated_names: tuple[str, ...]
    env_var: tuple[str, ...]
    default: tuple[str, ...]
    help: tuple[str, ...]
    type: tuple[str, ...]
    choices: tuple[str, ...]
    stability: tuple[str, ...]
    deprecated: tuple[str, ...]
    form: str

    FIELDS = {
        "name": text,
        "container": arguments,
        "names": arguments,
        "deprecated_names": arguments,
        "env_var": arguments,
        "default": arguments,
        "help": arguments,
        "type": arguments,
        "choices": arguments,
        "stability": arguments,
        "deprecated": arguments,
        "form": one_of(VALUE, FLAG, NEGATABLE),
    }
    REQUIRED = ("name",)

    def __init__(self, name: str, *, form: str = VALUE, **named: Any) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "form", one_of(VALUE, FLAG, NEGATABLE)(form, "form"))
        for field, default in _DEFAULTS.items():
            _set(self, field, arguments(named.pop(field, default), field))
        if named:
            raise RecordError(f"Cannot take {', '.join(named)} for the helper {name!r}.")


_DEFAULTS: Final = {
    "container": ("0", "parser"),
    "names": ("1+",),
    "deprecated_names": ("deprecated_aliases",),
    "env_var": ("env_var",),
    "default": ("default",),
    "help": ("help",),
    "type": ("type",),
    "choices": ("choices",),
    "stability": ("stability",),
    "deprecated": ("deprecated",),
}


class CommandLineOptions(Value):
    """How the options of a project are declared, and what is expected of them.

    Attributes:
        helpers: functions that add options, beside `add_argument`.
        deprecations: what classes and functions say whose result is passed as a deprecation.
        parsers: full names of parser classes of libraries that are not among the sources.
        environment_functions: full names of functions that read an environment variable, whose
            name and default are their first two arguments.
        programs: what the program of a module is called, where that is not the name of its package.
        exclude: globs of modules that are not read.
        ignore: ids of findings that are not wanted.
    """

    __slots__ = (
        "deprecations",
        "environment_functions",
        "exclude",
        "helpers",
        "ignore",
        "parsers",
        "programs",
    )

    helpers: tuple[HelperRule, ...]
    deprecations: tuple[DecoratorRule, ...]
    parsers: tuple[str, ...]
    environment_functions: tuple[str, ...]
    programs: tuple[tuple[str, str], ...]
    exclude: tuple[str, ...]
    ignore: tuple[str, ...]

    FIELDS = {
        "helpers": values_of(HelperRule),
        "deprecations": values_of(DecoratorRule),
        "parsers": texts,
        "environment_functions": texts,
        "programs": text_pairs,
        "exclude": texts,
        "ignore": texts,
    }

    def __init__(
        self,
        *,
        helpers: tuple[HelperRule, ...] = (),
        deprecations: tuple[DecoratorRule, ...] = (),
        parsers: tuple[str, ...] = (),
        environment_functions: tuple[str, ...] = (),
        programs: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
        exclude: tuple[str, ...] = ("tests.*", "*.tests.*"),
        ignore: tuple[str, ...] = (),
    ) -> None:
        _set(self, "helpers", values_of(HelperRule)(helpers, "helpers"))
        _set(self, "deprecations", values_of(DecoratorRule)(deprecations, "deprecations"))
        _set(self, "parsers", texts(parsers, "parsers"))
        functions = texts(environment_functions, "environment_functions")
        _set(self, "environment_functions", functions)
        _set(self, "programs", text_pairs(programs, "programs"))
        _set(self, "exclude", texts(exclude, "exclude"))
        _set(self, "ignore", texts(ignore, "ignore"))
