class PydanticOutputParser:
    def parse_result(self, text: str) -> str: ...


class Edge:
    data: str | None


DEFAULT_PORT: int = 8000


def lower(name: str) -> str: ...
