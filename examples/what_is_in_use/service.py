"""One service of a fleet: it uses a part of inference_runtime, and exposes its metrics."""

from __future__ import annotations

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app

from dynamo_stability.integrations import prometheus

prometheus.install()  # before anything is used


def route() -> None:
    """Choose a worker: beta and experimental API."""
    from inference_runtime.llm import KvRouter, RouterConfig

    KvRouter(["a", "b"], RouterConfig()).choose("the cat")


def register() -> None:
    """Look up a function by its old name."""
    from inference_runtime.llm import register_llm

    assert register_llm.__name__ == "register_model"


class Handler(WSGIRequestHandler):
    """Answers without a line in the log for each scrape."""

    def log_message(self, *_args: object) -> None:
        """Keep silent."""


def main() -> None:
    """Do what the command line names, then wait to be scraped."""
    for work in sys.argv[1:]:
        {"route": route, "register": register}[work]()
    with make_server("127.0.0.1", 0, make_wsgi_app(), handler_class=Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
