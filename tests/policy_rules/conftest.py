"""Fixtures of this directory."""

from __future__ import annotations

from checking import project, run

__all__ = ["project", "run"]
