"""What is known of functions that read or declare variables: ours, and Dynamo's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.configuration import VariableRule

if TYPE_CHECKING:
    from typing import Final

_OURS: Final = "dynamo_stability.surfaces.environment"
_OPTIONS: Final = "dynamo_stability.surfaces.argparse_options"
_DYNAMO: Final = "dynamo.common.configuration.utils"

#: The function that declares a variable, and the class of groups that have it as a method.
DECLARE: Final = f"{_OURS}.env_var"
GROUPS: Final = frozenset({f"{_OURS}.Variables"})
GROUP_METHOD: Final = "env_var"

ENVIRON: Final = "os.environ"

#: The methods of a mapping that read one item of it.
METHODS: Final = ("get", "pop", "setdefault", "__getitem__")

#: Functions that read a variable: those of the standard library, and those of Dynamo 1.6.
KNOWN_HELPERS: Final = (
    VariableRule("os.getenv", variable=("0", "key")),
    *[VariableRule(f"{ENVIRON}.{one}", variable=("0", "key")) for one in METHODS],
    VariableRule("dynamo.runtime.logging.get_bool_env_var", returns="bool"),
    VariableRule(f"{_DYNAMO}.env_or_default", variable=("0", "env_var"), type="2"),
    VariableRule(f"{_DYNAMO}.add_argument", variable="env_var", default="default", type="arg_type"),
    VariableRule(
        f"{_DYNAMO}.add_negatable_bool_argument",
        variable="env_var",
        default="default",
        returns="bool",
    ),
    VariableRule(f"{_OPTIONS}.add_option", variable="env_var", default="default"),
)

#: Keywords under which an option of a command line names its variable, whoever parses it.
OPTION_KEYWORDS: Final = ("env_var", "envvar")
