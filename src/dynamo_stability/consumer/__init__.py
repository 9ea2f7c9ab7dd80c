"""For the code that uses a marked product: what of it is experimental, deprecated or unknown."""

from dynamo_stability.consumer.manifest_uses import ManifestUse, ManifestUses, find_manifest_uses

__all__ = ["ManifestUse", "ManifestUses", "find_manifest_uses"]
