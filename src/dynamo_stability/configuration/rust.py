"""RustOptions: what `[tool.dynamo-stability.rust]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import text_pairs
from dynamo_stability.value import Value, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_set = object.__setattr__


class RustOptions(Value):
    """How Rust sources are read.

    Attributes:
        experimental_features: how the Cargo features begin that guard experimental API.
        beta_features: how those begin that guard beta API.
        python_modules: the Python module that a package's extension is imported as, by the name
            of the package in Cargo.toml; for projects whose pyproject.toml does not say it.
    """

    __slots__ = ("beta_features", "experimental_features", "python_modules")

    experimental_features: tuple[str, ...]
    beta_features: tuple[str, ...]
    python_modules: tuple[tuple[str, str], ...]

    FIELDS = {
        "experimental_features": texts,
        "beta_features": texts,
        "python_modules": text_pairs,
    }

    def __init__(
        self,
        *,
        experimental_features: tuple[str, ...] = ("experimental", "unstable"),
        beta_features: tuple[str, ...] = ("beta",),
        python_modules: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
    ) -> None:
        _set(self, "experimental_features", texts(experimental_features, "experimental_features"))
        _set(self, "beta_features", texts(beta_features, "beta_features"))
        _set(self, "python_modules", text_pairs(python_modules, "python_modules"))
