"""Fifty-five kinds of use, each with what is told of it beside its line."""

import shelf
import shelf.unstable  # 1 a module # [experimental] shelf.unstable
import shelf as books
import shelf.unstable as moving  # 2 a module by another name # [experimental] shelf.unstable
from shelf import unstable  # 3 a module from its package # [experimental] shelf.unstable
from shelf import route  # 4 a function # [experimental] shelf.route
from shelf import route as way  # 5 under another name # [experimental] shelf.route
from shelf import Router  # 6 a class # [experimental] shelf.Router
from shelf import LIMIT  # 7 a constant # [experimental] shelf.LIMIT
from shelf.unstable import wobble  # 8 out of a marked module # [experimental] shelf.unstable
from lender import lent_route  # 9 re-exported by another package # [experimental] shelf.route
from shelf import *  # noqa: F403
from shelf import Client, Session, plain, steady
from typing import Annotated, Generic, TypeVar, cast

Item = TypeVar("Item")


def inside() -> None:
    from shelf import hide  # 10 in a function # [experimental] shelf.hide
    import shelf.unstable  # 11 a module in a function # [experimental] shelf.unstable

    hide()  # [experimental] shelf.hide


route()  # 12 a call # [experimental] shelf.route
way()  # 13 by another name # [experimental] shelf.route
shelf.route()  # 14 through the module # [experimental] shelf.route
books.route()  # 15 through the module by another name # [experimental] shelf.route
later = shelf.route  # 16 a reference # [experimental] shelf.route
print(list(map(shelf.route, ["a"])))  # 17 a callback # [experimental] shelf.route
Client().explore()  # 18 a method # [experimental] shelf.Client.explore
keep = Client().explore  # 19 a bound method # [experimental] shelf.Client.explore
Client.explore(Client())  # 20 through the class # [experimental] shelf.Client.explore
Client.make()  # 21 a class method # [experimental] shelf.Client.make
Client.guess()  # 22 a static method # [experimental] shelf.Client.guess
print(Client().state)  # 23 reading a property # [experimental] shelf.Client.state
Client().speed = 3  # 24 setting one # [experimental] shelf.Client.speed
print(Client() + 1)  # 25 an operator # [experimental] shelf.Client.__add__
print(1 + Client())  # 26 a reflected one # [experimental] shelf.Client.__radd__
print(-Client())  # 27 a unary one # [experimental] shelf.Client.__neg__
print(Client() < Client())  # 28 a comparison # [experimental] shelf.Client.__lt__
print(Client()[1])  # 29 an index # [experimental] shelf.Client.__getitem__
Client()[1] = 2  # 30 setting an index # [experimental] shelf.Client.__setitem__
for _ in Client():  # 31 a loop # [experimental] shelf.Client.__iter__
    pass
Client()()  # 32 calling an instance # [experimental] shelf.Client.__call__
with Client():  # 33 a context manager # [experimental] shelf.Client.__enter__
    pass
with shelf.opened():  # 34 a function that makes one # [experimental] shelf.opened
    pass
Router()  # 35 an instance # [experimental] shelf.Router
Session()  # 36 one whose __init__ is marked # [experimental] shelf.Session.__init__
print(shelf.Router.LIMIT)  # 37 an attribute of a class # [experimental] shelf.Router
print(shelf.Mode.FAST)  # 38 a member of an enum # [experimental] shelf.Mode
print(shelf.parse("a"))  # 39 one overload # [experimental] shelf.parse
print(shelf.whole(1))  # 40 all overloads # [experimental] shelf.whole
try:
    pass
except shelf.Trouble:  # 41 an except clause # [experimental] shelf.Trouble
    pass
isinstance(1, shelf.Router)  # 42 isinstance # [experimental] shelf.Router
print(cast("shelf.Router", 1))  # 43 a cast # [experimental] shelf.Router


class Mine(shelf.Router): ...  # 44 a subclass # [experimental] shelf.Router


class Generous(shelf.Lookup[Item], Generic[Item]): ...  # 45 a generic one # [experimental] shelf.Lookup


class Better(Client):
    def explore(self) -> None:  # 46 an override # [experimental] shelf.Client.explore
        super().explore()  # 47 super # [experimental] shelf.Client.explore


def take(router: Router) -> None: ...  # 48 a parameter # [experimental] shelf.Router
def give() -> "Router | None": return None  # 49 a result # [experimental] shelf.Router


kept: Annotated[list[shelf.Router], "all"] = []  # 50 a variable # [experimental] shelf.Router


@shelf.wrapping  # 51 a decorator # [experimental] shelf.wrapping
def wrapped() -> None: ...


@shelf.wrapping_with(3)  # 52 a decorator factory # [experimental] shelf.wrapping_with
def wrapped_with() -> None: ...


async def wait() -> None:
    await shelf.fetch()  # 53 async # [experimental] shelf.fetch


print(LIMIT, shelf.LIMIT)  # 54 a constant # [experimental] shelf.LIMIT
table: shelf.Alias = {}  # 55 an alias # [experimental] shelf.Alias
