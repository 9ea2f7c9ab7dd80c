"""What known decorators say: ours, PEP 702's, and those of libraries that have their own.

Facts about other libraries were read from their releases: Deprecated 1.3, deprecation 2.1,
pyDeprecate 0.14, Ray 2.60, langchain-core 1.8, Optuna 5.0, scikit-learn 1.9, Matplotlib 3.11 and
huggingface_hub 2.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.configuration import DecoratorRule
from dynamo_stability.marker_rules import our_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

REMOVAL_WINDOW: Final = "dynamo_stability.pep702.removal_window"

#: PEP 702's decorator, wherever it is imported from.
PEP702: Final = frozenset(
    {
        "warnings.deprecated",
        "_py_warnings.deprecated",
        "typing_extensions.deprecated",
        "dynamo_stability.pep702.deprecated",
    }
)


def _removal_window() -> Iterator[DecoratorRule]:
    arguments = {field: field for field in ("since", "remove_in", "alternative")}
    yield DecoratorRule(REMOVAL_WINDOW, "deprecated", **arguments)


def _pep702() -> Iterator[DecoratorRule]:
    for name in sorted(PEP702):
        yield DecoratorRule(name, "deprecated", reason=("0", "message"))


def _deprecation_libraries() -> Iterator[DecoratorRule]:
    yield DecoratorRule(
        "deprecation.deprecated",
        "deprecated",
        since=("0", "deprecated_in"),
        remove_in=("1", "removed_in"),
        reason=("3", "details"),
    )
    for module in ("deprecated", "deprecated.classic", "deprecated.sphinx"):
        yield DecoratorRule(
            f"{module}.deprecated",
            "deprecated",
            reason=("0", "reason"),
            since=("1", "version"),
        )
    for module in ("deprecated", "deprecated.params"):
        yield DecoratorRule(
            f"{module}.deprecated_params",
            "deprecated",
            parameter=("0", "param"),
            reason=("1", "reason"),
        )
    for name in (
        "deprecate.deprecated",
        "deprecate.deprecation.deprecated",
        "deprecate.deprecated_callable",
        "deprecate.routine.deprecated_callable",
        "deprecate.deprecated_class",
        "deprecate.proxy.deprecated_class",
    ):
        positions = {} if name.endswith("_class") else {"since": "1", "remove_in": "2"}
        yield DecoratorRule(
            name,
            "deprecated",
            alternative=("0", "target"),
            since=(*positions.get("since", ()), "deprecated_in"),
            remove_in=(*positions.get("remove_in", ()), "remove_in"),
            parameter="args_mapping",
        )


def _ray() -> Iterator[DecoratorRule]:
    for module in ("ray.util.annotations", "ray.util", "ray.rllib.utils.annotations"):
        yield DecoratorRule(f"{module}.PublicAPI", "stable", stage_argument="stability")
        # "Their interfaces may change across minor Ray releases."
        yield DecoratorRule(f"{module}.DeveloperAPI", "beta")
        yield DecoratorRule(f"{module}.Deprecated", "deprecated", reason="message")
    for module in ("ray._common.deprecation", "ray.rllib.utils.deprecation"):
        yield DecoratorRule(f"{module}.Deprecated", "deprecated", reason="help", alternative="new")


def _langchain() -> Iterator[DecoratorRule]:
    for module in ("langchain_core._api", "langchain_core._api.beta_decorator"):
        yield DecoratorRule(f"{module}.beta", "beta", reason="message")
    for module in ("langchain_core._api", "langchain_core._api.deprecation"):
        yield DecoratorRule(
            f"{module}.deprecated",
            "deprecated",
            since=("0", "since"),
            remove_in="removal",
            reason=("message", "addendum"),
            alternative=("alternative_import", "alternative"),
        )


def _others() -> Iterator[DecoratorRule]:
    for name in ("experimental_func", "experimental_class"):
        yield DecoratorRule(f"optuna._experimental.{name}", "experimental", since=("0", "version"))
    for name in ("deprecated_func", "deprecated_class"):
        yield DecoratorRule(
            f"optuna._deprecated.{name}",
            "deprecated",
            since=("0", "deprecated_version"),
            remove_in=("1", "removed_version"),
            reason=("3", "text"),
        )
    for module in ("sklearn.utils", "sklearn.utils.deprecation"):
        yield DecoratorRule(f"{module}.deprecated", "deprecated", reason=("0", "extra"))
    for module in ("matplotlib._api", "matplotlib._api.deprecation"):
        yield DecoratorRule(
            f"{module}.deprecated",
            "deprecated",
            since=("0", "since"),
            remove_in="removal",
            reason=("message", "addendum"),
            alternative="alternative",
        )
    for module in ("huggingface_hub.utils", "huggingface_hub.utils._experimental"):
        yield DecoratorRule(f"{module}.experimental", "experimental")


def known_rules(extra: Iterable[DecoratorRule] = ()) -> dict[str, DecoratorRule]:
    """The rules by the full name of the decorator; `extra` go before the known ones."""
    known = (_removal_window, _pep702, _deprecation_libraries, _ray, _langchain, _others)
    others = {rule.name: rule for table in known for rule in table()}
    return {**our_rules(), **others, **{rule.name: rule for rule in extra}}
