"""Python source and stubs -> the shape of their public API, by griffe, which is loaded late."""

from dynamo_stability.collect.api.collecting import collect_api

__all__ = ["collect_api"]
