"""Three services, and a Prometheus server that says which marked APIs how many of them use.

    python run.py [PROMETHEUS]

PROMETHEUS is the server's program: by default the one on PATH, which `apt-get install prometheus`
puts there. Everything listens on the loopback interface alone, and is stopped again at the end.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).resolve().parent

#: What each service does.
SERVICES = {"frontend": ["route"], "worker": ["route", "register"], "batch": []}

#: How many processes use each API. The metric is 1 in each process that has used it.
QUERY = "sum by (api, tier, feature) (dynamo_stability_api_processes)"

CONFIGURATION = """
global: {{scrape_interval: 500ms, scrape_timeout: 500ms}}
scrape_configs:
  - job_name: services
    static_configs: [{{targets: {targets}}}]
"""

SECONDS = 60.0

T = TypeVar("T")


def main() -> None:
    """Start everything, ask, and stop everything."""
    program = sys.argv[1] if len(sys.argv) > 1 else shutil.which("prometheus")
    if program is None:
        sys.exit("Cannot start Prometheus: it is not on PATH. Run: apt-get install prometheus")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = [stack.enter_context(service(work)) for work in SERVICES.values()]
        server = stack.enter_context(prometheus(program, directory, ports))
        wait_for(lambda: scraped(server) == len(SERVICES), "Prometheus to scrape all services")
        for line in report(query(server, QUERY)):
            print(line)


@contextmanager
def service(work: list[str]) -> Iterator[int]:
    """A service that does some work, as long as the block runs; gives the port of its metrics."""
    command = [sys.executable, "-W", "ignore", str(HERE / "service.py"), *work]
    with running(command, stdout=subprocess.PIPE) as process:
        port = process.stdout.readline() if process.stdout is not None else ""
        if not port:
            sys.exit(f"A service ended before it could be scraped: {' '.join(command)}")
        yield int(port)


@contextmanager
def prometheus(program: str, directory: Path, ports: list[int]) -> Iterator[str]:
    """A Prometheus server that scrapes these ports, as long as the block runs; gives its URL."""
    targets = json.dumps([f"127.0.0.1:{port}" for port in ports])
    (directory / "prometheus.yml").write_text(CONFIGURATION.format(targets=targets))
    command = [
        program,
        f"--config.file={directory / 'prometheus.yml'}",
        f"--storage.tsdb.path={directory / 'data'}",
        "--web.listen-address=127.0.0.1:0",
    ]
    log = directory / "prometheus.log"
    with log.open("w") as output, running(command, stdout=output, stderr=output) as process:
        address = wait_for(lambda: listening(log, process), "Prometheus to listen")
        yield f"http://{address}"


@contextmanager
def running(command: list[str], **streams: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that is stopped when the block ends, however it ends."""
    with subprocess.Popen(command, text=True, **streams) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def listening(log: Path, process: subprocess.Popen[str]) -> str | None:
    """The address that the server has been given, once it says so in its log."""
    text = log.read_text()
    if process.poll() is not None:
        sys.exit(f"Prometheus ended with exit code {process.returncode}:\n{text}")
    found = re.search(r'msg="Listening on".* address=(\S+)', text)
    return found and found[1]


def wait_for(get: Callable[[], T | None], what: str) -> T:
    """What `get` gives as soon as it gives anything."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = get()
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"Waited {SECONDS:.0f} seconds for {what}, in vain.")


def query(server: str, expression: str) -> list[Any]:
    """What the server answers to a query: each series with its labels and its value."""
    asked = urllib.parse.urlencode({"query": expression})
    with urllib.request.urlopen(f"{server}/api/v1/query?{asked}", timeout=10) as answer:
        found: list[Any] = json.load(answer)["data"]["result"]
    return found


def scraped(server: str) -> int:
    """How many services have been scraped."""
    return sum(int(one["value"][1]) for one in query(server, "up"))


def report(series: list[Any]) -> Iterator[str]:
    """A line for each API, the most used ones first."""
    for one in sorted(series, key=lambda one: (-int(one["value"][1]), one["metric"]["api"])):
        labels, count = one["metric"], int(one["value"][1])
        feature = f", feature {labels['feature']}" if "feature" in labels else ""
        processes = "1 process" if count == 1 else f"{count} processes"
        yield f"{labels['api']} ({labels['tier']}{feature}): used by {processes}"


if __name__ == "__main__":
    main()
