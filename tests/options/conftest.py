"""Fixtures of this directory."""

from __future__ import annotations

from programs_under_test import collect, run

__all__ = ["collect", "run"]
