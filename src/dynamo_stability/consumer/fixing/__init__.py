"""Rewriting uses of what is deprecated to what is declared to take its place."""
