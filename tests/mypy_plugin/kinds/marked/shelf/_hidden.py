"""Where two objects are defined that the package re-exports."""

from dynamo_stability import experimental


@experimental
class Hidden:
    def lurk(self) -> None: ...


@experimental
def hide() -> None: ...
