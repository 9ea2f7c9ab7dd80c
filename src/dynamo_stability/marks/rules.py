"""What the environment asks of marks: the variable DYNAMO_STABILITY.

`-W` and PYTHONWARNINGS cannot name a third-party category when the interpreter starts, so marks
have a variable of their own. Its value is a comma-separated list of `ACTION[:SELECTOR]`, and the
last rule that covers a record decides::

    DYNAMO_STABILITY="error:experimental,ignore:feature=kv_dc_relay,warn:beta,ignore:dynamo.llm.*"
"""

from __future__ import annotations

import os

from dynamo_stability.errors import RulesError, nearest
from dynamo_stability.marks import used
from dynamo_stability.marks.selectors import Selector, parse_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.record import Record

VARIABLE = "DYNAMO_STABILITY"

ERROR, WARN, IGNORE, ALWAYS = "error", "warn", "ignore", "always"

#: Each word a rule may begin with, and the action it stands for.
ACTIONS = {
    "error": ERROR,
    "warn": WARN,
    "once": WARN,
    "default": WARN,
    "ignore": IGNORE,
    "never": IGNORE,
    "always": ALWAYS,
}


class Rule:
    """One action, and the selector of the records it is for."""

    __slots__ = ("action", "selector")

    def __init__(self, action: str, selector: Selector) -> None:
        self.action = action
        self.selector = selector


def parse_rules(text: str, source: str = VARIABLE) -> tuple[Rule, ...]:
    """The rules that `text` spells, in order.

    Raises:
        RulesError: naming `source`, the rule at fault and what is allowed.
    """
    parts = (part.strip() for part in text.split(","))
    return tuple(_parse_rule(part, source) for part in parts if part)


def _parse_rule(text: str, source: str) -> Rule:
    context = f"Cannot read the rule {text!r} of {source}"
    word, _, rest = text.partition(":")
    action = ACTIONS.get(word.strip())
    if action is None:
        raise RulesError(
            f"{context}: {word.strip()!r} is no action; {nearest(word.strip(), tuple(ACTIONS))} "
            f"Write ACTION:SELECTOR, such as 'ignore:experimental'."
        )
    return Rule(action, parse_selector(rest.strip(), context))


_active: tuple[Rule, ...] | None = None


def active() -> tuple[Rule, ...]:
    """The rules in force; the environment is read when they are first asked for."""
    global _active  # noqa: PLW0603 - the one place where rules are kept
    if _active is None:
        _active = parse_rules(os.environ.get(VARIABLE, ""))
    return _active


def replace_rules(text: str | None) -> None:
    """Put the rules of `text` in force, or those of the environment when it is None."""
    global _active  # noqa: PLW0603
    if text is None:
        _active = parse_rules(os.environ.get(VARIABLE, ""))
    else:
        _active = parse_rules(text, "set_rules()")


def put(rules: tuple[Rule, ...]) -> None:
    """Put `rules` in force."""
    global _active  # noqa: PLW0603
    _active = rules


def action_for(record: Record) -> str | None:
    """The action that the last covering rule asks for, or None where Python's filters decide."""
    for rule in reversed(_active if _active is not None else active()):
        if rule.selector.covers(record):
            return rule.action
    return None


class Covering:
    """Stands where a filter of Python has a pattern: matches warnings about API by its record."""

    def __init__(self, selector: Selector) -> None:
        self._selector = selector

    def covers(self, record: Record) -> bool:
        """Whether warnings about this API are meant."""
        return self._selector.covers(record)

    def match(self, text: str) -> Mark | None:
        """The mark that was just used and warns by `text`, if it is covered."""
        for mark in used.used_marks() if used.is_any_used() else ():
            if mark.text == text and self.covers(mark.record):
                return mark
        return None
