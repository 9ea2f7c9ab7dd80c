from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Use register_model.", since="1.5")  # stability: ignore[deprecated-without-removal]
def register_llm() -> None: ...


@deprecated("Use fetch_model.", since="1.5", remove_in="1.9")
def fetch_llm(
    name: str,
) -> None:  # stability: ignore[deprecated-without-alternative, removal-overdue]
    """Old."""


def register_model() -> None: ...  # stability: ignore


def fetch_model() -> None: ...  # stability: ignore[removal-overdu]


def unregister_model() -> None: ...  # stability: ignore[


# stability: ignore[tier-lowered, unused-ignore]
def list_models() -> None:
    print("# stability: ignore[removal-overdue]")
