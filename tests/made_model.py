"""A language model that a test makes up: an endpoint on this machine that answers as told and notes what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from insight.config import PolishSettings


@dataclass
class Model:
    """`settings` name the endpoint; `asked` are the bodies of the requests, `keys` what they were sent with."""

    settings: PolishSettings
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def phrases(self) -> list[str]:
        return [json.loads(one["messages"][-1]["content"])["phrase"] for one in self.asked]


@contextmanager
def run_model(answer: Callable[[str], bytes | int | str]) -> Iterator[Model]:
    """Serve what `answer` says to a phrase: a wording, the bytes of a whole answer, or a status."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(body)
            model.keys.append(self.headers["Authorization"])
            said = answer(model.phrases[-1])
            self.send_response(said if isinstance(said, int) else 200)
            self.end_headers()
            if isinstance(said, str):
                content = json.dumps({"wording": said})
                said = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            if isinstance(said, bytes):
                self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    model = Model(PolishSettings(url=f"http://127.0.0.1:{server.server_port}/v1", model="made"))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
