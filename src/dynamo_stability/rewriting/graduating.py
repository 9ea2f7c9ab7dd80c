"""plan_graduation(): the edits that put a feature to another tier, and what is left to do."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.python.recognising import Recogniser
from dynamo_stability.collect.python.resolving import Resolver
from dynamo_stability.collect.sources import relative_path
from dynamo_stability.findings.finding import split_place
from dynamo_stability.manifest import parse_manifest
from dynamo_stability.public_name import SURFACES
from dynamo_stability.rewriting.file_changes import FileChanges
from dynamo_stability.rewriting.manifest_edits import ManifestEditor
from dynamo_stability.rewriting.marker_edits import MarkerEditor
from dynamo_stability.rewriting.option_edits import UNMARKED, OptionEditor
from dynamo_stability.surfaces.environment_names import graduated_variable
from dynamo_stability.tiers import COMMITMENTS, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dynamo_stability.collect import Collected, Target
    from dynamo_stability.collect.python.marked import Marked
    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.python.recognising import Seen, Statement
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.manifest import Manifest
    from dynamo_stability.record import Record

_VERSIONS: Final = {Tier.BETA: "v1beta1", Tier.STABLE: "v1"}
_ROUTES: Final = {Tier.BETA: "/v1beta", Tier.STABLE: "/v1"}
_NOT_EDITED: Final = {
    "rust": "Rust sources",
    "crd": "definitions of resources",
    "http": "routes and their documents",
}
_RUST: Final = {
    Tier.BETA: "take it out of its Cargo feature, and say so in a '# Stability' section",
    Tier.STABLE: "take it out of its Cargo feature, and the '# Stability' section away",
}


class Asked(NamedTuple):
    """What is to be put to which tier.

    Attributes:
        feature: the feature.
        records: what is to be edited.
        goal: the tier.
        since: the version that comes with it; None where no mark says one.
    """

    feature: str
    records: tuple[Record, ...]
    goal: Tier
    since: str | None


class ByHand(NamedTuple):
    """One thing that is not edited.

    Attributes:
        name: what it is about.
        place: where it stands; empty where that is not known.
        why: why it is not edited.
        what: what to do.
    """

    name: str
    place: str
    why: str
    what: str


class Plan(NamedTuple):
    """What a graduation changes.

    Attributes:
        changes: the files that change.
        edited: the names whose marks are edited.
        by_hand: what is left to do.
    """

    changes: FileChanges
    edited: tuple[str, ...]
    by_hand: tuple[ByHand, ...]


def plan_graduation(
    asked: Asked,
    collected: Collected,
    sources: Iterable[Iterable[Record]],
    targets: Sequence[Target],
    configuration: Configuration,
) -> Plan:
    """The edits for a graduation; nothing is written yet.

    Args:
        asked: what is to be put to which tier.
        collected: what was read.
        sources: the records of each source, before they were merged.
        targets: where it was read.
        configuration: the project's configuration, with its manifests.

    Raises:
        MissingExtraError: what edits a kind of file is not installed.
        RewriteError: a file cannot be edited.
    """
    return _Planning(asked, collected, sources, targets, configuration).plan()


class _Planning:
    """One run over all records."""

    def __init__(
        self,
        asked: Asked,
        collected: Collected,
        sources: Iterable[Iterable[Record]],
        targets: Sequence[Target],
        configuration: Configuration,
    ) -> None:
        self._asked = asked
        self._collected = collected
        self._top = configuration.directory.resolve()
        self._configuration = configuration
        self._changes = FileChanges()
        resolver = Resolver(collected.modules)
        self._markers = MarkerEditor(collected.modules, resolver, self._changes)
        recogniser = Recogniser(resolver, configuration.decorators)
        self._options = OptionEditor(self._markers, recogniser)
        self._installed = {
            source.path for one in targets if one.is_release for source in one.sources
        }
        self._modules = list(self._shown(targets))
        self._edited: set[str] = set()
        self._left: dict[str, ByHand] = {}
        self._users = self._users_of_markers()
        manifests = {PurePath(one).as_posix() for one in configuration.manifests}
        self._in_code = {
            one.name
            for records in sources
            for one in records
            if one.tier is not None and split_place(one.source)[0] not in manifests
        }

    def plan(self) -> Plan:
        """All of it."""
        for record in self._asked.records:
            self._put_source(record)
        self._put_manifests()
        for record in self._asked.records:
            if record.name not in self._edited and record.name not in self._left:
                self._leave(record, _why_not(record))
        self._markers.finish()
        left = tuple(self._left[name] for name in sorted(self._left))
        return Plan(self._changes, tuple(sorted(self._edited - set(self._left))), left)

    def _leave(self, record: Record, why: str) -> None:
        what = _what_to_do(record, self._asked.goal)
        self._left.setdefault(record.name, ByHand(record.name, record.source or "", why, what))

    def _note(self, record: Record, why: str | None) -> None:
        """Remember that a mark of a record is edited, or why it is not."""
        if why is None:
            self._edited.add(record.name)
        else:
            self._leave(record, why)

    # ---- sources --------------------------------------------------------------------------------

    def _put_source(self, record: Record) -> None:
        if record.kind in {"cli", "env"}:
            self._put_declared(record)
        elif record.kind not in SURFACES:
            found = [
                statement.seen
                for marked in self._marked(record)
                for statement in marked.statements
                if self._is_to_rise(statement) and statement.seen is not None
            ]
            obstacles = [why for seen in found if (why := self._obstacle(seen)) is not None]
            # Marks of one object go together, or they would contradict each other.
            for seen in [] if obstacles else found:
                self._note(record, self._markers.put(seen, self._asked.goal, self._asked.since))
            if obstacles:
                self._leave(record, obstacles[0])

    def _is_to_rise(self, statement: Statement) -> bool:
        return statement.tier is not None and statement.tier < self._asked.goal

    def _marked(self, record: Record) -> Iterator[Marked]:
        for (name, _), marked in self._collected.marked.items():
            if name == record.name:
                yield marked

    def _obstacle(self, seen: Seen) -> str | None:
        path = seen.module.source.path
        if not self._is_own(path):
            return f"{path} is not a file of this project"
        others = self._users[id(seen.marker)] - {one.name for one in self._asked.records}
        if others:
            return f"the same marker is also that of {min(others)}, which stays"
        return self._markers.obstacle(seen, self._asked.goal)

    def _is_own(self, path: Path) -> bool:
        return path not in self._installed and self._top in path.resolve().parents

    def _users_of_markers(self) -> dict[int, set[str]]:
        """The names that each marker in source gives a tier."""
        users: dict[int, set[str]] = {}
        for (name, _), marked in self._collected.marked.items():
            for statement in marked.statements:
                if statement.seen is not None:
                    users.setdefault(id(statement.seen.marker), set()).add(name)
        return users

    def _put_declared(self, record: Record) -> None:
        """An option or a variable, in the line that declares it."""
        path, line = split_place(record.source)
        found = [module for shown, module in self._modules if shown == path]
        if not found:
            return  # a manifest says it, or Rust does
        if len(found) > 1:
            self._leave(record, "several files go by the path of its declaration")
        elif not self._is_own(found[0].source.path):
            self._leave(record, f"{found[0].source.path} is not a file of this project")
        else:
            goal, since = self._asked.goal, self._asked.since
            why = self._options.put(found[0], line, record, goal, since)
            is_elsewhere = why == UNMARKED and record.name in self._in_code
            self._note(record, "what gives it its tier stands elsewhere" if is_elsewhere else why)

    def _shown(self, targets: Sequence[Target]) -> Iterator[tuple[str, Module]]:
        """Each module under the path by which records name its file."""
        roots = {source.path: target.root for target in targets for source in target.sources}
        for parts in self._collected.modules.values():
            for module in parts:
                path = module.source.path
                yield relative_path(path, roots.get(path, path)), module

    # ---- manifests ------------------------------------------------------------------------------

    def _put_manifests(self) -> None:
        for written in self._configuration.manifests:
            path = self._configuration.directory / written
            manifest = parse_manifest(path)
            if not self._concerns(manifest):
                continue
            editor = ManifestEditor(str(path), self._changes.read(path))
            self._put_manifest(manifest, editor)
            self._changes.change(path, editor.result())

    def _concerns(self, manifest: Manifest) -> bool:
        return self._rising_feature(manifest) or any(
            self._of(manifest_record) for manifest_record in _records(manifest)
        )

    def _rising_feature(self, manifest: Manifest) -> bool:
        return any(
            one.name == self._asked.feature and one.tier is not None and one.tier < self._asked.goal
            for one in manifest.features
        )

    def _put_manifest(self, manifest: Manifest, editor: ManifestEditor) -> None:
        goal, since = self._asked.goal, self._asked.since
        for entry in manifest.entries:
            record = self._of(entry.record)
            if record is not None:
                editor.put_entry(entry, goal, since)
                self._settle(record)
        for mark in manifest.marks:
            record = self._of(mark)
            if record is None:
                continue
            if _tells_tier(record):
                self._leave(record, "its name tells its tier, and code reads that name")
            else:
                editor.put_mark(mark.name, goal, since)
                self._settle(record)
        if self._rising_feature(manifest):
            editor.put_feature(self._asked.feature, goal)

    def _settle(self, record: Record) -> None:
        """Remember that a manifest gave a record its tier; its source may say nothing then."""
        self._edited.add(record.name)
        self._left.pop(record.name, None)

    def _of(self, said: Record) -> Record | None:
        """The record that a mark of a manifest is about, where the mark has to rise."""
        if said.tier is None or said.tier >= self._asked.goal or said.deprecation is not None:
            return None
        for record in self._asked.records:
            if said.name in {record.name, record.definition, *record.aliases}:
                left = self._left.get(record.name)
                # Where the source stays as it is, the manifest must not contradict it.
                return record if left is None or left.why == UNMARKED else None
        return None


def _records(manifest: Manifest) -> Iterable[Record]:
    return (*(one.record for one in manifest.entries), *manifest.marks)


def _why_not(record: Record) -> str:
    """Why nothing was found that gives a record its tier."""
    kind = "rust" if _is_rust(record) else record.kind
    if kind in _NOT_EDITED:
        return f"{_NOT_EDITED[kind]} are not edited"
    return "nothing that gives it its tier was found"


def _what_to_do(record: Record, goal: Tier) -> str:
    """How a mark is put to another tier by hand. Source: policy, "How each kind of surface"."""
    label = COMMITMENTS[goal].label
    if _is_rust(record):
        return _RUST[goal]
    if record.kind == "crd":
        return f"serve it as {_VERSIONS[goal]} beside the older version, or give its mark that tier"
    if record.kind == "http":
        return f"serve it below {_ROUTES[goal]} too"
    if record.kind == "env":
        new = graduated_variable(record.name.removeprefix("env:"), goal)
        return f"read {new}, and the older name with a warning"
    if record.kind == "cli":
        return f"begin its help text with {label}" if label else "take the tag off its help text"
    return f"mark it {goal}"


def _is_rust(record: Record) -> bool:
    """Whether a mark stands in Rust, of whatever it is."""
    return record.kind == "rust" or split_place(record.source)[0].endswith(".rs")


def _tells_tier(record: Record) -> bool:
    """Whether a mark cannot rise without another name."""
    variable = record.name.removeprefix("env:")
    return record.kind == "env" and graduated_variable(variable, Tier.STABLE) != variable
