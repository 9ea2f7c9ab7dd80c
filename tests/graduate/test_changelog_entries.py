"""A line in a changelog, wherever its sections stand."""

from __future__ import annotations

import pytest

from dynamo_stability.policy.notices.changelogs import parse_changelog
from dynamo_stability.rewriting.changelog_edits import with_entry

CASES = {
    "below a heading that is there": (
        "# Changelog\n\n## Unreleased\n\n### Stability\n\n* `a` is beta.\n\n### Added\n\n* X.\n",
        (
            "# Changelog\n\n## Unreleased\n\n### Stability\n\n* `a` is beta.\n* New.\n\n"
            "### Added\n\n* X.\n"
        ),
    ),
    "below an empty heading": (
        "## [Unreleased]\n### Stability\n## 1.0\n",
        "## [Unreleased]\n### Stability\n\n- New.\n\n## 1.0\n",
    ),
    "below a heading to be made": (
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- X.\n\n## [1.0] - 2024-01-01\n",
        (
            "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- X.\n\n### Stability\n\n- New.\n\n"
            "## [1.0] - 2024-01-01\n"
        ),
    ),
    "in a section to be made": (
        "# Changelog\n\nAll of it.\n\n## [1.0] - 2024-01-01\n\n- X.\n",
        (
            "# Changelog\n\nAll of it.\n\n## [Unreleased]\n\n### Stability\n\n- New.\n\n"
            "## [1.0] - 2024-01-01\n\n- X.\n"
        ),
    ),
    "without any section, and without an end of line": (
        "# Changelog",
        "# Changelog\n\n## [Unreleased]\n\n### Stability\n\n- New.\n",
    ),
    "above links at the end, and not in a fence": (
        "## [Unreleased]\n\n```md\n### Stability\n```\n\n[Unreleased]: https://example.org\n\n",
        (
            "## [Unreleased]\n\n```md\n### Stability\n```\n\n### Stability\n\n- New.\n\n"
            "[Unreleased]: https://example.org\n\n"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_entry(case: str) -> None:
    text, expected = CASES[case]
    sections = parse_changelog(text).sections
    unreleased = next((one.line for one in sections if one.version is None), 0)
    first = next((one.line for one in sections if one.version is not None), None)
    done = with_entry(text, "Stability", "New.", unreleased=unreleased, first=first)
    assert done == expected


def test_a_long_entry_is_wrapped() -> None:
    done = with_entry("## [Unreleased]\n", "Stability", "word " * 40, unreleased=1, first=None)
    assert max(map(len, done.splitlines())) <= 100
    assert "\n  word" in done
