"""StabilityPlugin: mypy's hooks, each handed on to the room that knows what to do."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from mypy.errorcodes import DEPRECATED
from mypy.plugin import Plugin

import dynamo_stability
from dynamo_stability.catalog import REGISTRY_MODULE
from dynamo_stability.categories import word
from dynamo_stability.errors import StabilityError
from dynamo_stability.marker_rules import MARK_CALLS
from dynamo_stability.mypy.callers import Callers
from dynamo_stability.mypy.codes import CODES, enable_codes, is_enabled
from dynamo_stability.mypy.falling_back import sift
from dynamo_stability.mypy.finishing import needed_modules, place_of
from dynamo_stability.mypy.markers import Markers
from dynamo_stability.mypy.registries import Registry
from dynamo_stability.mypy.relevance import Relevance
from dynamo_stability.mypy.reporting import Place, Reporter
from dynamo_stability.mypy.settings import Settings, read_settings
from dynamo_stability.mypy.stamping import read_marks, stamp
from dynamo_stability.mypy.told import is_told, put_down
from dynamo_stability.mypy.uses import find_uses
from dynamo_stability.mypy.versions import can_finish, tell
from dynamo_stability.mypy.watching import (
    Watch,
    can_watch,
    find_errors,
    ignores_counted_again,
    outside_functions,
)

try:
    from mypy import checker_state as state_module
except ImportError:  # before 1.16
    checker_state: Any = None
else:
    checker_state = state_module.checker_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Final, TypeAlias

    from mypy.errors import ErrorInfo, Errors
    from mypy.nodes import MypyFile
    from mypy.options import Options
    from mypy.plugin import FunctionContext, MethodContext, ReportConfigContext
    from mypy.types import Type

    from dynamo_stability.record import Record

    CallContext: TypeAlias = FunctionContext | MethodContext


#: Part of the path of the stubs that come with mypy: nothing in there is ours.
_TYPESHED: Final = "/mypy/typeshed/"


class StabilityPlugin(Plugin):
    """Reports the use of unstable API."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        errors = find_errors(options)
        settings = self._read_settings(errors)
        enable_codes(settings.options)
        self._settings = settings
        self._errors = errors
        self._markers = Markers(settings.rules)
        self._registry = Registry(self._markers, settings.catalogs)
        self._can_finish = can_finish()
        self._relevance = Relevance(self._registry, options)
        self._checkers: dict[str, Any] = {}
        self._checker: Any = None
        self._reporter: Reporter | None = None
        self._watch: Watch | None = None
        if errors is not None:
            callers = Callers(self._markers, self._registry.find)
            self._reporter = Reporter(errors, options, settings.options, self._registry, callers)
            if can_watch():
                self._watch = Watch(errors, self._exchange)
            self._ensure_watched()

    def _read_settings(self, errors: Errors | None) -> Settings:
        """The project's settings; mypy ends with one error where they cannot be read."""
        try:
            return read_settings(self.options)
        except StabilityError as error:
            if errors is None:
                tell(str(error), "error")
                raise SystemExit(2) from None
            errors.report(-1, None, str(error), blocker=True)
            return Settings.refused(error)

    def _ensure_watched(self) -> None:
        if self._watch is not None:
            self._watch.ensure()
        elif self._errors is not None:
            sift(self._errors, self.options, self._judge)

    # ---- before checking ------------------------------------------------------------------------

    def report_config_data(self, ctx: ReportConfigContext) -> Any:
        """What makes a cached result invalid: our version and options, and a new registry."""
        if _is_typeshed(ctx.path):
            return None
        data = [dynamo_stability.__version__, self._settings.fingerprint]
        if has_registry(ctx.path):
            data.append("registry")
        return data

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """The registry of a package, loaded with the package itself."""
        self._ensure_watched()
        self._registry.forget(file.fullname)
        if has_registry(file.path):
            return [(10, f"{file.fullname}.{REGISTRY_MODULE}", -1)]
        return []

    # ---- while checking -------------------------------------------------------------------------

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """Reads the marks of a module at the first call of a marker in it."""
        if checker_state is not None and checker_state.type_checker is not self._checker:
            self._notice_checker()
        return self._read_marks if fullname in self._markers.functions else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """As above, for markers that were given a name."""
        if checker_state is not None and checker_state.type_checker is not self._checker:
            self._notice_checker()
        return self._read_marks if fullname in MARK_CALLS else None

    def _notice_checker(self) -> None:
        checker = checker_state.type_checker
        self._checker = checker
        if checker is not None:
            self._checkers[checker.tree.fullname] = checker
            self._registry.update(self._loaded())
            if not self._can_finish:
                self._begin(checker.tree)

    def _read_marks(self, ctx: CallContext) -> Type:
        tree = ctx.api.tree  # type: ignore[attr-defined]
        if not is_told(tree):
            told = read_marks(tree, self._markers)
            put_down(tree, told)
            self._registry.add(tree.fullname, told)
        return ctx.default_return_type

    def _begin(self, tree: MypyFile) -> None:
        """Do what can be done of finishing before a module is checked, where mypy has no hook."""
        self._stamp_published()
        if self._watch is not None:
            self._finish(tree, {})

    def _stamp_published(self) -> None:
        """Stamp what catalogs speak of, as far as it is loaded."""
        unstamped = self._registry.unstamped
        for name in list(unstamped):
            symbol = self._lookup(name)
            if symbol is not None and symbol.node is not None:
                stamp(symbol.node, word(unstamped.pop(name)))

    def _lookup(self, name: str) -> Any:
        modules = self._loaded()
        module = name
        while module and module not in modules:
            module = module.rpartition(".")[0]
        if not module:
            return None
        names: Any = modules[module].names
        symbol = None
        for part in name[len(module) + 1 :].split("."):
            symbol = names.get(part)
            if symbol is None:
                return None
            names = getattr(symbol.node, "names", {})
        return symbol

    def _exchange(self, _path: str, info: ErrorInfo) -> bool:
        """Tell a deprecation that is ours under our code; True where it is."""
        if info.code != DEPRECATED or self._reporter is None:
            return False
        record, tree = self._spoken_of(info)
        if record is None or tree is None:
            return False
        span = getattr(info, "origin_span", None) or [info.line]
        place = Place(info.line, info.column, info.end_line, info.end_column, span)
        self._reporter.report(record, tree, place, self._loaded())
        return True

    def _judge(self, path: str, info: ErrorInfo) -> bool | None:
        """Whether a deprecation is told, where its code cannot be changed; None: not ours."""
        record, tree = self._spoken_of(info)
        if record is None or tree is None or self._reporter is None or self._errors is None:
            return None
        ignored = self._errors.ignored_lines.get(path, {}).get(info.line, [])
        if record.stage not in CODES or CODES[record.stage].code in ignored:
            return False
        if not is_enabled(self.options, record.stage):
            return False
        return self._reporter.told_of(record, tree, info.line, self._loaded()) is not None

    def _spoken_of(self, info: ErrorInfo) -> tuple[Record | None, MypyFile | None]:
        """What a deprecation message speaks of, and the module that it is about."""
        record = self._registry.of_message(info.message)
        if record is None:
            self._registry.update(self._loaded())
            record = self._registry.of_message(info.message)
        return record, self._loaded().get(info.module or "")

    # ---- after checking -------------------------------------------------------------------------

    def get_additional_indirect_deps(self, file: MypyFile) -> set[str]:
        """Tells of the uses that mypy does not see, now that the module is checked."""
        self._checker = None
        self._finish(file, types_of(self._checkers.pop(file.fullname, None)))
        if _is_typeshed(file.path):
            return set()
        return needed_modules(file, self._loaded(), self._registry.modules)

    def _finish(self, file: MypyFile, types: Mapping[Any, Type]) -> None:
        self._registry.update(self._loaded())
        if self._reporter is None or not self._is_reported(file):
            return
        modules, registry = self._loaded(), self._registry
        if self._reporter.has_nothing_for(file, modules):
            return
        lines = self._relevance.lines(file, modules)
        if lines is not None and not lines:
            return
        with self._aimed_at(file):
            for record, context in find_uses(file, types, registry, modules, lines):
                self._reporter.report(record, file, place_of(context), modules)

    def _is_reported(self, file: MypyFile) -> bool:
        errors = self._errors
        return errors is not None and file.path not in errors.ignored_files

    @contextmanager
    def _aimed_at(self, file: MypyFile) -> Iterator[None]:
        """Have mypy take messages for a module as a whole, under the module's own options."""
        errors = self._errors
        if errors is None:
            return
        if errors.file != file.path:
            errors.set_file(file.path, file.fullname, self.options.clone_for_module(file.fullname))
        with outside_functions(errors), ignores_counted_again(errors, file.path):
            yield

    def _loaded(self) -> Mapping[str, MypyFile]:
        return self._modules or {}


def _is_typeshed(path: str) -> bool:
    return _TYPESHED in path.replace("\\", "/")


def types_of(checker: Any) -> Mapping[Any, Type]:
    """The types that mypy has found for the expressions of a module."""
    maps = getattr(checker, "_type_maps", None)
    return maps[0] if maps else {}


def has_registry(path: str) -> bool:
    """Whether a module is a package with a registry beside it."""
    if not path.endswith(("__init__.py", "__init__.pyi")):
        return False
    place = Path(path).parent
    return any((place / f"{REGISTRY_MODULE}{end}").is_file() for end in (".py", ".pyi"))
