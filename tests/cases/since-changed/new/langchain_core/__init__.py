from dynamo_stability import beta, deprecated, experimental, stable


class ChatPromptTemplate:
    @deprecated("Use from_messages.", since="0.0.1", remove_in="0.3", alternative="langchain_core.ChatPromptTemplate.from_messages")
    def from_role_strings(self) -> None: ...

    @beta(since="0.1.0")
    def from_messages(self) -> None: ...
