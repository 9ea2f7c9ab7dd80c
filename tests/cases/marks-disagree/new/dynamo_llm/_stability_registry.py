"""Tiers of dynamo_llm, for type checkers and other readers. Generated: do not edit."""

# ruff: noqa: E501, RUF100

from typing import Final

FORMAT: Final = 1
REGISTRY: Final = r"""
{
 "format": 1,
 "packages": [
  "dynamo_llm"
 ],
 "records": [
  {
   "name": "dynamo_llm.KvPushRouter",
   "kind": "class",
   "tier": "experimental"
  },
  {
   "name": "dynamo_llm.KvRouter",
   "kind": "class",
   "tier": "experimental"
  },
  {
   "name": "dynamo_llm.ModelDeploymentCard",
   "kind": "class",
   "tier": "stable"
  }
 ]
}
"""
