"""The app: made from settings, once a process; nothing happens before."""

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from badges.settings import Settings
from badges.store import Store, open_store
from web import errors, pages, scanning, speech, words
from web.api import views as api
from web.attendee import views as attendee
from web.context import KEY, Context
from web.desk import views as desk
from web.host import views as host
from web.kiosk import views as kiosk
from web.letter import views as letter
from web.limits import Limits
from web.live.hub import Hub
from web.organiser import views as organiser
from web.pairing import views as pairing
from web.poster import views as poster

# Everything comes from us; nothing runs or is styled that a page itself carries; nobody frames us.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # A host's link or a pass must not travel on in a Referer.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(settings: Settings, store: Store | None = None) -> Flask:
    """The service as a WSGI app. Its tables must stand: see ``badges.store.migrate``."""
    app = Flask(__name__)
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_limit,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # The live pages ask all evening. A cookie in each answer would bring back the doors as they stood
        # when it was asked, and close the one that another page of this browser has opened since.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="last_badge",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form may stay open for the whole evening; the session's own age is the bound.
        WTF_CSRF_TIME_LIMIT=None,
        # Behind a proxy that hides the scheme the referrer check would refuse honest forms.
        WTF_CSRF_SSL_STRICT=False,
    )
    store = store or open_store(settings)
    hub = Hub(store, limit=settings.listeners)
    app.extensions[KEY] = Context(settings, store, hub, Limits(settings.redis_url))
    csrf = CSRFProtect(app)
    for room in (pages, api, desk, host, attendee, kiosk, letter, organiser, pairing, poster):
        app.register_blueprint(room.blueprint)
    # A key in a header is not sent by a stranger's form.
    csrf.exempt(api.blueprint)
    # The app's page is kept on the tablet and so holds no token; a header of its own stands for it.
    csrf.exempt(desk.app.sign_out)
    # Nor is JSON, which is all that a device's offer is taken as.
    csrf.exempt(pairing.blueprint)
    errors.register(app)
    words.register(app)
    speech.register(app)
    scanning.register(app)
    app.after_request(_guard)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way.
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _guard(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in {"static", "pages.font"}:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
