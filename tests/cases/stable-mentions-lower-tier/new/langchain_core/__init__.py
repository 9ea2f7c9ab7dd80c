from dynamo_stability import beta, deprecated, experimental, stable


@beta
class BaseRateLimiter: ...


@beta
class DocumentIndex: ...


class BaseChatModel:
    rate_limiter: BaseRateLimiter | None = None


def index(docs: list[str], store: DocumentIndex) -> int: ...


class InMemoryRateLimiter(BaseRateLimiter): ...


@beta
def upsert(store: DocumentIndex) -> None: ...


@stable
def limiter() -> BaseRateLimiter: ...
