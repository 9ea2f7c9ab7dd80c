"""The rules: a module for each, with its data and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.policy.rules import (
    added,
    breaking_change_of_beta_without_notice,
    breaking_change_of_stable,
    deprecated_graduates,
    deprecated_without_alternative,
    deprecated_without_changelog,
    deprecated_without_removal,
    environment_prefix_disagrees,
    experimental_too_old,
    feature_without_issue,
    graduated,
    marks_disagree,
    notice_too_short,
    possible_break_of_stable,
    public_unmarked,
    python_and_rust_disagree,
    removal_moved_earlier,
    removal_overdue,
    removed_before_notice,
    removed_without_deprecation,
    since_changed,
    stable_mentions_lower_tier,
    tier_lowered,
)
from dynamo_stability.policy.rules.checking import STALE, UNCLEAR, UNUSED

if TYPE_CHECKING:
    from typing import Final

    from dynamo_stability.policy.rule import Rule

__all__ = ["RULES", "STALE", "UNUSED"]

#: Every rule, in the order in which the documentation tells of them.
RULES: Final[tuple[Rule, ...]] = (
    public_unmarked.RULE,
    deprecated_without_removal.RULE,
    deprecated_without_alternative.RULE,
    deprecated_without_changelog.RULE,
    notice_too_short.RULE,
    removal_overdue.RULE,
    stable_mentions_lower_tier.RULE,
    deprecated_graduates.RULE,
    marks_disagree.RULE,
    python_and_rust_disagree.RULE,
    environment_prefix_disagrees.RULE,
    experimental_too_old.RULE,
    feature_without_issue.RULE,
    removed_without_deprecation.RULE,
    removed_before_notice.RULE,
    tier_lowered.RULE,
    removal_moved_earlier.RULE,
    since_changed.RULE,
    breaking_change_of_stable.RULE,
    breaking_change_of_beta_without_notice.RULE,
    possible_break_of_stable.RULE,
    added.RULE,
    graduated.RULE,
    UNCLEAR,
    UNUSED,
    STALE,
)
