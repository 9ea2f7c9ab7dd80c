"""download(): the archive of one release, fetched through pip; nothing is installed or built."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from dynamo_stability.errors import CollectError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Where downloads are kept; what is in it can be deleted at any time.
CACHE_VARIABLE: Final = "DYNAMO_STABILITY_CACHE"
_ARCHIVES: Final = (".whl", ".tar.gz", ".zip")
_SKIPPED: Final = re.compile(r"Skipping link: .*?: ((?:https?|file)://\S+)")
_KNOWN: Final = re.compile(r"from versions: ([^)\n]*)\)")
_OFFLINE: Final = ("Retrying (Retry(", "Max retries exceeded", "ProxyError", "SSLError")
_FETCHED: Final = ("http", "https", "file")
_SECONDS: Final = 60


class Pin(NamedTuple):
    """One release of one distribution.

    Attributes:
        name: the distribution, normalised.
        version: the release.
    """

    name: str
    version: Version

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


def parse_pin(text: str) -> Pin | None:
    """The release that `name==version` names; None where the text is no requirement with a version.

    Raises:
        CollectError: it is a requirement, but does not name one release.
    """
    try:
        wanted = Requirement(text)
    except InvalidRequirement:
        return None
    specifiers = list(wanted.specifier)
    if not specifiers and wanted.url is None:
        return None
    if len(specifiers) == 1 and specifiers[0].operator in {"==", "==="}:
        try:
            return Pin(canonicalize_name(wanted.name), Version(specifiers[0].version))
        except InvalidVersion:
            pass
    raise CollectError(
        f"Cannot download {text!r}: it does not name one release. "
        f"Write {wanted.name}==VERSION, such as {wanted.name}==1.0."
    )


def download(pin: Pin, cache: Path | None = None) -> Path:
    """The wheel of a release, or its sdist where it has no wheel.

    A wheel for another platform will do, since nothing of it is run. What was downloaded before
    is taken from the cache.

    Args:
        pin: the release.
        cache: where downloads are kept; the user's cache directory if None.

    Raises:
        CollectError: there is no such release, or it cannot be fetched.
    """
    directory = (cache_directory() if cache is None else cache) / str(pin)
    found = _archive_in(directory)
    if found is None:
        _fill(directory, pin)
        found = _archive_in(directory)
    if found is None:
        raise CollectError(f"Cannot download {pin}: pip left no archive in {directory}.")
    return found


def forget(archive: Path) -> None:
    """Drop a download from the cache, because it turned out to be damaged."""
    archive.unlink(missing_ok=True)


def cache_directory() -> Path:
    """Where downloads are kept: `$DYNAMO_STABILITY_CACHE`, or below the user's cache directory."""
    given = os.environ.get(CACHE_VARIABLE)
    return Path(given) if given else _user_cache() / "downloads"


def uses_directory() -> Path:
    """Where it is kept what files use: below `$DYNAMO_STABILITY_CACHE`, or beside downloads."""
    given = os.environ.get(CACHE_VARIABLE)
    return (Path(given) if given else _user_cache()) / "uses"


def _user_cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "dynamo-stability"


def _archive_in(directory: Path) -> Path | None:
    found = sorted(directory.glob("*")) if directory.is_dir() else []
    return next((one for one in found if one.name.endswith(_ARCHIVES)), None)


def _fill(directory: Path, pin: Pin) -> None:
    """Download next to the final place, and move: no reader ever sees a part of an archive."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".new-", dir=directory.parent) as beside:
            _fetch(Path(beside), pin)
            for one in Path(beside).iterdir():
                one.replace(directory / one.name)
    except OSError as error:
        raise CollectError(f"Cannot download {pin}: {error}.") from None
    finally:
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()


def _fetch(directory: Path, pin: Pin) -> None:
    done = _pip(directory, pin)
    if done.returncode == 0 and _archive_in(directory) is not None:
        return
    links = {link for link, version in _links(done.stdout, pin.name) if version == pin.version}
    for link in sorted(links, key=_preference):
        name = _file_name(link)
        if name.endswith(".whl"):
            if _pip(directory, pin, _platform_arguments(name)).returncode == 0:
                return
        else:
            _fetch_sdist(link, directory / name, pin)
            return
    raise CollectError(_why_not(done.stdout, pin))


# ---- pip ----------------------------------------------------------------------------------------


def _pip(directory: Path, pin: Pin, more: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run `pip download`; only wheels, since pip asks an sdist's own code what it needs."""
    command = [*_pip_command(), "download", str(pin), "--dest", str(directory), "--no-deps"]
    command += ["--only-binary", ":all:", "--ignore-requires-python", "--no-input", "-vv"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", *more]
    environment = {**os.environ, "LC_ALL": "C", "PIP_NO_COLOR": "1"}
    environment["PIP_CONSTRAINT"] = os.devnull  # what may be installed here is another question
    return subprocess.run(  # noqa: S603 - no shell, and the requirement is a pin
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
        env=environment,
        cwd=directory,
    )


def _pip_command() -> list[str]:
    import importlib.util

    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        raise CollectError(
            f"Cannot download: there is no pip for {sys.executable}. "
            f"Run: {sys.executable} -m ensurepip"
        )
    return [found]


def _platform_arguments(wheel: str) -> list[str]:
    """What makes pip take a wheel that is not for this platform."""
    interpreter, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    first = interpreter.split(".")[0]
    arguments = ["--implementation", first[:2], "--python-version", first[2:] or "3"]
    arguments += ["--abi", abi.split(".")[0]]
    for one in platform.split("."):
        arguments += ["--platform", one]
    return arguments


def _links(output: str, name: str) -> Iterator[tuple[str, Version]]:
    """The archives of a project that pip saw and could not take, with their versions."""
    for found in _SKIPPED.finditer(output):
        file = _file_name(found[1])
        parse = parse_wheel_filename if file.endswith(".whl") else parse_sdist_filename
        try:
            about = parse(file)
        except (InvalidSdistFilename, InvalidWheelFilename, InvalidVersion):
            continue
        if canonicalize_name(about[0]) == name:
            yield found[1], about[1]


def _versions(output: str, pin: Pin) -> list[str]:
    """The releases that the index has, as far as pip told."""
    known = _KNOWN.search(output)
    versions = set(known[1].split(", ")) if known else set()
    versions |= {str(version) for _, version in _links(output, pin.name)}
    return sorted(versions - {"", "none"})


def _file_name(link: str) -> str:
    return unquote(urlsplit(link).path).rpartition("/")[2]


def _preference(link: str) -> tuple[bool, bool, str]:
    """Wheels first, of them those for Linux, the rest by name: on every machine the same."""
    name = _file_name(link)
    return not name.endswith(".whl"), "linux" not in name, name


def _why_not(output: str, pin: Pin) -> str:
    versions = _versions(output, pin)
    if versions:
        return (
            f"Cannot download {pin}: the index has no such release; "
            f"{nearest(str(pin.version), versions)}"
        )
    if any(one in output for one in _OFFLINE):
        return (
            f"Cannot download {pin}: the package index cannot be reached. "
            f"Check the network and pip's configuration, or pass a wheel."
        )
    return (
        f"Cannot download {pin}: the index that pip uses has no such project or release. "
        f"Check the spelling, or pass a wheel or a directory."
    )


# ---- sdists -------------------------------------------------------------------------------------


def _fetch_sdist(link: str, path: Path, pin: Pin) -> None:
    """Fetch an sdist from where pip saw it; pip itself would run its build."""
    address, fragment = urldefrag(link)
    if urlsplit(address).scheme not in _FETCHED:
        raise CollectError(f"Cannot download {pin}: its address {address!r} is none of the web.")
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - see above
            content = answer.read()
    except (OSError, ValueError) as error:
        raise CollectError(
            f"Cannot download {pin}: it has no wheel, and its sdist at {address} cannot be "
            f"fetched: {error}. Fetch and unpack it yourself, and pass the directory."
        ) from None
    name, _, wanted = fragment.partition("=")
    if name in {"sha256", "sha384", "sha512"} and hashlib.new(name, content).hexdigest() != wanted:
        raise CollectError(f"Cannot download {pin}: {address} is not what the index announced.")
    path.write_bytes(content)
