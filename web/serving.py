"""Serving: gunicorn with threads; one process on SQLite, any number on PostgreSQL."""

import gc
import resource
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from badges.settings import Settings
from badges.store import open_store
from web.app import create_app
from web.context import of
from web.runtime import Runtime

REQUEST_THREADS = 24
# Tablets and phones that are reading, beside the live pages.
KEPT_ALIVE = 1000
# Seconds for what is in hand when the service is asked to stop.
LAST_MOMENTS = 2.5


class Service(BaseApplication):  # type: ignore[misc] # gunicorn brings no types.
    """The service under gunicorn. Everything is opened in the worker, after the fork."""

    def __init__(self, settings: Settings, bind: str) -> None:
        self._settings = settings
        self._bind = bind
        super().__init__()

    def load_config(self) -> None:
        """What was measured: see the reasons in CONTRIBUTING."""
        threads = REQUEST_THREADS + self._settings.listeners
        options: dict[str, Any] = {
            "bind": self._bind,
            "workers": self._settings.processes,
            "worker_class": "gthread",
            "threads": threads,
            "worker_connections": threads + KEPT_ALIVE,
            "keepalive": 30,
            "timeout": 60,
            "graceful_timeout": 2,
            "loglevel": "warning",
            # No access log: addresses hold passes and links.
            "accesslog": None,
            "post_worker_init": _begin,
            "worker_exit": _finish,
            "proc_name": "last-badge",
        }
        # Nobody steers this service through a socket in somebody's home; older gunicorns have none.
        if "control_socket_disable" in self.cfg.settings:
            options["control_socket_disable"] = True
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app of this worker."""
        return create_app(self._settings, open_store(self._settings))


def serve(settings: Settings, bind: str) -> None:
    """Serve until told to stop."""
    _allow_many_sockets()
    # What was loaded is shared with the workers; a collection would touch it and make it each one's own.
    gc.collect()
    gc.freeze()
    Service(settings, bind).run()


def _begin(worker: Worker) -> None:
    """Start what runs beside the requests, and end it and the live pages when the worker stops.

    Without this gunicorn waits for open streams until its patience is over.
    """
    here = of(worker.wsgi)
    runtime = Runtime(here.store, here.settings)
    runtime.start()
    worker.ending = threading.Thread(target=_end, args=(worker, runtime), name="end", daemon=True)
    worker.ending.start()


def _end(worker: Worker, runtime: Runtime) -> None:
    pause = threading.Event()
    while worker.alive:
        pause.wait(0.1)
    of(worker.wsgi).hub.close()
    runtime.stop()


def _finish(_arbiter: Any, worker: Worker) -> None:
    """Let the mail in hand be noted before the process goes, or it would go out once more."""
    ending = getattr(worker, "ending", None)
    if ending is not None:
        ending.join(LAST_MOMENTS)


def _allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else hard
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
