"""Run the refresh flow in this process, as `insight refresh` and `insight demo` do.

A configured Prefect server is used where there is one (`PREFECT_API_URL` or a profile). Else a server of our own runs
in a thread: on a free port of 127.0.0.1, behind a password that only this process knows, writing to Prefect's usual
database. A thread and not Prefect's own child process, because that one imports everything twice (19 s against 12 s
for a run with nothing to do, on two cores) and stays behind when its parent is killed.
"""

from __future__ import annotations

import contextvars
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from prefect import settings as prefect_settings
from prefect.client.orchestration import get_client
from prefect.settings import get_current_settings, temporary_settings

from flows.refresh import refresh
from insight.errors import ConfigError
from insight.pipeline import Outcome

if TYPE_CHECKING:
    import uvicorn

STARTUP_SECONDS = 180.0


def refresh_here(
    config: str,
    as_of: datetime | None = None,
    *,
    is_verbose: bool = False,
    wait: Callable[[], object] = lambda: None,
) -> Outcome:
    """Run the flow `refresh` and return what became of it; raise what it raised. `wait` is called once all is ready."""
    with _server(), _prefect_speaks(is_verbose):  # in this order: a starting server sets up logging anew
        wait()
        return refresh(config, as_of)


@contextmanager
def _server() -> Iterator[None]:
    url = get_current_settings().api.url
    if url is None:
        with _thread_server():
            yield
        return
    with get_client(sync_client=True) as client:
        if client.api_healthcheck() is not None:
            raise ConfigError(
                f"the Prefect server at {url} does not answer: start it, unset PREFECT_API_URL, "
                "or go without it: insight refresh --plain"
            )
    yield


@contextmanager
def _thread_server() -> Iterator[None]:
    password = f"insight:{secrets.token_urlsafe(24)}"
    server_settings = {
        prefect_settings.PREFECT_SERVER_API_AUTH_STRING: password,
        prefect_settings.PREFECT_API_AUTH_STRING: password,
        prefect_settings.PREFECT_SERVER_ANALYTICS_ENABLED: False,
        prefect_settings.PREFECT_RESULTS_DEFAULT_SERIALIZER: "json",
        # Nobody watches this server for flows that died: the run's own lock and ledger do.
        prefect_settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
    }
    with temporary_settings(server_settings), socket.create_server(("127.0.0.1", 0)) as listener:
        import uvicorn
        from prefect.server.api.server import create_app

        application = create_app(ephemeral=True, final=True)
        server = uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan="on"))
        context = contextvars.copy_context()  # a new thread would not see the settings above
        thread = threading.Thread(target=context.run, args=(server.run, [listener]), daemon=True)
        thread.start()
        _wait_until_started(server, thread)
        try:
            with temporary_settings(
                {prefect_settings.PREFECT_API_URL: f"http://127.0.0.1:{listener.getsockname()[1]}/api"}
            ):
                try:
                    yield
                finally:
                    _drain()
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ConfigError(
                "Prefect's temporary server did not start (--verbose shows its log). "
                "Go without it: insight refresh --plain"
            )
        time.sleep(0.02)


def _drain() -> None:
    """Send what waits in Prefect's queues, while there is still a server to take it."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all()
    EventsWorker.drain_all()


@contextmanager
def _prefect_speaks(is_verbose: bool) -> Iterator[None]:
    """Keep Prefect's log lines off the console unless they are asked for; its own records of the run stay whole."""
    levels = {handler: handler.level for handler in logging.getLogger().handlers}
    for handler in levels:
        handler.setLevel(logging.INFO if is_verbose else logging.CRITICAL)
    try:
        yield
    finally:
        for handler, level in levels.items():
            handler.setLevel(level)
