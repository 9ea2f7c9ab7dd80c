"""PublicName: the name under which users know an API, taken apart."""

from __future__ import annotations

from dynamo_stability.errors import RecordError, nearest
from dynamo_stability.value import Value, optional_text, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Final

#: Kinds of name other than Python's; each is written in front, with a colon.
SURFACES: Final = ("cli", "env", "crd", "rust", "http")

_set = object.__setattr__


def _surface(value: Any, field: str) -> str:
    if value == "python" or value in SURFACES:
        return str(value)
    allowed = ("python", *SURFACES)
    raise RecordError(
        f"Cannot take {value!r} for the field {field!r}: {nearest(str(value), allowed)} "
        f"Allowed: {', '.join(allowed)}."
    )


class PublicName(Value):
    """A name that users import or type.

    Python names are written `package.module.Qual.name`, or `package.module:Qual.name` where it
    has to be clear which part is the module; a parameter is `package.function(parameter)`. Other
    surfaces are written behind their kind: `cli:dynamo.frontend --router-mode`,
    `env:DYN_ROUTER_MODE`, `rust:dynamo_llm::kv_router::KvRouter`.

    Attributes:
        qualname: the name, without the module where that is known.
        surface: `"python"`, or one of `SURFACES`.
        module: the module, where the name says which part it is.
        parameter: the parameter, if the name is about one.
    """

    __slots__ = ("module", "parameter", "qualname", "surface")

    qualname: str
    surface: str
    module: str | None
    parameter: str | None

    FIELDS = {
        "qualname": text,
        "surface": _surface,
        "module": optional_text,
        "parameter": optional_text,
    }
    REQUIRED = ("qualname",)

    def __init__(
        self,
        qualname: str,
        *,
        surface: str = "python",
        module: str | None = None,
        parameter: str | None = None,
    ) -> None:
        _set(self, "qualname", text(qualname, "qualname"))
        _set(self, "surface", _surface(surface, "surface"))
        _set(self, "module", optional_text(module, "module"))
        _set(self, "parameter", optional_text(parameter, "parameter"))

    def __str__(self) -> str:
        if self.surface != "python":
            return f"{self.surface}:{self.qualname}"
        name = self.qualname if self.module is None else f"{self.module}.{self.qualname}"
        return name if self.parameter is None else f"{name}({self.parameter})"

    @classmethod
    def parse(cls, written: str) -> PublicName:
        """The name that a string spells.

        Raises:
            RecordError: it spells none; what is wrong with it is in the message.
        """
        text(written, "name")
        surface, colon, rest = written.partition(":")
        if colon and surface in SURFACES:
            if not rest.strip() or rest != rest.strip():
                raise _malformed(written, f"nothing clear follows '{surface}:'")
            return cls(rest, surface=surface)
        return _parse_python(cls, written)


def holder_of(name: str) -> str:
    """The name of what holds the thing of a full name, or "" where nothing does.

    A parameter is held by its function, a method by its class, an option by its program, a field
    of a resource by the field around it, a Rust item by its module.
    """
    surface, colon, rest = name.partition(":")
    if not colon or surface not in SURFACES:
        return name.partition("(")[0] if name.endswith(")") else name.rpartition(".")[0]
    held = _HOLDERS[surface](rest)
    return f"{surface}:{held}" if held else ""


def _rust_holder(name: str) -> str:
    """`crate::m::S` of its field `crate::m::S.f`, `crate` of its feature `crate/feature`."""
    last = max(name.rfind("::"), name.rfind("."), name.rfind("/"))
    return name[: max(last, 0)]


def _resource_holder(name: str) -> str:
    """The field around a field; each element of a list or a map, `[]`, is held by the whole."""
    return name[:-2] if name.endswith("[]") else name.rpartition(".")[0]


def _route_holder(name: str) -> str:
    """`POST /v1/x` of its parameter `POST /v1/x?n` and of `POST /v1/x#request.a`."""
    route, hash_sign, content = name.partition("#")
    if hash_sign or name.startswith("schema "):
        inner = (content or name).removesuffix("[]")
        held = inner.rpartition(".")[0]
        return f"{route}#{held}" if hash_sign and held else held or (route if hash_sign else "")
    return name.rpartition("?")[0]


_HOLDERS: Final[Mapping[str, Callable[[str], str]]] = {
    "cli": lambda name: name.rpartition(" ")[0],
    "env": lambda _: "",
    "crd": _resource_holder,
    "rust": _rust_holder,
    "http": _route_holder,
}


def _parse_python(cls: type[PublicName], written: str) -> PublicName:
    name, bracket, parameter = written.partition("(")
    if bracket:
        if not parameter.endswith(")") or not parameter[:-1].isidentifier():
            raise _malformed(written, "a parameter is written 'function(parameter)'")
        parameter = parameter[:-1]
    module, colon, qualname = name.rpartition(":")
    for part in (*(module.split(".") if colon else ()), *qualname.split(".")):
        if not part.isidentifier() and part != "<locals>":
            raise _malformed(written, f"{part!r} is no identifier")
    return cls(qualname, module=module or None, parameter=parameter or None)


def _malformed(written: str, why: str) -> RecordError:
    return RecordError(
        f"Cannot read the name {written!r}: {why}. "
        f"Write 'package.module.name', or one of the surfaces {', '.join(SURFACES)} before a colon."
    )
