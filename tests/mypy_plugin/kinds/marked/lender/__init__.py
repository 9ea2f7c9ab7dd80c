"""Another library, which hands out what the first one has."""

from shelf import route as lent_route  # [experimental] shelf.route
from shelf import steady

__all__ = ["lent_route", "steady"]
