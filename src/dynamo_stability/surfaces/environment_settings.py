"""Settings: what a declaration says about a variable, checked as a whole before it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.errors import EnvironmentVariableError
from dynamo_stability.surfaces.command_line import alias_pairs
from dynamo_stability.surfaces.environment_marks import Name, older_name, own_record
from dynamo_stability.surfaces.environment_names import (
    INFIXES,
    is_secret_name,
    name_in,
    names_of,
    split_name,
    tiers_below,
)
from dynamo_stability.surfaces.environment_values import Conversion, type_name
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Final

    from dynamo_stability.record import Record

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def declaration_error(name: str, message: str) -> EnvironmentVariableError:
    """The error for a declaration that cannot stand."""
    error = EnvironmentVariableError(f"Cannot declare {name}: {message}")
    error.variable = name
    return error


def checked_prefix(prefix: Any) -> str:
    """A prefix that the names of all tiers can be made of.

    Raises:
        EnvironmentVariableError: it is none.
    """
    if isinstance(prefix, str) and (not prefix or _NAME.match(prefix)):
        infix = next((one for one in INFIXES.values() if one and prefix.endswith(f"_{one}")), None)
        if infix is None:
            return prefix
        raise declaration_error(
            prefix, f"the prefix says a tier. Pass {prefix.removesuffix(infix)!r}."
        )
    raise declaration_error(
        repr(prefix), "it is no prefix. Pass one such as 'DYN_', or '' where there is none."
    )


class Spelling(NamedTuple):
    """What a variable is called.

    Attributes:
        name: what it is called in its tier.
        stem: what is left of that without prefix and tier; None where the prefix rule does not
            hold.
        prefix: the prefix; empty where the rule does not hold.
        tier: its tier.
    """

    name: str
    stem: str | None
    prefix: str
    tier: Tier

    @property
    def claimed(self) -> tuple[str, ...]:
        """The names that the variable has, had or will have by the prefix rule."""
        return (self.name,) if self.stem is None else names_of(self.stem, self.prefix)

    def former(self, tiers: Iterable[Tier | str] | None) -> list[str]:
        """The names that it had in lower tiers: in all of them, or in those that are given."""
        if self.stem is None:
            return []
        below = tiers_below(self.tier)
        if tiers is None:
            return [name_in(one, self.stem, self.prefix) for one in below]
        given = [Tier.parse(one, "former_tiers") for one in tiers]
        for one in given:
            if one not in below:
                raise declaration_error(
                    self.name, f"it is {self.tier}, so {one} is no former tier. Leave it out."
                )
        return [name_in(one, self.stem, self.prefix) for one in below if one in given]


def spell(written: Any, prefix: str | None, default_prefix: str, tier: Tier | None) -> Spelling:
    """What a variable is called in its tier.

    Args:
        written: the name in the declaration: the bare one, or that of the tier.
        prefix: the prefix that the declaration gives; None where it gives none.
        default_prefix: the prefix otherwise. It does not hold for names that begin otherwise,
            such as those of other projects.
        tier: the tier that the declaration gives.

    Raises:
        EnvironmentVariableError: it is no name, has another prefix, or says another tier.
    """
    if not isinstance(written, str) or not _NAME.match(written):
        raise declaration_error(
            repr(written), "it is no name of a variable. Use letters, digits and underscores."
        )
    used = default_prefix if prefix is None else checked_prefix(prefix)
    if not written.startswith(used) or not used:
        if prefix:
            raise declaration_error(
                written, f"it does not begin with the prefix {used!r}. Write {used + written!r}."
            )
        return Spelling(written, None, "", tier or Tier.STABLE)
    said, stem = split_name(written, used)
    if not stem:
        raise declaration_error(written, f"nothing follows the prefix {used!r}. Name it fully.")
    chosen = tier or said
    if said not in (chosen, Tier.STABLE):
        # Whichever of the two were followed, the users of the other one would be let down.
        raise declaration_error(
            written,
            f"its name says that it is {said}, the declaration that it is {chosen}. "
            f"Write {name_in(chosen, stem, used)!r}; what was its name keeps working.",
        )
    return Spelling(name_in(chosen, stem, used), stem, used, chosen)


class Settings(NamedTuple):
    """What a declaration says beside names and stability.

    Attributes:
        type: the type, or the function that takes the text.
        conversion: how a text becomes a value.
        default: the value where nothing is set.
        choices: the values that are allowed; None for all.
        help: a sentence for documents.
        prefix: the project's prefix; empty where the prefix rule does not hold.
        is_required: whether it has to be set.
        is_secret: whether its value is never shown.
        separator: what stands between the items of a list.
        mentioned: the older names that the declaration itself mentions.
        claimed: every name that no other declaration may have.
    """

    type: Any
    conversion: Conversion
    default: Any
    choices: tuple[Any, ...] | None
    help: str | None
    prefix: str
    is_required: bool
    is_secret: bool
    separator: str
    mentioned: frozenset[str]
    claimed: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """What two declarations have to agree on, as far as these fields go."""
        kept = self._asdict()
        del kept["conversion"], kept["claimed"], kept["mentioned"]
        return kept


def settle(
    written: Any,
    default_prefix: str,
    said: Mapping[str, Any],
    fields: Mapping[str, Any],
    module: str,
) -> tuple[Settings, Name, list[Name]]:
    """Everything about one variable: its settings, its name, and its older names.

    Args:
        written: the name in the declaration.
        default_prefix: the prefix that holds where the declaration gives none.
        said: the arguments of the declaration.
        fields: those that go into the record.
        module: the module that declares it.

    Raises:
        EnvironmentVariableError: the declaration cannot stand.
        MarkError: what is said of its tier or deprecation contradicts itself.
        RecordError: a field is malformed.
    """
    record, manner = own_record(str(written), said["tier"], said["deprecated"], fields)
    spelling = spell(written, said["prefix"], default_prefix, record.tier)
    record = record.replace(name=f"env:{spelling.name}", tier=spelling.tier)
    older = _older_names(spelling, said, record, module)
    separator = said["separator"]
    if not isinstance(separator, str) or not separator:
        raise declaration_error(spelling.name, f"{separator!r} separates nothing. Pass a text.")
    choices = None if said["choices"] is None else tuple(said["choices"])
    secret = said["secret"]
    settings = Settings(
        type=said["type"],
        conversion=_conversion(spelling.name, said["type"], choices, separator),
        default=said["default"],
        choices=choices,
        help=said["help"],
        prefix=spelling.prefix,
        is_required=bool(said["required"]),
        is_secret=is_secret_name(spelling.name) if secret is None else bool(secret),
        separator=separator,
        mentioned=frozenset(one for one, _ in alias_pairs(said["deprecated_aliases"])),
        claimed=tuple(dict.fromkeys([*spelling.claimed, *[one.name for one in older]])),
    )
    return settings, Name(record, manner, module), older


def _conversion(name: str, kind: Any, choices: Sequence[Any] | None, separator: str) -> Conversion:
    try:
        return Conversion(kind, choices, separator)
    except TypeError as error:
        raise declaration_error(name, f"{type_name(kind)} is no type for it: {error}.") from None


def _older_names(
    spelling: Spelling, said: Mapping[str, Any], record: Record, module: str
) -> list[Name]:
    """The names that still count: those of lower tiers, and those that the declaration mentions."""
    mentioned: dict[Any, Any] = dict(alias_pairs(said["deprecated_aliases"]))
    for name in mentioned:
        if not isinstance(name, str) or not _NAME.match(name) or name == spelling.name:
            raise declaration_error(spelling.name, f"{name!r} is no older name of it.")
    names = dict.fromkeys([*spelling.former(said["former_tiers"]), *mentioned])
    return [older_name(one, mentioned.get(one), record, module) for one in names]
