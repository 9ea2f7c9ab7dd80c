"""What the project asks of the plugin, from `[tool.dynamo-stability]`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dynamo_stability.catalog import Catalog, read_catalog
from dynamo_stability.configuration import Configuration, MypyOptions, read_configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy.options import Options

    from dynamo_stability.configuration import DecoratorRule


class Settings(NamedTuple):
    """What the project asks of the plugin.

    Attributes:
        options: what is reported, and what is let pass.
        rules: what the decorators that the project names say.
        catalogs: those for packages that ship no registry.
        fingerprint: changes with anything above.
    """

    options: MypyOptions
    rules: tuple[DecoratorRule, ...]
    catalogs: tuple[Catalog, ...]
    fingerprint: str

    @classmethod
    def refused(cls, error: Exception) -> Settings:
        """The defaults, where what the project asks cannot be read."""
        return cls(MypyOptions(), (), (), repr(error))


def read_settings(options: Options) -> Settings:
    """The settings for one run of mypy.

    They stand in the `pyproject.toml` nearest to mypy's own configuration file, or else nearest to
    the working directory.

    Raises:
        ConfigurationError: a key is unknown, or a value malformed.
        CatalogError: a catalog that is named there cannot be read.
    """
    configuration = Configuration()
    for directory in _directories(options):
        configuration = read_configuration(directory)
        if configuration.source != Configuration().source:
            break
    paths = [configuration.directory / path for path in configuration.mypy.registries]
    catalogs = tuple([read_catalog(path) for path in paths])
    return Settings(
        configuration.mypy,
        configuration.decorators,
        catalogs,
        _fingerprint(configuration, paths),
    )


def _directories(options: Options) -> Iterator[Path]:
    if options.config_file:
        yield Path(options.config_file).absolute().parent
    yield Path.cwd()


def _fingerprint(configuration: Configuration, paths: list[Path]) -> str:
    content = sha256(repr((configuration.mypy, configuration.decorators)).encode())
    for path in paths:
        content.update(path.read_bytes())
    return content.hexdigest()
