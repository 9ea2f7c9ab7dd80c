"""KubernetesOptions: what `[tool.dynamo-stability.kubernetes]` says."""

from __future__ import annotations

from dynamo_stability.value import Value, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_set = object.__setattr__

_EXTENSIONS: Final = ("x-stability", "x-stability-level")
_DEPRECATED_EXTENSIONS: Final = ("x-deprecated", "deprecated")
_EXPERIMENTAL_FIELDS: Final = ("experimental",)


class KubernetesOptions(Value):
    """How definitions of custom resources are read.

    Attributes:
        crds: files and directories with definitions, for commands that are told of no others.
        groups: the API groups that are the project's own; none for all that are defined.
        extensions: the `x-` keys of a schema that give a tier, or a mapping with one.
        deprecated_extensions: those that say that a field is deprecated.
        experimental_fields: names of fields that hold what is experimental, by being called so.
    """

    __slots__ = ("crds", "deprecated_extensions", "experimental_fields", "extensions", "groups")

    crds: tuple[str, ...]
    groups: tuple[str, ...]
    extensions: tuple[str, ...]
    deprecated_extensions: tuple[str, ...]
    experimental_fields: tuple[str, ...]

    FIELDS = {
        "crds": texts,
        "groups": texts,
        "extensions": texts,
        "deprecated_extensions": texts,
        "experimental_fields": texts,
    }

    def __init__(
        self,
        *,
        crds: tuple[str, ...] = (),
        groups: tuple[str, ...] = (),
        extensions: tuple[str, ...] = _EXTENSIONS,
        deprecated_extensions: tuple[str, ...] = _DEPRECATED_EXTENSIONS,
        experimental_fields: tuple[str, ...] = _EXPERIMENTAL_FIELDS,
    ) -> None:
        _set(self, "crds", texts(crds, "crds"))
        _set(self, "groups", texts(groups, "groups"))
        _set(self, "extensions", texts(extensions, "extensions"))
        _set(self, "deprecated_extensions", texts(deprecated_extensions, "deprecated_extensions"))
        _set(self, "experimental_fields", texts(experimental_fields, "experimental_fields"))
