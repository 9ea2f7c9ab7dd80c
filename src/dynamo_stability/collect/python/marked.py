"""Marked: one object with everything that was said about it, and the record that makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.record import Deprecation, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.collect.python.recognising import Statement
    from dynamo_stability.tiers import Tier


class Marked:
    """An object that is marked somewhere.

    Attributes:
        module: the module that defines it.
        qualname: its name in there; empty for the module itself.
        parameter: the parameter that the mark is about, or None.
        kind: what it is, one of `record.KINDS`.
        is_name: whether the name alone is marked, not what it stands for.
        path: the file with the first mark.
        line: its line.
        public: the public name, where the mark itself says which that is.
        statements: everything that was said.
    """

    def __init__(
        self,
        module: str,
        qualname: str,
        parameter: str | None,
        kind: str,
        *,
        path: str,
        line: int,
        is_name: bool = False,
    ) -> None:
        self.module = module
        self.qualname = qualname
        self.parameter = parameter
        self.kind = kind
        self.path = path
        self.line = line
        self.is_name = is_name
        self.public: str | None = None
        self.statements: list[Statement] = []

    @property
    def key(self) -> tuple[str, str, str | None, bool]:
        """What tells one marked object from another."""
        return (self.module, self.qualname, self.parameter, self.is_name)

    @property
    def full_name(self) -> str:
        """The full name of the definition, with the parameter."""
        return spell(self.module, self.qualname, self.parameter)

    def record(self, name: str, aliases: tuple[str, ...], definition: str | None = None) -> Record:
        """The record under a public name."""
        said = combine(self.statements)
        return Record(
            name,
            self.kind,
            tier=said.tier,
            deprecation=said.deprecation,
            definition=definition,
            source=f"{self.path}:{self.line}",
            aliases=aliases,
            **said.fields,
        )

    def join(self, other: Marked) -> None:
        """Take in another mark on the same object: in its stub, or in a manifest."""
        self.statements += other.statements
        self.public = self.public or other.public

    def contradictions(self) -> list[str]:
        """What the marks say against each other, in sentences."""
        tiers = dict.fromkeys(one.tier for one in self.statements if one.tier is not None)
        if len(tiers) <= 1:
            return []
        said = " and ".join(str(tier) for tier in tiers)
        return [f"'{self.full_name}' is marked {said}. Keep one tier."]


class Combined:
    """What several statements say together.

    Attributes:
        tier: the tier, or None.
        deprecation: the deprecation, or None.
        fields: the other fields.
    """

    def __init__(
        self, tier: Tier | None, deprecation: Deprecation | None, fields: dict[str, str]
    ) -> None:
        self.tier = tier
        self.deprecation = deprecation
        self.fields = fields


def combine(statements: Iterable[Statement]) -> Combined:
    """What several statements say together; where two speak of one field, the first counts.

    Ours go before those of other libraries, which often stand there only for other tools.
    """
    tier: Tier | None = None
    deprecation: Deprecation | None = None
    fields: dict[str, str] = {}
    for one in sorted(statements, key=lambda statement: not statement.is_ours):
        tier = tier or one.tier
        if one.deprecation is not None:
            more = {**one.deprecation.to_dict(), **(deprecation or Deprecation()).to_dict()}
            deprecation = Deprecation.from_dict(more)
        for field, value in one.fields.items():
            fields.setdefault(field, value)
    return Combined(tier, deprecation, fields)


def spell(module: str, qualname: str, parameter: str | None = None) -> str:
    """The full name of something in a module."""
    name = f"{module}.{qualname}" if qualname else module
    return name if parameter is None else f"{name}({parameter})"
