"""Work that makes millions of short-lived objects, without the cyclic garbage collector."""

from dynamo_stability.pausing import collection_paused

__all__ = ["collection_paused"]
