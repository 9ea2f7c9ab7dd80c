"""Fixtures of this directory."""

from __future__ import annotations

from variables_under_test import _own_declarations, collect, run

__all__ = ["_own_declarations", "collect", "run"]
