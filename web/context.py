"""What one process of the service carries: settings, store, hub and the limits on guessing."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from badges.settings import Settings
from badges.store import Store
from web.limits import Limits
from web.live.hub import Hub

KEY = "last_badge"


@dataclass(frozen=True)
class Context:
    """Made once in ``create_app``, reached from a view by ``context()``."""

    settings: Settings
    store: Store
    hub: Hub
    limits: Limits


def of(app: Flask) -> Context:
    """The context of an app."""
    return cast("Context", app.extensions[KEY])


def context() -> Context:
    """The context of the app that answers the present request."""
    return of(current_app)
