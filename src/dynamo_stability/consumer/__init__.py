"""For the code that uses a marked product: what of it is experimental, deprecated or gone."""

from dynamo_stability.consumer.api_use import STAGES, ApiUse
from dynamo_stability.consumer.file_search import FileUses
from dynamo_stability.consumer.files import UserFile, find_user_files
from dynamo_stability.consumer.fixing.files import Fixer
from dynamo_stability.consumer.fixing.fixes import FileFix
from dynamo_stability.consumer.known_api import KnownApi, KnownRelease
from dynamo_stability.consumer.manifest_uses import ManifestUse, ManifestUses, find_manifest_uses
from dynamo_stability.consumer.many_files import search_files

__all__ = [
    "STAGES",
    "ApiUse",
    "FileFix",
    "FileUses",
    "Fixer",
    "KnownApi",
    "KnownRelease",
    "ManifestUse",
    "ManifestUses",
    "UserFile",
    "find_manifest_uses",
    "find_user_files",
    "search_files",
]
