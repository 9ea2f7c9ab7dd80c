"""Types as written: the same by another spelling, narrower, wider, or another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability.policy.changes.annotations import is_compatible


@pytest.mark.parametrize(
    ("old", "new", "compatible"),
    [
        ("Optional[int]", "int | None", True),
        ("Union[int, str]", "str | int", True),
        ("'pkg.C'", "C", True),
        ("List[int]", "list[int]", True),
        ("t.Dict[str, t.Any]", "dict[str, int]", True),
        ("Iterator[int]", "Generator[int, None, None]", True),
        ("Generator[int, None, None]", "Iterator[int]", False),
        ("Sequence[int]", "list[int]", True),
        ("list[int]", "Sequence[int]", False),
        ("list[int]", "list[str]", False),
        ("int", "bool", True),
        ("float", "int", True),
        ("int", "float", False),
        ("int", "int | None", False),
        ("int | None", "None", True),
        ("Literal['a', 'b']", "Literal['a']", True),
        ("Literal['a']", "Literal['a', 'b']", False),
        ("str", "Literal['a']", True),
        ("Literal['a']", "str", False),
        ("Any", "int", True),
        ("int", "Any", True),
        ("int", "NoReturn", True),
        ("Final[int]", "int", True),
        ("Annotated[int, 'x']", "int", True),
        ("T", "Callable[P, R]", True),
        ("Model", "Self", True),
        ("tuple[int, str]", "tuple[int, int]", False),
        ("Callable[[int], str]", "Callable[[int], bytes]", False),
        ("not python", "not  python", True),
        ("not python", "nor this", False),
        ("list[", "list[", True),
    ],
)
def test_compatible(old: str, new: str, compatible: bool) -> None:
    assert is_compatible(old, new) is compatible


def test_classes_of_the_package() -> None:
    assert is_compatible("Base", "Derived", lambda new, old: (new, old) == ("Derived", "Base"))
    assert not is_compatible("Base", "Derived")


@given(st.text(alphabet="intC[]|, .'\"()None*", max_size=40))
def test_any_text_is_compatible_with_itself_and_does_no_harm(text: str) -> None:
    assert is_compatible(text, text)
    is_compatible(text, "int")
    is_compatible("int", text)


def test_deep_nesting() -> None:
    deep = "list[" * 3_000 + "int" + "]" * 3_000
    assert not is_compatible(deep, "int")
