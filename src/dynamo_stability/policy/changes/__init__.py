"""Two catalogs -> what changed: marks, names, signatures. Pure."""

from dynamo_stability.policy.changes.change import GROUPS, KINDS, Change, ChangeKind, Changes
from dynamo_stability.policy.changes.comparing import compare

__all__ = ["GROUPS", "KINDS", "Change", "ChangeKind", "Changes", "compare"]
