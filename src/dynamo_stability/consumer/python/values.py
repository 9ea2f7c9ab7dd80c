"""What an expression of a file may be, as far as reading the file alone can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast

    from dynamo_stability.consumer.python.scopes import Scope


class Thing(NamedTuple):
    """What a full name stands for: a module, function, class or anything else that is imported.

    Attributes:
        name: the full name.
        is_member: whether it was reached through an object of a class.
        is_certain: whether it cannot be anything else.
    """

    name: str
    is_member: bool = False
    is_certain: bool = True


class Instance(NamedTuple):
    """An object of an imported class."""

    name: str
    is_certain: bool = True


class LocalClass(NamedTuple):
    """A class of the file itself."""

    node: ast.ClassDef
    scope: Scope


class LocalInstance(NamedTuple):
    """An object of a class of the file itself, or what `super()` gives in its methods."""

    of: LocalClass
    is_super: bool = False


Value = Thing | Instance | LocalClass | LocalInstance
Values = tuple[Value, ...]
