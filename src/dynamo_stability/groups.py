"""What APIs belong to: features that graduate as one, and components with a support level."""

from __future__ import annotations

from dynamo_stability.record import optional_tier
from dynamo_stability.tiers import CRITERIA, PRIORITIES, SUPPORT_LEVELS, Tier
from dynamo_stability.value import Value, one_of, optional_text, text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["Component", "Evidence", "Feature", "evidence_of"]

_set = object.__setattr__


def _links(value: Any, field: str) -> tuple[str, ...]:
    given = texts([value] if isinstance(value, str) else value, field)
    if not given:
        text(None, field)
    return given


class Evidence(Value):
    """Where it can be seen that a feature meets one condition of its graduation.

    Attributes:
        criterion: the condition, one of `tiers.CRITERIA`.
        links: URLs, or paths of files in the project.
    """

    __slots__ = ("criterion", "links")

    criterion: str
    links: tuple[str, ...]

    FIELDS = {"criterion": one_of(*CRITERIA), "links": _links}
    REQUIRED = ("criterion", "links")

    def __init__(self, criterion: str, links: str | list[str] | tuple[str, ...]) -> None:
        _set(self, "criterion", one_of(*CRITERIA)(criterion, "criterion"))
        _set(self, "links", _links(links, "links"))


def evidence_of(table: Mapping[str, Any], path: str) -> tuple[Evidence, ...]:
    """The evidence in a table of links by criterion; `path` is where it stands."""
    return tuple([Evidence(name, _links(table[name], f"{path}.{name}")) for name in table])


class Feature(Value):
    """A named group of APIs, options, variables and resources that graduates as one.

    Attributes:
        name: the word that marks refer to.
        title: a few words for readers.
        tier: the tier of the group.
        issue: the URL where it is tracked.
        owner: the person or team who decides about it.
        docs: the URL or path of its documentation.
        evidence: what shows that it may graduate, where no tool can tell.
    """

    __slots__ = ("docs", "evidence", "issue", "name", "owner", "tier", "title")
    _IS_PLAIN = True

    name: str
    title: str | None
    tier: Tier | None
    issue: str | None
    owner: str | None
    docs: str | None
    evidence: tuple[Evidence, ...]

    FIELDS = {
        "name": text,
        "title": optional_text,
        "tier": optional_tier,
        "issue": optional_text,
        "owner": optional_text,
        "docs": optional_text,
        "evidence": values_of(Evidence),
    }
    REQUIRED = ("name",)

    def __init__(
        self,
        name: str,
        *,
        title: str | None = None,
        tier: Tier | None = None,
        issue: str | None = None,
        owner: str | None = None,
        docs: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "title", optional_text(title, "title"))
        _set(self, "tier", optional_tier(tier, "tier"))
        _set(self, "issue", optional_text(issue, "issue"))
        _set(self, "owner", optional_text(owner, "owner"))
        _set(self, "docs", optional_text(docs, "docs"))
        _set(self, "evidence", () if evidence == () else values_of(Evidence)(evidence, "evidence"))


def _levels(value: Any, field: str) -> tuple[str, ...]:
    check = one_of(*SUPPORT_LEVELS)
    given = texts([value] if isinstance(value, str) else value, field)
    if not given:
        check(None, field)
    return tuple([check(one, field) for one in given])


class Component(Value):
    """A part of the product with a support level of its own.

    Attributes:
        name: what it is called.
        support_level: one or several of `tiers.SUPPORT_LEVELS`.
        priority: its standardisation priority, one of `tiers.PRIORITIES`.
        languages: the languages in which it has an API.
        owner: the person or team who decides about it.
        surfaces: globs of the public names that it holds.
    """

    __slots__ = ("languages", "name", "owner", "priority", "support_level", "surfaces")
    _IS_PLAIN = True

    name: str
    support_level: tuple[str, ...]
    priority: str
    languages: tuple[str, ...]
    owner: str | None
    surfaces: tuple[str, ...]

    FIELDS = {
        "name": text,
        "support_level": _levels,
        "priority": one_of(*PRIORITIES),
        "languages": texts,
        "owner": optional_text,
        "surfaces": texts,
    }
    REQUIRED = ("name", "support_level", "priority")

    def __init__(
        self,
        name: str,
        *,
        support_level: str | list[str] | tuple[str, ...],
        priority: str,
        languages: list[str] | tuple[str, ...] = (),
        owner: str | None = None,
        surfaces: list[str] | tuple[str, ...] = (),
    ) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "support_level", _levels(support_level, "support_level"))
        _set(self, "priority", one_of(*PRIORITIES)(priority, "priority"))
        _set(self, "languages", texts(languages, "languages"))
        _set(self, "owner", optional_text(owner, "owner"))
        _set(self, "surfaces", texts(surfaces, "surfaces"))

    @property
    def is_internal(self) -> bool:
        """Whether it is not for outside use, so that nothing in it is promised."""
        return self.support_level == ("internal",)
