"""Editing sources, manifests and changelogs, with everything kept that is not to change."""
