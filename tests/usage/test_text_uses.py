"""Variables and options in shell text, YAML and notebooks."""

from __future__ import annotations

import json

import pytest
from test_python_uses import KNOWN, RECORDS

from dynamo_stability.catalog import Catalog
from dynamo_stability.consumer import KnownApi, KnownRelease
from dynamo_stability.consumer.command_lines import commands_in
from dynamo_stability.consumer.notebooks import read_notebook
from dynamo_stability.consumer.plain_text import Lines, shell_uses, yaml_uses
from dynamo_stability.record import Deprecation, Record

assert KNOWN
MORE = (
    Record("cli:kv.serve --old", "cli", deprecation=Deprecation(renamed_to="--new")),
    Record("cli:kvctl top --all", "cli", deprecation=Deprecation()),
)
TEXTS = KnownApi([KnownRelease(Catalog(packages=("kv",), records=(*RECORDS, *MORE)))])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b", [["a", "b"]]),
        ("a 'b c' \"d e\"f g\\ h", [["a", "b c", "d ef", "g h"]]),
        ("a \\\n  b # c\nd;e&&f|g", [["a", "b"], ["d"], ["e"], ["f"], ["g"]]),
        ("x=$(a --b) `c`", [["x=$"], ["a", "--b"], ["c"]]),
        ("a#b '#c'", [["a#b", "#c"]]),
        ("it's", [["it's"]]),
        ("", []),
    ],
)
def test_words(text: str, words: list[list[str]]) -> None:
    assert [[one.text for one in command] for command in commands_in(text)] == words


SHELL = {
    "export KV_MODE=1\n": ["1:8 KV_MODE"],
    'echo "$KV_MODE ${KV_MODE:-x}" # KV_MODE\n# KV_MODE\nXKV_MODE=1 KV_MODES=2\n': [
        "1:8 KV_MODE",
        "1:18 KV_MODE",
    ],
    "ENV KV_MODE=1 A=2\n": ["1:5 KV_MODE"],
    "kvserve --x 1 \\\n  --old 2\n": ["2:3 --old"],
    "exec env A=1 /usr/bin/kvserve '--old=2'\n": ["1:32 --old"],
    "python3 -m kv.serve --old 2; other --old\n": ["1:21 --old"],
    "kvserve -- --old\n": [],
    "kvserve; x --old\n": [],
    "# kvserve --old\n": [],
    "kvctl --v top --all; kvctl --all; kvctl get --all\n": ["1:15 --all"],
    'CMD ["kvserve", "--old", "1"]\n': ["1:18 --old"],
}


@pytest.mark.parametrize("text", SHELL)
def test_shell(text: str) -> None:
    places = Lines(text)
    found = []
    for use in shell_uses(text, TEXTS):
        line, column = places.place(use.start)
        assert text[use.start :].startswith(use.written)
        found.append(f"{line}:{column} {use.written}")
    assert found == SHELL[text]


YAML = {
    "env:\n- name: KV_MODE # KV_MODE\n  value: '1'\n": ["2 KV_MODE"],
    "environment:\n  KV_MODE: 1\nother: [KV_MODE=2]\n": ["2 KV_MODE", "3 KV_MODE"],
    "command: [kvserve]\nargs:\n- --old\n- kv\n": ["3 --old"],
    "command:\n- python3\n- -m\n- kv.serve\n- --old=x\n": ["5 --old"],
    "args: [-c, 'kvserve --old x']\n": ["1 --old"],
    'run: "kvserve --old x"\n': ["1 --old"],
    "run: |\n  set -e\n  kvserve --x \\\n    --old\n": ["4 --old"],
    "run: >-\n  kvserve\n  --old\n": [],  # a line break ends a command of a shell
    "a: &a [kvserve, --old]\nb: *a\n": ["1 --old"],
    "{{- if x }}\nrun: kvserve --old\n{{ end }}\n": ["2 --old"],
    "args: [--old]\n": [],
}


@pytest.mark.parametrize("text", YAML)
def test_yaml(text: str) -> None:
    places = Lines(text)
    found = []
    for use in yaml_uses(text, TEXTS):
        assert text[use.start :].startswith(use.written)
        found.append(f"{places.place(use.start)[0]} {use.written}")
    assert found == YAML[text]


def notebook(*cells: object, indent: int | None = 1) -> str:
    code = [{"cell_type": "code", "source": one, "outputs": []} for one in cells]
    every = [{"cell_type": "markdown", "source": ["import kv"]}, *code]
    return json.dumps({"cells": every, "nbformat": 4}, indent=indent)


def test_a_notebook_is_one_file_of_python() -> None:
    text = notebook(
        ["%matplotlib inline\n", "import kv\n", "!ls\n", "x = !ls\n", "kv?\n", "kv.pick()"],
        "a = 1\nb = (a\n  % 2)\n",
        ["%%bash\n", "kv.pick"],
        ["%%time\n", "kv.pick"],
        ["this is broken("],
    )
    read = read_notebook(text)
    code = read.code.split("\n")
    assert code[:6] == ["pass", "import kv", "pass", "pass", "pass", "kv.pick()"]
    assert code[6:9] == ["a = 1", "b = (a", "  % 2)"]
    assert code[9:] == ["", "", "pass", "kv.pick", "", ""]
    lines = text.split("\n")
    for written, place in zip(code, read.lines, strict=False):
        if written not in {"pass", ""} and place.cell != 3:
            assert written in lines[place.file_line - 1]
    assert (read.lines[5].cell, read.lines[5].line) == (2, 6)


@pytest.mark.parametrize("text", ["[]", "{}", "1", "", '{"cells": 1}', "[" * 100_000])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_notebook(text)
