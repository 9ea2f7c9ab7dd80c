"""Records of custom resources, as the collector makes them from their definitions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from resource_files import HEAD, graph, spec, version

from dynamo_stability import Deprecation, Tier
from dynamo_stability.catalog import Catalog
from dynamo_stability.collect.kubernetes import (
    CollectedResources,
    KubernetesOptions,
    collect_resources,
)
from dynamo_stability.errors import CollectError
from dynamo_stability.record import Record

Collect = Callable[..., CollectedResources]

pytest_plugins = ["collecting_resources"]

V1 = "crd:nvidia.com/v1/Graph"


def stages(found: CollectedResources) -> dict[str, str]:
    assert found.problems == ()
    return {one.name.removeprefix("crd:nvidia.com/"): one.stage for one in found.records}


def field(found: CollectedResources, path: str) -> Record:
    assert found.problems == ()
    return next(one for one in found.records if one.name == f"{V1}.{path}")


# ---- versions -----------------------------------------------------------------------------------


def test_the_name_of_a_version_tells_its_tier(collect: Collect) -> None:
    found = collect(graph(version("v1alpha1"), version("v1beta2"), version("v2")))
    assert stages(found) == {
        "v1alpha1/Graph": "experimental",
        "v1beta2/Graph": "beta",
        "v2/Graph": "stable",
    }
    assert {one.kind for one in found.records} == {"crd"}
    assert [one.source for one in found.records] == ["crd.yaml:9", "crd.yaml:14", "crd.yaml:19"]


def test_a_version_that_is_not_served_has_no_record(collect: Collect) -> None:
    found = collect(graph(version("v1alpha1", more="served: false"), version("v1")))
    assert stages(found) == {"v1/Graph": "stable"}
    assert [one.is_served for one in found.definitions] == [True, False]


def test_a_deprecated_version(collect: Collect) -> None:
    old = "served: true\n    deprecated: true"
    warning = f"{old}\n    deprecationWarning: Since 1.4, removed in 2.0. Use another."
    found = collect(
        graph(
            version("v1alpha1", more=old),
            version("v1beta1", more=warning),
            version("v1beta2"),
            version("v1", more=old),
        )
    )
    assert found.problems == ()
    newer = "crd:nvidia.com/v1beta2/Graph"
    assert {one.name[15:]: (str(one.tier), one.deprecation) for one in found.records} == {
        "v1alpha1/Graph": ("experimental", Deprecation(alternative=newer)),
        "v1beta1/Graph": (
            "beta",
            Deprecation(
                "Since 1.4, removed in 2.0. Use another.",
                since="1.4",
                remove_in="2.0",
                alternative=newer,
            ),
        ),
        "v1beta2/Graph": ("beta", None),
        "v1/Graph": ("stable", Deprecation()),
    }


def test_a_deprecated_version_that_is_described_as_such(collect: Collect) -> None:
    described = "description: |-\n  A graph.\n\n  DEPRECATION NOTICE: Please move on.\n  Soon."
    warning = "deprecated: true\n    deprecationWarning: {}"
    told = "nvidia.com/v1alpha1 Graph is deprecated; use nvidia.com/v1beta1 Graph"
    for more, message in (("served: true", "Please move on. Soon."), (warning.format(told), told)):
        found = collect(graph(version("v1alpha1", described, more=more), version("v1beta1")))
        assert found.problems == ()
        newer = None if more == "served: true" else "crd:nvidia.com/v1beta1/Graph"
        assert found.records[0].deprecation == Deprecation(message, alternative=newer)


def test_a_version_that_tells_no_tier(collect: Collect) -> None:
    found = collect(graph(version("edge"), version("late", "x-stability: beta\ntype: object")))
    assert [one.tier for one in found.records] == [None, Tier.BETA]
    (problem,) = found.problems
    assert str(problem) == (
        "crd.yaml:9:1: 'crd:nvidia.com/edge/Graph' has no tier: 'edge' tells none. "
        "Name it v1alpha1, v1beta1 or v1, or mark its schema."
    )


def test_a_version_and_its_description_that_disagree(collect: Collect) -> None:
    (problem,) = collect(graph(version("v1", "description: '[BETA] A graph.'"))).problems
    assert str(problem) == f"crd.yaml:9:1: {V1!r} is marked beta and stable. Keep one tier."


def test_a_description_may_deprecate_a_whole_kind(collect: Collect) -> None:
    found = collect(
        graph(version("v1", "description: 'A graph.\n\n  Deprecated: use Deployment.'"))
    )
    (record,) = found.records
    assert record.deprecation == Deprecation("use Deployment.")


# ---- fields -------------------------------------------------------------------------------------


def test_fields_at_every_depth(collect: Collect) -> None:
    found = collect(
        spec(
            """
            replicas: {type: integer}
            services:
              type: object
              additionalProperties:
                type: object
                description: "[BETA] One service."
                properties:
                  cache: {description: "[EXPERIMENTAL] A cache."}
            volumes:
              type: array
              items:
                type: object
                properties:
                  "a.b/c": {x-stability: experimental}
                  properties: {x-stability-level: beta}
            """
        )
    )
    assert stages(found) == {
        "v1/Graph": "stable",
        "v1/Graph.spec.services[]": "beta",
        "v1/Graph.spec.services[].cache": "experimental",
        'v1/Graph.spec.volumes[]["a.b/c"]': "experimental",
        "v1/Graph.spec.volumes[].properties": "beta",
    }
    assert [one.source for one in found.records] == [
        *("crd.yaml:9", "crd.yaml:20", "crd.yaml:24", "crd.yaml:31", "crd.yaml:30")
    ]


@pytest.mark.parametrize(
    ("written", "tier", "reason"),
    [
        ("[EXPERIMENTAL] Picks a worker.", Tier.EXPERIMENTAL, None),
        ("Picks a worker. [BETA]", Tier.BETA, None),
        ("Picks a worker. [EXPERIMENTAL: costs are tuned]", Tier.EXPERIMENTAL, "costs are tuned"),
        ("**EXPERIMENTAL** Picks a worker.", Tier.EXPERIMENTAL, None),
        ("Picks.\n\nExperimental: it\n may change.", Tier.EXPERIMENTAL, "it may change."),
        ("Picks a worker. Alpha: may go.", Tier.EXPERIMENTAL, "may go."),
        ("EXPERIMENTAL. Picks a worker.", Tier.EXPERIMENTAL, None),
        ("(BETA) Picks a worker.", Tier.BETA, None),
        ("[STABLE] Picks a worker.", Tier.STABLE, None),
    ],
)  # fmt: skip
def test_tags(collect: Collect, written: str, tier: Tier, reason: str | None) -> None:
    record = field(
        collect(spec(f"a: {{description: {written!r}}}".replace("\\n", "\n\n"))), "spec.a"
    )
    assert (record.tier, record.reason) == (tier, reason)


@pytest.mark.parametrize(
    "written",
    [
        "experimental groups opt-in preview features.",
        "Whether the experimental scheduler is used",
        "This is a beta field and requires a feature gate.",
        "See [experimental] below, or deprecated ones.",
        "BETA releases are used",
        "One of Alpha, Beta: no.",
    ],
)
def test_what_is_no_tag(collect: Collect, written: str) -> None:
    assert stages(collect(spec(f"a: {{description: {written!r}}}"))) == {"v1/Graph": "stable"}


FRESH = f"{V1}.spec.fresh"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("gone.", {}),
        ("Use fresh instead.", {"alternative": FRESH}),
        ("Use `other` instead.", {"alternative": "other"}),
        ("use the other way.", {}),
        ("Use Fresh.", {"alternative": FRESH}),
        (
            "replaced by spec.services.replicas.",
            {"alternative": f"{V1}.spec.services[].replicas"},
        ),
        ("use Graph.", {"alternative": V1}),
        (
            "since v0.7.0, removed in 1.0, use fresh",
            {"since": "0.7.0", "remove_in": "1.0", "alternative": FRESH},
        ),
        ("no longer looked at, and removed in v1beta1.", {}),
        (
            "as of 1.2 ignored; will be removed in release 2.0.1.",
            {"since": "1.2", "remove_in": "2.0.1"},
        ),
    ],
)
@pytest.mark.parametrize(
    "tag", ["Deprecated: {}", "The old name. DEPRECATED: {}", "[DEPRECATED {}]"]
)
def test_deprecations(collect: Collect, tag: str, written: str, said: dict[str, str]) -> None:
    text = f"""
        old: {{description: {tag.format(written)!r}}}
        fresh: {{}}
        services: {{additionalProperties: {{properties: {{replicas: {{}}}}}}}}
        """
    record = field(collect(spec(text)), "spec.old")
    assert (record.tier, record.deprecation) == (None, Deprecation(written, **said))


def test_a_deprecation_that_says_versions_only(collect: Collect) -> None:
    written = "[DEPRECATED since 1.4, removed in 2.0] Old."
    record = field(collect(spec(f"old: {{description: {written!r}}}")), "spec.old")
    assert record.deprecation == Deprecation(since="1.4", remove_in="2.0")


def test_a_deprecation_without_words(collect: Collect) -> None:
    record = field(collect(spec("old: {description: 'Old. [DEPRECATED]'}")), "spec.old")
    assert record.deprecation == Deprecation()


def test_a_field_that_is_both(collect: Collect) -> None:
    written = '"[BETA] Old. Deprecated: use fresh."'
    record = field(collect(spec(f"old: {{description: {written}}}\nfresh: {{}}")), "spec.old")
    assert record.tier is Tier.BETA
    assert record.stage == "deprecated"


def test_an_extension_with_everything(collect: Collect) -> None:
    found = collect(
        spec(
            """
            cache:
              x-stability:
                tier: beta
                since: 1.10
                feature: kv
                issue: https://example.org/1
                owner: the router team
                reason: costs are tuned
                component: router
                alternative: fresh
                deprecated: {since: 1.10, remove_in: 2.0, alternative: spec.fresh, message: Old.}
            fresh: {}
            """
        )
    )
    assert field(found, "spec.cache") == Record(
        f"{V1}.spec.cache",
        "crd",
        tier=Tier.BETA,
        since="1.10",
        feature="kv",
        issue="https://example.org/1",
        owner="the router team",
        reason="costs are tuned",
        component="router",
        alternative=f"{V1}.spec.fresh",
        deprecation=Deprecation(
            "Old.", since="1.10", remove_in="2.0", alternative=f"{V1}.spec.fresh"
        ),
        source="crd.yaml:17",
    )


@pytest.mark.parametrize(
    ("written", "stage"),
    [
        ("x-stability-level: alpha", "experimental"),
        ("x-stability-level: draft", "experimental"),
        ("x-stability: Stable", "stable"),
        ("x-stability: deprecated", "deprecated"),
        ("x-stability: {deprecated: true}", "deprecated"),
        ("x-deprecated: true", "deprecated"),
        ("x-deprecated: use b.", "deprecated"),
        ("deprecated: true", "deprecated"),
    ],
)
def test_extensions(collect: Collect, written: str, stage: str) -> None:
    assert field(collect(spec(f"a: {{{written}}}")), "spec.a").stage == stage


@pytest.mark.parametrize("written", ["x-deprecated: false", "x-deprecated:", "x-other: beta"])
def test_extensions_that_mark_nothing(collect: Collect, written: str) -> None:
    assert stages(collect(spec(f"a:\n  {written}"))) == {"v1/Graph": "stable"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("x-stability: bta", "says x-stability: 'bta'; did you mean 'beta'?"),
        ("x-stability: [beta]", "says x-stability: a list. Write a tier, or a mapping with one."),
        ("x-stability: {teir: beta}", "says 'teir' in x-stability; did you mean 'tier'?"),
        ("x-stability: {tier: true}", "says x-stability.tier: True;"),
        ("x-stability: {owner: [a]}", "says x-stability.owner: a list. Write a text."),
        ("x-deprecated: [a]", "says x-deprecated: a list. Write true, a message or a mapping."),
        ("x-deprecated: {removed: 2.0}", "unknown field 'x-deprecated.removed'"),
        ("x-stability: beta, description: '[EXPERIMENTAL]'", "is marked beta and experimental."),
    ],
)
def test_marks_that_cannot_be_read(collect: Collect, written: str, told: str) -> None:
    (problem,) = collect(spec(f"a: {{{written}}}")).problems
    assert str(problem).startswith(f"crd.yaml:17:1: '{V1}.spec.a' ")
    assert told in str(problem)


def test_a_field_that_is_called_experimental_is(collect: Collect) -> None:
    text = spec("experimental: {properties: {failover: {}}}\nsettled: {}")
    assert stages(collect(text)) == {
        "v1/Graph": "stable",
        "v1/Graph.spec.experimental": "experimental",
    }
    catalog = Catalog(records=collect(text).records)
    part = Record(f"{V1}.spec.experimental.failover", "crd")
    assert catalog.tier_of(part) is Tier.EXPERIMENTAL


def test_options(collect: Collect) -> None:
    text = spec("preview: {}\nold: {x-gone: true}\nnew: {x-tier: beta, x-stability: stable}")
    options = KubernetesOptions(
        extensions=("x-tier",), deprecated_extensions=("x-gone",), experimental_fields=("preview",)
    )
    assert stages(collect(text, options)) == {
        "v1/Graph": "stable",
        "v1/Graph.spec.preview": "experimental",
        "v1/Graph.spec.old": "deprecated",
        "v1/Graph.spec.new": "beta",
    }
    assert collect(text, KubernetesOptions(groups=("example.org",))).records == ()


def test_elements_count_as_what_they_are_elements_of(collect: Collect) -> None:
    found = collect(spec("a: {x-stability: beta, items: {properties: {b: {deprecated: true}}}}"))
    catalog = Catalog(records=found.records)
    record = catalog.find(f"{V1}.spec.a[].b")
    assert record is not None
    assert catalog.tier_of(record) is Tier.BETA


# ---- files --------------------------------------------------------------------------------------


def test_what_else_files_hold(collect: Collect) -> None:
    definition = spec("a: {x-stability: beta}")
    listed = "apiVersion: v1\nkind: List\nitems:\n- " + definition.replace("\n", "\n  ")
    other = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\njust text\n---\n"
    found = collect(
        {
            "b/list.yml": listed.replace("Graph", "Other"),
            "a.yaml": other + definition,
            "notes.txt": definition.replace("Graph", "Third"),
            ".hidden/c.yaml": definition.replace("Graph", "Fourth"),
            "broken.yaml": "nothing of it is about resources: [",
        }
    )
    assert list(stages(found)) == [
        *("v1/Graph", "v1/Graph.spec.a", "v1/Other", "v1/Other.spec.a"),
    ]
    assert [one.source for one in found.records] == [
        *("a.yaml:15", "a.yaml:23", "b/list.yml:12", "b/list.yml:20"),
    ]


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text(spec(f"{name[0]}: {{x-stability: beta}}"), encoding="utf-8")
    first = collect_resources([tmp_path / "a.yaml", tmp_path / "b.yaml"], tmp_path)
    second = collect_resources([tmp_path / "b.yaml", tmp_path, tmp_path / "a.yaml"], tmp_path)
    assert first == second
    assert len(first.records) == 2


def test_two_equal_definitions_are_one(collect: Collect) -> None:
    text = spec("a: {x-stability: beta}")
    found = collect({"a.yaml": text, "b.yaml": "# a copy\n" + text})
    assert stages(found) == {"v1/Graph": "stable", "v1/Graph.spec.a": "beta"}


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("x-stability: experimental", "is experimental here, but beta in a.yaml:9."),
        ("type: string", "is not marked here, but beta in a.yaml:9."),
        ("x-stability: {tier: beta, since: '2'}", "is described one way here, but another in a"),
    ],
)
def test_two_definitions_that_disagree(collect: Collect, mark: str, told: str) -> None:
    found = collect({"a.yaml": spec("a: {x-stability: beta}"), "b.yaml": spec(f"a: {{{mark}}}")})
    (problem,) = found.problems
    assert str(problem).startswith(f"b.yaml:9:1: '{V1}.spec.a' {told}")
    assert [one.stage for one in found.records] == ["stable", "beta"]


CANNOT = "Cannot read the CustomResourceDefinition 'graphs.nvidia.com':"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("/v1\n", "/v1beta1\n"),
            f"crd.yaml:1:1: {CANNOT} its apiVersion is 'apiextensions.k8s.io/v1beta1'. Convert it",
        ),
        (
            ("  group: nvidia.com\n", ""),
            f"crd.yaml:6:1: {CANNOT} 'group' is missing. Write a name.",
        ),
        (("nvidia.com\n  names", "[a]\n  names"), f"crd.yaml:6:1: {CANNOT} 'group' is ['a']."),
        (("kind: Graph", "kind: gr/aph"), "'kind' is 'gr/aph'. Write a name."),
        (("  versions:\n", "  versions: []\n  other:\n"), "spec.versions lists none."),
        (
            ("- name: v1", "- v1\n  - name: v1"),
            f"crd.yaml:9:1: {CANNOT} the version 'v1' is no mapping.",
        ),
        (("- name: v1", "- name: V 1"), "'name' is 'V 1'."),
        (
            ("- name: v1", "- {name: v1, served: false}\n  - name: v1"),
            "the version 'v1' is listed twice. Keep one.",
        ),
        (
            ("graphs.nvidia.com", "graphs.nvidia.com\n  name: b"),
            "crd.yaml:5:3: Cannot read this document: the key 'name' is there already, in line 4.",
        ),
        (("schema:", "schema: {"), "Cannot read it as YAML"),
    ],
)
def test_definitions_that_cannot_be_read(
    collect: Collect, change: tuple[str, str], told: str
) -> None:
    text = graph(version("v1"))
    assert change[0] in text
    found = collect(text.replace(*change))
    (problem,) = found.problems
    assert told in str(problem)
    assert found.records == ()


@pytest.mark.parametrize(
    "schema",
    [
        "",
        "[]",
        "items: [{}]",
        "description: [a]",
        "properties: []",
        "properties: {a: 1}",
        "properties: {spec: }",
        "properties: {a: {properties: {b: ~}}}",
        "additionalProperties: true",
    ],
)
def test_schemas_of_odd_shapes_have_no_fields(collect: Collect, schema: str) -> None:
    assert stages(collect(graph(version("v1", schema)))) == {"v1/Graph": "stable"}


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="there is no such file or directory"):
        collect_resources([tmp_path / "none"], tmp_path)


def test_links_that_lead_upwards(tmp_path: Path, collect: Collect) -> None:
    (tmp_path / "up").symlink_to(tmp_path)
    assert stages(collect(graph(version("v1")))) == {"v1/Graph": "stable"}


# ---- size ---------------------------------------------------------------------------------------


def pod_like(depth: int, width: int, mark: Callable[[str], str]) -> str:
    """A schema of many fields, of which `mark` says what each is described as."""

    def level(prefix: str, left: int, indent: int) -> str:
        pad = " " * indent
        lines = []
        for index in range(width):
            name = f"f{index}"
            path = f"{prefix}.{name}"
            lines.append(f"{pad}{name}:\n{pad}  description: |-\n{pad}    {mark(path)}\n")
            lines.append(f"{pad}    What it does takes\n{pad}    some lines to say.\n")
            if left and index % 2:
                lines.append(f"{pad}  type: array\n{pad}  items:\n{pad}    properties:\n")
                lines.append(level(f"{path}[]", left - 1, indent + 6))
            elif left:
                lines.append(f"{pad}  type: object\n{pad}  properties:\n")
                lines.append(level(path, left - 1, indent + 4))
            else:
                lines.append(f"{pad}  type: string\n")
        return "".join(lines)

    return level(".spec", depth, 14)


def test_a_large_definition(collect: Collect) -> None:
    marked: list[str] = []

    def mark(path: str) -> str:
        if path.count("f0") >= 3:
            marked.append(path)
            return "[EXPERIMENTAL] New."
        return "Settled."

    body = pod_like(4, 5, mark)
    text = HEAD + "  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n"
    text += "          spec:\n            properties:\n" + body
    assert text.count("\n") > 10_000
    found = collect(text)
    assert found.problems == ()
    assert {one.name for one in found.records} == {V1, *(V1 + path for path in marked)}
    lines = text.splitlines()
    for record in found.records[1:]:
        number = int((record.source or "").rpartition(":")[2])
        assert lines[number - 1].strip() == record.name.rpartition(".")[2] + ":"
        assert "[EXPERIMENTAL]" in lines[number + 1]
