"""MypyOptions: what `[tool.dynamo-stability.mypy]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import stages
from dynamo_stability.value import Value, texts

_set = object.__setattr__


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
        "errors": stages,
        "notes": stages,
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
        _set(self, "errors", stages(errors, "errors"))
        _set(self, "notes", stages(notes, "notes"))
        _set(self, "allow_features", texts(allow_features, "allow_features"))
        _set(self, "allow", texts(allow, "allow"))
        _set(self, "registries", texts(registries, "registries"))
