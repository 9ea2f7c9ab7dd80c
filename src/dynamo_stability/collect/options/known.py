"""What is known of parsers without being told: the standard library's, ours, and Dynamo's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.configuration import DecoratorRule, HelperRule
from dynamo_stability.configuration.command_line import NEGATABLE

if TYPE_CHECKING:
    from typing import Final

_OURS: Final = "dynamo_stability.surfaces.argparse_options"
_DYNAMO: Final = "dynamo.common.configuration.utils"

#: Classes of parsers, of the standard library and of ours.
KNOWN_PARSERS: Final = ("argparse.ArgumentParser", f"{_OURS}.ArgumentParser")

#: Functions that add an option: ours, and those of Dynamo 1.6.
KNOWN_HELPERS: Final = (
    HelperRule(f"{_OURS}.add_option", container=("0", "container")),
    HelperRule(
        f"{_DYNAMO}.add_argument",
        names="flag_name",
        deprecated_names="obsolete_flag",
        type="arg_type",
    ),
    HelperRule(
        f"{_DYNAMO}.add_negatable_bool_argument",
        names="flag_name",
        deprecated_names="obsolete_flag",
        form=NEGATABLE,
    ),
)

#: What is passed as a deprecation: Dynamo's own class.
KNOWN_DEPRECATIONS: Final = (
    DecoratorRule(
        f"{_DYNAMO}.Deprecated",
        "deprecated",
        alternative=("0", "replacement"),
        remove_in=("1", "remove_in"),
    ),
)

#: Functions that read an environment variable.
KNOWN_ENVIRONMENT_FUNCTIONS: Final = (
    "os.environ.get",
    "os.getenv",
    f"{_DYNAMO}.env_or_default",
)
