"""The service as an app, made once in a process of tests; what it carries is new for each of them."""

from badges.settings import Settings
from badges.store import Store
from web.app import create_app
from web.context import KEY, Context
from web.limits import Limits
from web.live.hub import Hub

_MADE = {}


def an_app(settings: Settings, store: Store):
    """An app as ``create_app`` makes it, without the guard of forms.

    Compiling 150 routes and the templates takes longer than most tests, and depends on these settings
    alone. Whoever needs two apps at once makes the second by ``create_app``.
    """
    key = (settings.secret_key, settings.public_url, settings.upload_limit, settings.proxies)
    if key not in _MADE:
        made = create_app(settings, store)
        made.config["WTF_CSRF_ENABLED"] = False
        _MADE[key] = (made, dict(made.config))
    app, config = _MADE[key]
    app.config.clear()
    app.config.update(config)
    hub = Hub(store, limit=settings.listeners)
    app.extensions[KEY] = Context(settings, store, hub, Limits(settings.redis_url))
    return app
