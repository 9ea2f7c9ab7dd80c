"""Tiers in the paths of HTTP routes: `/v1alpha/x`, `/api/v1beta2/x`, `/v1/x`.

Source: the Dynamo 1.0 API proposal, marking mechanisms. Kubernetes and Google write the same.
"""

from __future__ import annotations

from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

_TIERS: Final = {"alpha": Tier.EXPERIMENTAL, "beta": Tier.BETA, "": Tier.STABLE}


def tier_of_path(path: str, prefixes: Iterable[tuple[str, str]] = ()) -> Tier | None:
    """The tier that a path says, None where it says none.

    Args:
        path: the path, from its beginning.
        prefixes: further paths that say the tier of what is below them, with its name; the longest
            that fits counts, before the version in the path.
    """
    fitting = [one for one in prefixes if f"{path}/".startswith(f"{one[0].rstrip('/')}/")]
    if fitting:
        return Tier(max(fitting, key=lambda one: len(one[0]))[1])
    for part in path.split("/"):
        stage = _stage_of(part)
        if stage is not None:
            return _TIERS[stage]
    return None


def _stage_of(part: str) -> str | None:
    """`"beta"` of `v1beta2`, `""` of `v1`, None of what is no version."""
    if not part.startswith("v"):
        return None
    version = part[1:]
    for stage in ("alpha", "beta"):
        number, word, revision = version.partition(stage)
        if word:
            is_version = _is_number(number) and (not revision or _is_number(revision))
            return stage if is_version else None
    return "" if _is_number(version) else None


def _is_number(text: str) -> bool:
    """Whether a text is the number of a version: `1`, `2`, `1p1`; `1.2` is one of a minor."""
    parts = text.replace("p", ".").split(".")
    return all(one.isascii() and one.isdigit() for one in parts)
