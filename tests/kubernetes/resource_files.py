"""Definitions of custom resources, as text."""

from __future__ import annotations

import textwrap

HEAD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: graphs.nvidia.com
spec:
  group: nvidia.com
  names: {kind: Graph, plural: graphs}
  versions:
"""


def version(name: str, schema: str = "type: object", *, more: str = "served: true") -> str:
    """One version of a definition, whose schema is written flush left."""
    body = textwrap.indent(textwrap.dedent(schema).strip("\n"), " " * 8)
    return f"  - name: {name}\n    {more}\n    schema:\n      openAPIV3Schema:\n{body}\n"


def graph(*versions: str) -> str:
    """A definition with some versions."""
    return HEAD + "".join(versions)


def spec(properties: str, name: str = "v1") -> str:
    """A definition with one version, whose spec has some properties."""
    indented = textwrap.indent(textwrap.dedent(properties).strip("\n"), " " * 6)
    return graph(
        version(name, f"type: object\nproperties:\n  spec:\n    properties:\n{indented}\n")
    )
