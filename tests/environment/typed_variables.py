"""What type checkers see of declarations; checked, and run once."""

from __future__ import annotations

import enum
import json
from pathlib import Path
from typing import Any

from typing_extensions import assert_type

from dynamo_stability.surfaces.environment import Variable, Variables, env_var


class Mode(enum.Enum):
    KV = "kv"


def check() -> None:
    assert_type(env_var("DYN_A"), Variable[str | None])
    assert_type(env_var("DYN_B", default="x").get({}), str)
    assert_type(env_var("DYN_C", default=None).get({}), str | None)
    assert_type(env_var("DYN_D", required=True), Variable[str])
    assert_type(env_var("DYN_E", type=bool, default=False, tier="beta").get({}), bool)
    assert_type(env_var("DYN_F", type=int)({}), int | None)
    assert_type(env_var("DYN_G", type=float, default=1).get({}), float)
    assert_type(env_var("DYN_H", type=int, required=True), Variable[int])
    assert_type(env_var("DYN_I", type=Mode, default=Mode.KV).get({}), Mode)
    assert_type(env_var("DYN_J", type=Path).get({}), Path | None)
    assert_type(env_var("DYN_K", type=list[int], default=[]).get({}), list[int])
    assert_type(env_var("DYN_L", type=tuple[str, ...], default=()).get({}), tuple[str, ...])
    assert_type(env_var("DYN_M", type=json.loads).get({}), Any | None)
    assert_type(Variables("X_").env_var("X_A", type=int, default=3).get({}), int)
