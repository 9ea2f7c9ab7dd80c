"""A module that is marked as a whole."""

from dynamo_stability import experimental, mark_module

mark_module(__name__, experimental("it moves"))


def wobble() -> None: ...
