from dynamo_stability import beta, deprecated, experimental, stable


class BaseLanguageModel:
    @deprecated("Use invoke.", since="0.1.7", remove_in="1.0", alternative="langchain_core.BaseLanguageModel.invoke")
    def predict(self) -> None: ...

    @deprecated("Use invoke.", since="0.1.7", remove_in="0.9.0", alternative="langchain_core.BaseLanguageModel.invoke")
    def generate(self) -> None: ...

    def invoke(self) -> None: ...
