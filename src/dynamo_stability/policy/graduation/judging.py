"""judge_graduation(): what a feature still lacks for a higher tier, condition by condition."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.tiers import GRADUATION, Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from dynamo_stability.groups import Evidence
    from dynamo_stability.record import Deprecation, Record
    from dynamo_stability.tiers import Criterion

PROVED: Final = "proved"
EVIDENT: Final = "evident"
OPEN: Final = "open"
REFUTED: Final = "refuted"

#: What holds for every step. Source: policy, "Graduation".
NOT_DEPRECATED: Final = ("not-deprecated", "no deprecated API: that never graduates")
ONE_STEP: Final = ("one-step", "no API skips a tier")
_MOST_NAMES: Final = 4
_NOTHING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


class Member(NamedTuple):
    """One API of a feature.

    Attributes:
        record: what is said about it.
        tier: the tier that it counts as.
        deprecation: that it, or what holds it, is on its way out.
    """

    record: Record
    tier: Tier
    deprecation: Deprecation | None = None

    @property
    def name(self) -> str:
        """Its public name."""
        return self.record.name


class Switch(NamedTuple):
    """Something by which users ask for a feature.

    Attributes:
        name: what it is.
        says: what is known of it, to follow the name.
        is_off: whether the feature is off without it; None where that is for people to say.
    """

    name: str
    says: str
    is_off: bool | None


class Replaced(NamedTuple):
    """A deprecated API that an API of the feature takes the place of.

    Attributes:
        old: the deprecated API.
        new: what takes its place.
        pages: the pages that tell of both.
    """

    old: str
    new: str
    pages: tuple[str, ...]


class PastRelease(NamedTuple):
    """How an earlier release differs from what there is now, as far as the feature goes.

    Attributes:
        version: its version.
        changed: what is different, in words.
        broken: what of that breaks users, in words.
        absent: names that it does not have.
        unknown: names of which it does not tell the shape.
    """

    version: str
    changed: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Facts(NamedTuple):
    """What tools found out about a feature.

    Attributes:
        undescribed: names whose source says nothing about them, with what is lacking.
        pages: the pages of the documentation that tell of a name.
        examples: the pages with an example that uses the feature.
        tests: the tests that use a name.
        releases: the releases before, the latest first.
        replaced: what the feature takes the place of.
        switches: what users have to ask for it by.
        docs: where the documentation was looked for.
        test_places: where tests were looked for.
        missing_files: the links of evidence that are paths to nothing.
        history: where releases were looked for.
    """

    undescribed: Mapping[str, str] = MappingProxyType({})
    pages: Mapping[str, tuple[str, ...]] = _NOTHING
    examples: tuple[str, ...] = ()
    tests: Mapping[str, tuple[str, ...]] = _NOTHING
    releases: tuple[PastRelease, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    switches: tuple[Switch, ...] = ()
    docs: tuple[str, ...] = ()
    test_places: tuple[str, ...] = ()
    missing_files: frozenset[str] = frozenset()
    history: str = "git tags"


class Verdict(NamedTuple):
    """What can be said of one condition.

    Attributes:
        id: its name.
        text: the condition, in words.
        state: `"proved"` by tools, `"evident"` from links, `"open"` where nobody has shown it, or
            `"refuted"` where tools show the contrary.
        why: how that is known.
        fix: what to do about it; empty where it is met.
        links: the evidence that was given.
    """

    id: str
    text: str
    state: str
    why: str
    fix: str = ""
    links: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in {PROVED, EVIDENT}


class Graduation(NamedTuple):
    """A feature on its way to a tier.

    Attributes:
        feature: its name.
        goal: the tier that it is to have.
        members: its APIs, by name.
        evidence: what was given for it.
        needed: how many releases a condition asks for, where it is not the policy's number.
    """

    feature: str
    goal: Tier
    members: tuple[Member, ...]
    evidence: tuple[Evidence, ...] = ()
    needed: Mapping[str, int] = MappingProxyType({})

    @property
    def living(self) -> tuple[Member, ...]:
        """The APIs that are not on their way out."""
        return tuple(one for one in self.members if one.deprecation is None)

    @property
    def rising(self) -> tuple[Member, ...]:
        """The APIs that are to get another tier."""
        return tuple(one for one in self.living if one.tier < self.goal)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The conditions of the step to the goal."""
        return next(
            (given for (_, goal), given in GRADUATION.items() if goal is self.goal),
            (),
        )

    def releases_for(self, criterion: Criterion) -> int:
        """How many releases a condition asks for."""
        return self.needed.get(criterion.id, criterion.releases)


def judge_graduation(graduation: Graduation, facts: Facts) -> tuple[Verdict, ...]:
    """A verdict for each condition of a step, those that hold for every step first."""
    return (
        _not_deprecated(graduation),
        _one_step(graduation),
        *(_judge(one, graduation, facts) for one in graduation.criteria),
    )


def listed(names: Collection[str]) -> str:
    """Names for a sentence, the first few of many."""
    shown = [*names][:_MOST_NAMES]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


# ---- every step ---------------------------------------------------------------------------------


def _not_deprecated(graduation: Graduation) -> Verdict:
    going = [one.name for one in graduation.members if one.deprecation is not None]
    if not going:
        return Verdict(*NOT_DEPRECATED, PROVED, "nothing of it is deprecated")
    why = f"deprecated: {listed(going)}"
    fix = "remove it when its notice has run out, or take it out of the feature"
    return Verdict(*NOT_DEPRECATED, REFUTED, why, fix)


def _one_step(graduation: Graduation) -> Verdict:
    allowed = {one for one, goal in GRADUATION if goal is graduation.goal}
    skipping = [one for one in graduation.rising if one.tier not in allowed]
    if skipping:
        why = f"{skipping[0].tier}: {listed([one.name for one in skipping])}"
        between = max(goal for one, goal in GRADUATION if one is skipping[0].tier)
        return Verdict(*ONE_STEP, REFUTED, why, f"graduate to {between} first")
    tiers = " and ".join(sorted({str(one.tier) for one in graduation.rising}))
    return Verdict(*ONE_STEP, PROVED, f"what rises is {tiers}" if tiers else "nothing rises")


# ---- conditions ---------------------------------------------------------------------------------


def _judge(criterion: Criterion, graduation: Graduation, facts: Facts) -> Verdict:
    found = _CHECKS[criterion.id](criterion, graduation, facts) if criterion.provable else _unshown
    state, why, fix = found
    links = next((one.links for one in graduation.evidence if one.criterion == criterion.id), ())
    lost = [one for one in links if one in facts.missing_files]
    if lost and state not in {PROVED, REFUTED}:
        return _verdict(criterion, OPEN, f"there is no {lost[0]!r}", "correct the link", links)
    if links and state == OPEN:
        why = "shown by the evidence" if not criterion.provable else f"shown by the evidence; {why}"
        return _verdict(criterion, EVIDENT, why, "", links)
    if state == OPEN:
        key = f"features.{graduation.feature}.evidence"
        fix = f"{fix + ', or ' if fix else ''}give links below [{key}] in the manifest, "
        fix += f'as {criterion.id} = ["..."]'
    return _verdict(criterion, state, why, fix, links)


def _verdict(
    criterion: Criterion, state: str, why: str, fix: str, links: tuple[str, ...]
) -> Verdict:
    return Verdict(criterion.id, criterion.text, state, why, fix, links)


_Finding = tuple[str, str, str]
_unshown: Final = (OPEN, "no tool can tell", "")


def _proved(why: str) -> _Finding:
    return PROVED, why, ""


def _end_to_end(_: Criterion, graduation: Graduation, facts: Facts) -> _Finding:
    if not facts.test_places:
        return OPEN, "there are no tests", "name where they are with --tests"
    lacking = [one.name for one in graduation.living if not facts.tests.get(one.name)]
    if lacking:
        where = listed(facts.test_places)
        return OPEN, f"no test in {where} uses {listed(lacking)}", "test it"
    return _proved(f"tests use all of it: {listed(_files(facts.tests.values()))}")


def _basic_docs(_: Criterion, graduation: Graduation, facts: Facts) -> _Finding:
    if facts.undescribed:
        name, lacks = next(iter(facts.undescribed.items()))
        rest = [one for one in facts.undescribed if one != name]
        more = f", nor have {listed(rest)}" if rest else ""
        return REFUTED, f"{name} has no {lacks}{more}", "describe it in the source"
    if not facts.docs:
        return OPEN, "there is no documentation", "name where it is with --docs"
    lacking = [one.name for one in graduation.living if not facts.pages.get(one.name)]
    if lacking:
        return OPEN, f"no page in {listed(facts.docs)} tells of {listed(lacking)}", "document it"
    pages = listed(_files(facts.pages.values()))
    return _proved(f"all of it is described, and told of in {pages}")


def _full_docs(criterion: Criterion, graduation: Graduation, facts: Facts) -> _Finding:
    state, why, fix = _basic_docs(criterion, graduation, facts)
    if state != PROVED:
        return state, why, fix
    if not facts.examples:
        return OPEN, f"{why}, but no page has an example that uses it", "write one"
    return _proved(f"{why}; examples in {listed(facts.examples)}")


def _frozen(criterion: Criterion, graduation: Graduation, facts: Facts) -> _Finding:
    return _over_releases(criterion, graduation, facts, "changed")


def _unbroken(criterion: Criterion, graduation: Graduation, facts: Facts) -> _Finding:
    return _over_releases(criterion, graduation, facts, "broken")


def _over_releases(
    criterion: Criterion, graduation: Graduation, facts: Facts, field: str
) -> _Finding:
    """Whether the latest releases have the API as it is now, or at least one that fits."""
    needed = graduation.releases_for(criterion)
    same: list[str] = []
    unknown: list[str] = []
    wait = f"wait until {needed} releases have it as it is now"
    for release in facts.releases[:needed]:
        different: tuple[str, ...] = getattr(release, field)
        if release.absent:
            return REFUTED, f"{release.version} does not have {listed(release.absent)}", wait
        if different:
            return REFUTED, f"since {release.version}: {'; '.join(different[:2])}", wait
        unknown += [one for one in release.unknown if one not in unknown]
        same.append(release.version)
    if len(same) < needed:
        told = f"only of {listed(same)}" if same else "of none"
        fix = "name catalogs, wheels or revisions of earlier ones with --history"
        why = f"{needed} releases are to be compared, and {facts.history} tell {told}"
        return OPEN, why, fix
    if unknown:
        return OPEN, f"no shape of {listed(unknown)} is known in {', '.join(same)}", ""
    return _proved(f"{'unchanged' if field == 'changed' else 'nothing broke'} since {same[-1]}")


def _migration_guide(_: Criterion, __: Graduation, facts: Facts) -> _Finding:
    if not facts.replaced:
        return _proved("no deprecated API names it as its alternative")
    lacking = [one for one in facts.replaced if not one.pages]
    if lacking:
        one = lacking[0]
        return OPEN, f"no page tells of both {one.old} and {one.new}", "write how to move"
    pages = listed(_files(one.pages for one in facts.replaced))
    return _proved(f"{pages} tells how to move from {listed([one.old for one in facts.replaced])}")


def _on_by_default(_: Criterion, __: Graduation, facts: Facts) -> _Finding:
    off = [one for one in facts.switches if one.is_off]
    if off:
        return REFUTED, f"{off[0].name} {off[0].says}", "have it on without being asked for"
    unclear = [one for one in facts.switches if one.is_off is None]
    if unclear:
        one = unclear[0]
        return OPEN, f"{one.name} {one.says}", "turn it on, if it is what switches the feature on"
    return _proved("nothing of it has to be asked for")


def _files(groups: Iterable[Iterable[str]]) -> list[str]:
    return sorted({file for group in groups for file in group})


_CHECKS: Final[Mapping[str, Callable[[Criterion, Graduation, Facts], _Finding]]] = {
    "end-to-end": _end_to_end,
    "basic-docs": _basic_docs,
    "frozen": _frozen,
    "full-docs": _full_docs,
    "unbroken": _unbroken,
    "migration-guide": _migration_guide,
    "on-by-default": _on_by_default,
}
