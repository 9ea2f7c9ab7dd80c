from dynamo_stability import beta, deprecated, experimental, stable


class ChatPromptTemplate:
    @deprecated("Use from_messages.", since="0.0.1", alternative="langchain_core.prompts.ChatPromptTemplate.from_messages")
    def from_role_strings(self) -> None: ...

    def from_messages(self) -> None: ...


class BaseLanguageModel:
    @deprecated("Use invoke.", since="0.1.7", remove_in="0.3.0", alternative="langchain_core.prompts.BaseLanguageModel.invoke")
    def predict(self) -> None: ...

    def invoke(self) -> None: ...
