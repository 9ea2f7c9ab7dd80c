"""Multiprocess mode: several real processes that share one metrics endpoint, under gunicorn too."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from writing import write_files

METRIC = "dynamo_stability_api_processes"
SECONDS = 60.0

LIBRARY = """
    from dynamo_stability import beta, deprecated, experimental

    @experimental(feature="routing")
    def route(): ...

    @beta
    def stream(): ...

    @deprecated("x")
    def old(): ...

    @beta
    def import_time(): ...

    @experimental
    def unused(): ...
    """


def environment(directory: Path) -> dict[str, str]:
    shared = directory / "shared"
    shared.mkdir(exist_ok=True)
    path = os.pathsep.join([str(directory), *filter(None, sys.path)])
    return {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(shared),
        "PYTHONPATH": path,
        "PYTHONWARNINGS": "ignore",
    }


def counted(exposition: str) -> dict[str, float]:
    """The sum over the series of each API, by the last part of its name."""
    found: dict[str, float] = {}
    for line in exposition.splitlines():
        match = re.fullmatch(METRIC + r"\{(.*)\} (\S+)", line)
        if match:
            (api,) = re.findall(r'\bapi="([^"]*)"', match[1])
            name = api.rpartition(".")[2]
            found[name] = found.get(name, 0.0) + float(match[2])
    return found


def wait_for(get: Callable[[], Any], expected: Any) -> None:
    end = time.monotonic() + SECONDS
    while get() != expected and time.monotonic() < end:
        time.sleep(0.05)
    assert get() == expected


# ---- processes that share a directory -----------------------------------------------------------

WORKER = """
    import sys
    import library
    from dynamo_stability.integrations.prometheus import install

    install()
    for name in sys.argv[1:]:
        getattr(library, name)()
    print("ready", flush=True)
    sys.stdin.read()
    """

SCRAPE = """
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    print(generate_latest(registry).decode())
    """


def test_the_metric_counts_the_processes_that_share_a_directory(tmp_path: Path) -> None:
    write_files(tmp_path, {"library.py": LIBRARY, "worker.py": WORKER, "scrape.py": SCRAPE})
    settings = environment(tmp_path)
    work = [["route", "route"], ["route", "stream"], ["stream", "old", "route"], []]
    workers = [
        subprocess.Popen(
            [sys.executable, str(tmp_path / "worker.py"), *names],
            env=settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for names in work
    ]
    try:
        assert [one.stdout.readline() for one in workers if one.stdout] == ["ready\n"] * 4
        done = subprocess.run(
            [sys.executable, str(tmp_path / "scrape.py")],
            env=settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        for one in workers:
            one.communicate("")
    assert done.returncode == 0, done.stderr
    assert counted(done.stdout) == {"route": 3, "stream": 2, "old": 1}
    assert 'tier="experimental"' in done.stdout
    assert "pid=" not in done.stdout


FORKER = """
    import json, os, sys
    import library
    from prometheus_client import CollectorRegistry, Counter, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
    from dynamo_stability.integrations.prometheus import install

    def scrape():
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        return generate_latest(registry).decode()

    install()
    library.import_time()
    children = []
    for number in range(3):
        ready, done = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            library.route()
            if number:
                library.stream()
            os.write(ready[1], b"x")
            os.read(done[0], 1)
            os._exit(0)
        os.read(ready[0], 1)
        children.append((pid, done[1]))
    report = [scrape()]
    for pid, end in children:
        os.write(end, b"x")
        os.waitpid(pid, 0)
        mark_process_dead(pid)
    report.append(scrape())
    print(json.dumps(report))
    """


def test_forked_processes_count_for_themselves_until_they_end(tmp_path: Path) -> None:
    write_files(tmp_path, {"library.py": LIBRARY, "forker.py": FORKER})
    done = subprocess.run(
        [sys.executable, str(tmp_path / "forker.py")],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    alive, ended = map(counted, json.loads(done.stdout))
    assert alive == {"import_time": 1, "route": 3, "stream": 2}
    assert {name: value for name, value in ended.items() if value} == {"import_time": 1}


# ---- gunicorn -----------------------------------------------------------------------------------

APPLICATION = """
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector
    from dynamo_stability.integrations import prometheus

    prometheus.install()

    def app(environ, start_response):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [generate_latest(registry)]
    """

#: What each worker uses, so that it does not depend on which one a request reaches.
SETTINGS = """
    from prometheus_client.multiprocess import mark_process_dead

    workers = 3
    preload_app = {preload}
    bind = "127.0.0.1:0"
    control_socket_disable = True

    def post_worker_init(worker):
        import library
        library.route()
        if worker.age > 1:
            library.stream()

    def child_exit(server, worker):
        mark_process_dead(worker.pid)
    """


@contextmanager
def gunicorn(directory: Path, *, preload: bool) -> Iterator[tuple[int, str]]:
    """gunicorn with three workers: its process id, and where it listens."""
    settings = SETTINGS.format(preload=preload)
    write_files(directory, {"library.py": LIBRARY, "app.py": APPLICATION, "settings.py": settings})
    log = directory / "log"
    command = [sys.executable, "-m", "gunicorn", "--config", "settings.py", "app:app"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=directory, env=environment(directory), stdout=output, stderr=output
        )
        try:
            found: list[str] = []

            def is_listening() -> bool:
                found[:] = re.findall(r"Listening at: (http://\S+)", log.read_text())
                return bool(found) or process.poll() is not None

            wait_for(is_listening, expected=True)
            assert found, log.read_text()
            yield process.pid, found[0]
        finally:
            process.terminate()
            process.wait(30)
    assert process.returncode == 0, log.read_text()


def scrape(address: str) -> dict[str, float]:
    """What is counted; nothing while a worker starts, whose file prometheus_client cannot read."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return counted(answer.read().decode())
    except urllib.error.HTTPError as error:
        error.close()
        return {}


@pytest.mark.parametrize("preload", [False, True], ids=["", "preload"])
def test_the_workers_of_gunicorn_are_counted(preload: bool, tmp_path: Path) -> None:
    with gunicorn(tmp_path, preload=preload) as (master, address):
        wait_for(lambda: scrape(address), {"route": 3, "stream": 2})
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        # The first worker goes, which alone did not use `stream`; another one takes its place.
        os.kill(min(map(int, children)), signal.SIGTERM)
        wait_for(lambda: scrape(address), {"route": 3, "stream": 3})
