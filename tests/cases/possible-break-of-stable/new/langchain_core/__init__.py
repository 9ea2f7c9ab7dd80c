class PydanticOutputParser:
    def parse_result(self, text: str) -> str | None: ...


class Edge:
    data: str | bytes | None


DEFAULT_PORT: int = 8080


def lower(name: str) -> str: ...
