"""A small inference runtime: workers serve endpoints, clients stream from them."""

__version__ = "1.2.0"
