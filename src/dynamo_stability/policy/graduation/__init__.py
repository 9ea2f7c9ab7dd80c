"""Graduation: what a feature has to show before it rises, and whether it does."""
