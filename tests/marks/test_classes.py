"""Rows 5, 6, 7, 8: a marked class is the class it was."""

from __future__ import annotations

import abc
import copy
import dataclasses
import enum
import inspect
import pickle
import sys
import typing
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypedDict, TypeVar

import attrs
import pydantic
import pytest
from listening import Listen

from dynamo_stability import deprecated, experimental, get_stability

T = TypeVar("T")
BOTH = pytest.mark.parametrize(
    "mark", [experimental, deprecated("x")], ids=["experimental", "deprecated"]
)


class Plain:
    pass


class WithInit:
    def __init__(self, size: int, *, name: str = "n") -> None:
        self.size = size
        self.name = name


class WithNew:
    def __new__(cls, size: int) -> WithNew:
        self = super().__new__(cls)
        self.size = size  # type: ignore[attr-defined]
        return self


class Error(Exception):
    pass


class Mapping(dict):  # type: ignore[type-arg]
    pass


class Abstract(abc.ABC):
    @abc.abstractmethod
    def method(self) -> None: ...


def rebuilt(cls: type) -> Any:
    """Another class like `cls`, so that the samples stay unmarked."""
    skip = {"__dict__", "__weakref__"}
    namespace = {key: value for key, value in vars(cls).items() if key not in skip}
    for key, value in namespace.items():
        if inspect.isfunction(value) and value.__closure__ is None:
            namespace[key] = type(value)(
                value.__code__, value.__globals__, key, value.__defaults__, None
            )
            namespace[key].__kwdefaults__ = value.__kwdefaults__
            namespace[key].__annotations__ = value.__annotations__
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def describe(cls: Any) -> dict[str, Any]:
    def attempt(question: Any) -> Any:
        try:
            return str(question())
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"

    return {
        "type": type(cls),
        "name": cls.__name__,
        "module": cls.__module__,
        "bases": cls.__bases__,
        "mro": [one.__name__ for one in cls.__mro__],
        "doc": cls.__doc__,
        "signature": attempt(lambda: inspect.signature(cls)),
        "init": getattr(cls.__init__, "__qualname__", None),
        "init_subclass": type(cls.__init_subclass__),
        "abstract": getattr(cls, "__abstractmethods__", None),
    }


@BOTH
@pytest.mark.parametrize("sample", [Plain, WithInit, Error, Mapping, Abstract])
def test_class_looks_the_same_armed_and_spent(listen: Listen, sample: type, mark: Any) -> None:
    bare = rebuilt(sample)
    expected = describe(bare)
    marked = mark(bare)
    assert marked is bare
    assert describe(marked) == expected
    with listen() as spoken:
        type("Sub", (marked,), {})
    assert len(spoken) == 1
    assert describe(marked) == expected
    if mark is experimental:
        left = set(vars(marked)) - set(vars(sample))
        assert left <= {"__stability__", "__stability_record__", "__dict__", "__weakref__"}


@BOTH
@pytest.mark.parametrize(
    ("sample", "args", "kwargs"),
    [
        (Plain, (), {}),
        (Plain, (1,), {}),
        (Plain, (), {"x": 1}),
        (WithInit, (1,), {"name": "x"}),
        (WithInit, (), {}),
        (WithInit, (1, 2), {}),
        (WithNew, (3,), {}),
        (WithNew, (), {}),
        (Error, ("a", "b"), {}),
        (Error, (), {"x": 1}),
        (Mapping, ([("a", 1)],), {"b": 2}),
        (Mapping, (1,), {}),
        (Abstract, (), {}),
    ],
)
def test_construction_succeeds_and_fails_as_before(
    listen: Listen, sample: type, args: Any, kwargs: Any, mark: Any
) -> None:
    if sample is WithNew:

        class Local:
            def __new__(cls, size: int) -> Any:
                self = super().__new__(cls)
                self.size = size  # type: ignore[attr-defined]
                return self

        Local.__name__ = Local.__qualname__ = "WithNew"

        class Other:
            def __new__(cls, size: int) -> Any:
                self = super().__new__(cls)
                self.size = size  # type: ignore[attr-defined]
                return self

        Other.__name__ = Other.__qualname__ = "WithNew"
        bare, marked = Local, mark(Other)
    else:
        bare, marked = rebuilt(sample), mark(rebuilt(sample))

    def attempt(cls: Any) -> Any:
        try:
            made = cls(*args, **kwargs)
        except TypeError as error:
            return str(error).replace("Local", "").replace("Other", "")
        return (
            getattr(made, "__dict__", None),
            getattr(made, "args", None),
            dict(made) if isinstance(made, dict) else None,
        )

    with listen():
        for _ in range(2):
            assert attempt(marked) == attempt(bare)


def test_subclassing_is_a_use_and_using_the_subclass_is_not(listen: Listen) -> None:
    @deprecated("x")
    class Base:
        hooks: ClassVar[list[Any]] = []

        def __init_subclass__(cls, **kwargs: Any) -> None:
            cls.hooks.append((cls.__name__, kwargs))
            super().__init_subclass__()

    with listen() as spoken:

        class Sub(Base, option=1):  # use
            pass

        Base()  # use
    spoken.assert_spoken(*[f"{Base.__module__}.{Base.__qualname__}"] * 2)
    with listen() as spoken:

        class SubSub(Sub, option=2):
            pass

        Sub()
        SubSub()
    assert len(spoken) == 0
    assert Base.hooks == [("Sub", {"option": 1}), ("SubSub", {"option": 2})]
    assert get_stability(Base) is not None
    assert get_stability(Sub) is None
    for name in ("__stability__", "__stability_record__", "__deprecated__"):
        assert hasattr(Base, name)
        assert not hasattr(Sub, name)
    assert inspect.ismethod(Sub.__init_subclass__)


@BOTH
def test_mixins_let_the_next_class_run(listen: Listen, mark: Any) -> None:
    @mark
    class Mixin:
        pass

    class Next:
        def __init__(self, value: int) -> None:
            self.value = value

        def __init_subclass__(cls, tag: str = "", **kwargs: Any) -> None:
            super().__init_subclass__(**kwargs)
            cls.tag = tag  # type: ignore[attr-defined]

    with listen():

        class Both(Mixin, Next, tag="t"):
            pass

        class OverDict(Mixin, dict):  # type: ignore[type-arg]
            pass

        class OverError(Mixin, Exception):
            pass

        for _ in range(2):
            assert Both(3).value == 3
            assert OverDict(a=1) == {"a": 1}
            assert OverError("x", 1).args == ("x", 1)
        assert Both.tag == "t"  # type: ignore[attr-defined]


def test_new_that_returns_something_else(listen: Listen) -> None:
    @deprecated("x")
    class Path:
        def __new__(cls, value: int) -> Any:
            if cls is Path:
                return object.__new__(Posix)
            return object.__new__(cls)

    with listen():

        class Posix(Path):
            def __init__(self, value: int) -> None:
                self.value = value

    @deprecated("x")
    class Singleton:
        instance: ClassVar[Any] = None

        def __new__(cls) -> Any:
            cls.instance = cls.instance or super().__new__(cls)
            return cls.instance

    @deprecated("x")
    class Number:
        def __new__(cls, value: int) -> Any:
            return value + 1

    with listen() as spoken:
        assert Path(3).value == 3  # use
        assert Singleton() is Singleton()  # use
        assert Number(1) == 2  # use
    assert len(spoken) == 4
    assert all(line.endswith("# use") for line in spoken.lines)
    with listen() as spoken:
        Posix(4)
    assert len(spoken) == 0


# ---- kinds of class -----------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("options", [{}, {"frozen": True}, {"slots": True}, {"order": True}])
@pytest.mark.parametrize("order", ["above", "below"])
def test_dataclasses(listen: Listen, mark: Any, options: Any, order: str) -> None:
    if order == "above":

        @mark
        @dataclasses.dataclass(**options)
        class Config:
            size: int
            name: str = "n"

    else:

        @dataclasses.dataclass(**options)
        @mark
        class Config:  # type: ignore[no-redef]
            size: int
            name: str = "n"

    assert str(inspect.signature(Config)) == "(size: 'int', name: 'str' = 'n') -> None"
    with listen() as spoken:
        config = Config(1)  # use
        assert (config, config.name) == (Config(1, "n"), "n")  # use
        assert dataclasses.replace(config, size=2) == Config(2)  # use
    assert len(spoken) == (1 if mark is experimental else 4)
    assert all(line.endswith("# use") for line in spoken.lines)
    with listen() as spoken, pytest.raises(TypeError, match=r"missing 1 required positional"):
        Config()  # type: ignore[call-arg]
    assert get_stability(Config) is not None
    assert Config.__doc__ == "Config(size: 'int', name: 'str' = 'n')"


@BOTH
def test_attrs_classes(listen: Listen, mark: Any) -> None:
    @attrs.define
    @mark
    class Below:
        size: int

    @mark
    @attrs.define
    class Above:
        size: int

    @attrs.define(slots=False)
    @mark
    class Unslotted:
        size: int

    for cls in (Below, Above, Unslotted):
        assert str(inspect.signature(cls)) == "(size: 'int') -> None"
        with listen() as spoken:
            assert cls(1) == cls(size=1)  # use
        assert len(spoken) == (1 if mark is experimental else 2)
        assert all(line.endswith("# use") for line in spoken.lines)
        assert get_stability(cls) is not None


def test_an_unknown_decorator_above_a_class_with_fields(listen: Listen) -> None:
    def register(cls: Any) -> Any:
        return cls

    @register
    @experimental
    class Fields:
        size: int

    assert type(Fields) is type
    with listen() as spoken, pytest.raises(TypeError, match=r"Fields\(\) takes no arguments"):
        Fields(1)  # type: ignore[call-arg] # use
    with listen() as spoken:
        Fields()  # use
        Fields()
    assert len(spoken) <= 1


class Point(NamedTuple):
    x: int
    y: int = 2


Point = experimental(Point)  # type: ignore[misc]


@experimental
class Picklable:
    def __init__(self, value: int) -> None:
        self.value = value


@deprecated("x")
@dataclasses.dataclass
class PicklableData:
    value: int


def test_instances_pickle_and_copy_in_silence(listen: Listen) -> None:
    with listen():
        instances = [Point(1), Picklable(2), PicklableData(3)]
    with listen() as spoken:
        for instance in instances:
            again = pickle.loads(pickle.dumps(instance))
            assert type(again) is type(instance)
            assert copy.deepcopy(instance).__class__ is type(instance)
            assert getattr(again, "__dict__", None) == getattr(instance, "__dict__", None)
    assert len(spoken) == 0


def test_named_tuple(listen: Listen) -> None:
    class Pair(NamedTuple):
        first: int
        second: int = 2

    marked = deprecated("x")(Pair)
    with listen() as spoken:
        assert marked(1) == (1, 2)  # use
        assert marked(1)._replace(first=3) == (3, 2)  # use
    assert len(spoken) == 2
    assert str(inspect.signature(marked)) == "(first: 'int', second: 'int' = 2)" or sys.version_info


def test_enumeration_members_are_uses(listen: Listen) -> None:
    @deprecated("x")
    class Colour(enum.Enum):
        RED = 1
        GREEN = 2

        @property
        def shout(self) -> str:
            return self.name + "!"

    with listen() as spoken:
        assert Colour.RED.shout == "RED!"  # use
        assert Colour.GREEN.value == 2  # use
    assert len(spoken) == 2
    assert all(line.endswith("# use") for line in spoken.lines)
    with listen() as spoken:
        assert [one.name for one in Colour] == ["RED", "GREEN"]
        assert Colour(1).name == "RED"
        assert Colour["GREEN"].value == 2
        assert len(Colour) == 2
        assert isinstance(next(iter(Colour)), Colour)
    assert len(spoken) == 0

    @experimental
    class Once(enum.IntFlag):
        A = 1
        B = 2

    before = set(vars(Once))
    with listen() as spoken:
        assert Once.A | Once.B == 3  # use
    assert len(spoken) == 1
    assert Once.A is Once(1)
    assert set(vars(Once)) <= before


def test_protocols(listen: Listen) -> None:
    @deprecated("x")
    @typing.runtime_checkable
    class Closes(Protocol):
        def close(self) -> None: ...

    class Structural:
        def close(self) -> None: ...

    with listen() as spoken:
        assert isinstance(Structural(), Closes)
        assert not isinstance(object(), Closes)
    assert len(spoken) == 0
    with listen() as spoken:

        class Explicit(Closes):  # use
            def close(self) -> None: ...

    assert len(spoken) == 1
    assert spoken.lines[0].endswith("# use")
    with listen() as spoken:
        assert isinstance(Explicit(), Closes)
        assert isinstance(Structural(), Closes)
    assert len(spoken) == 0
    with listen(), pytest.raises(TypeError, match="Protocols cannot be instantiated"):
        Closes()  # type: ignore[misc]
    if sys.version_info >= (3, 12):
        assert Closes.__protocol_attrs__ == {"close"}  # type: ignore[attr-defined]


def test_a_marked_implementation_of_a_protocol(listen: Listen) -> None:
    class Closes(Protocol):
        def close(self) -> None: ...

    @deprecated("x")
    class Explicit(Closes):
        def close(self) -> None: ...

    with listen() as spoken:
        Explicit().close()  # use
        Explicit().close()  # use
    assert len(spoken) == 2


def test_typed_dict(listen: Listen) -> None:
    @experimental
    class Options(TypedDict):
        size: int

    with listen() as spoken:
        assert Options(size=1) == {"size": 1}  # use
        assert Options(size=2) == {"size": 2}
    assert len(spoken) == 1
    assert spoken.lines[0].endswith("# use")

    @deprecated("x")
    class Parent(TypedDict):
        size: int

    with listen() as spoken:

        class Child(Parent):  # use
            name: str

    assert len(spoken) == 1
    assert set(Child.__annotations__) == {"size", "name"}
    assert Child(size=1, name="n") == {"size": 1, "name": "n"}


def test_pydantic_models(listen: Listen) -> None:
    @experimental
    class Model(pydantic.BaseModel):
        size: int = 1

    signature = str(inspect.signature(Model))
    with listen() as spoken:

        class Sub(Model):  # use
            name: str = "n"

        assert Sub(size=3).size == 3
        assert Model(size=2).size == 2
        assert Model.model_validate({"size": 4}).size == 4
    assert len(spoken) == 1
    assert str(inspect.signature(Model)) == signature
    with pytest.raises(pydantic.ValidationError):
        Model(size="no")  # type: ignore[arg-type]


def test_generic_classes(listen: Listen) -> None:
    @experimental
    class Box(Generic[T]):
        def __init__(self, value: T) -> None:
            self.value = value

    with listen() as spoken:

        class IntBox(Box[int]):  # use
            pass

        assert IntBox(1).value == 1
    assert len(spoken) == 1


def test_isinstance_and_issubclass_are_no_uses(listen: Listen) -> None:
    @deprecated("x")
    class Marked:
        pass

    with listen() as spoken:
        assert not isinstance(1, Marked)
        assert issubclass(Marked, object)
        assert inspect.getmembers(Marked)
    assert len(spoken) == 0


def test_metaclass_can_be_marked(listen: Listen) -> None:
    @deprecated("x")
    class Meta(type):
        pass

    with listen() as spoken:

        class Made(metaclass=Meta):  # use
            pass

    assert type(Made) is Meta
    assert len(spoken) == 1
