"""Manifests: what `stability.toml` says about code that cannot be edited, as further marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.marked import Marked, spell
from dynamo_stability.collect.python.recognising import Statement
from dynamo_stability.manifest import parse_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.python.resolving import Resolver
    from dynamo_stability.manifest import Entry, Manifest

_NOT_SAID = ("name", "kind", "tier", "deprecation", "definition", "source", "aliases")


class ManifestReader:
    """Turns the entries of manifests into marks on the definitions in the modules at hand."""

    def __init__(self, modules: Mapping[str, Sequence[Module]], resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._packages = {name.partition(".")[0] for name in modules}
        self.problems: list[Problem] = []

    def read(self, path: Path, shown: str) -> tuple[Manifest, list[Marked]]:
        """A manifest and its marks; `shown` is how the file is called.

        What it says about packages that were not read is left out.

        Raises:
            ManifestError: it cannot be read, or says something unknown or malformed.
        """
        manifest = parse_manifest(path)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        return manifest, list(self._marked(manifest, shown, lines))

    def _marked(self, manifest: Manifest, shown: str, lines: list[str]) -> Iterator[Marked]:
        for entry in manifest.entries:
            if entry.module.partition(".")[0] not in self._packages:
                continue
            line = _line_of(entry, lines)
            if not self._exists(entry):
                lacks = f"have no '{entry.qualname}'" if entry.qualname else "do not exist"
                message = (
                    f"'{entry.record.name}' is marked, but the sources of '{entry.module}' "
                    f"{lacks}. Correct the name, or remove the entry."
                )
                self.problems.append(Problem(shown, line, 1, message))
            yield self._mark(entry, shown, line)

    def _mark(self, entry: Entry, shown: str, line: int) -> Marked:
        record = entry.record
        module, qualname, kind = self._defined(entry)
        marked = Marked(
            module,
            qualname,
            entry.parameter,
            kind,
            path=shown,
            line=line,
            is_name=kind == "name",
        )
        marked.public = spell(entry.module, entry.qualname)
        fields = {
            field: value for field, value in record.to_dict().items() if field not in _NOT_SAID
        }
        marked.statements.append(
            Statement(
                record.tier,
                record.deprecation,
                fields,
                parameter=entry.parameter,
                is_ours=True,
            )
        )
        return marked

    def _defined(self, entry: Entry) -> tuple[str, str, str]:
        """The module, qualified name and kind of what an entry is about."""
        if not entry.qualname:
            return entry.module, "", "module"
        full = spell(entry.module, entry.qualname)
        definition = self._resolver.definition_of(full)
        for owner in _owners(definition):
            for module in self._modules.get(owner, ()):
                qualname = definition[len(owner) + 1 :]
                kind = module.kind_of(qualname)
                is_alias = qualname.rpartition(".")[2] != entry.qualname.rpartition(".")[2]
                if kind is not None and not is_alias and entry.target == "object":
                    return owner, qualname, "parameter" if entry.parameter else kind
        return entry.module, entry.qualname, entry.record.kind

    def _exists(self, entry: Entry) -> bool:
        """Whether the sources have what an entry names, or leave it open."""
        parts = self._modules.get(entry.module)
        if not parts:
            return self._may_be_compiled(entry.module)
        if not entry.qualname:
            return True
        head = entry.qualname.partition(".")[0]
        return any(one.binds(head) or one.stars or one.binds("__getattr__") for one in parts)

    def _may_be_compiled(self, module: str) -> bool:
        """Whether a module without source may exist: not where its package was read."""
        package, _, name = module.rpartition(".")
        for one in self._modules.get(package, ()):
            if one.source.is_package:
                directory = one.source.path.parent
                return any(directory.glob(f"{name}.*")) or (directory / name).is_dir()
        return True


def _owners(full: str) -> Iterator[str]:
    """The names that may be the module of a full name, longest first."""
    owner = full.rpartition(".")[0]
    while owner:
        yield owner
        owner = owner.rpartition(".")[0]


def _line_of(entry: Entry, lines: list[str]) -> int:
    """The line that names an entry below the table of its module, or the nearest thing to it."""
    name = f"{entry.qualname}({entry.parameter})" if entry.parameter else entry.qualname
    table = re.compile(rf"""\s*\[\s*modules\s*\.\s*["']?{re.escape(entry.module)}["']?\s*[].]""")
    found = 0
    for number, line in enumerate(lines, 1):
        if table.match(line):
            found = found or number
        if found and name and name in line:
            return number
    return found or 1
