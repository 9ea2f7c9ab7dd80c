"""GenerateOptions: what `[tool.dynamo-stability.generate]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import flag, stages
from dynamo_stability.value import Value, one_of, optional_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

#: The tiers that stubs can be trimmed to.
TRIMMED: Final = ("beta", "stable")

_set = object.__setattr__
_trimmed = one_of(*TRIMMED)


def _stub_tier(value: Any, field: str) -> str | None:
    return None if value is None else _trimmed(value, field)


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
        "partial": flag,
        "docstrings": flag,
        "ruff_tiers": stages,
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
        _set(self, "partial", flag(partial, "partial"))
        _set(self, "docstrings", flag(docstrings, "docstrings"))
        _set(self, "ruff_tiers", stages(ruff_tiers, "ruff_tiers"))
