"""The desk's app: one page that lives on the tablet, the worker that keeps it there, and its manifest."""

import base64
import hashlib
import json
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges.errors import NotAllowed
from badges.model import Event
from web.desk import shell
from web.desk.blueprint import blueprint
from web.doors import FROM_OUR_PAGE, AtDesk, door, forget

# The page's colours before its styles are there; tokens.css has them as --paper.
LIGHT, DARK = "#faf6ee", "#1b1319"


@blueprint.get("/<slug>/")
@door("desk")
def look(visitor: AtDesk) -> AnyResponse:
    """The app's page. It holds nobody: whom it shows comes from the tablet's own copy."""
    if shell.missing():
        return redirect(url_for("desk.plain", slug=visitor.event.slug))
    answer = Response(_page(visitor.event), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _policy()
    return answer


@blueprint.get("/<slug>/worker.js")
@door("desk")
def worker(visitor: AtDesk) -> Response:
    """The program that keeps the app on the tablet, with the names and contents of all its files."""
    slug, language = visitor.event.slug, visitor.event.language
    page = url_for("desk.look", slug=slug)
    own = {page: _page(visitor.event), url_for("desk.decoder", slug=slug): shell.decoder()}
    whole = {address: shell.digest(said.encode()) for address, said in own.items()} | shell.files()
    # Which slices of fonts there are is no content of ours, and changes when a font is brought in.
    parts = {"page": page, "files": whole, "faces": url_for("pages.faces", language=language)}
    said = json.dumps({"slug": slug, "version": shell.version(whole), **parts})
    return Response(f"const SHELL = {said};\n\n{shell.worker()}", mimetype="text/javascript")


@blueprint.get("/<slug>/decoder.js")
@door("desk")
def decoder(visitor: AtDesk) -> Response:  # noqa: ARG001 - Every desk has the same.
    """The decoder at an address of the app’s: only there the app’s worker answers without a network."""
    return Response(shell.decoder(), mimetype="text/javascript")


@blueprint.get("/<slug>/app.webmanifest")
@door("desk")
def manifest(visitor: AtDesk) -> Response:
    """What a tablet needs to know to put the desk on its home screen."""
    event = visitor.event
    page = url_for("desk.look", slug=event.slug)
    about: dict[str, Any] = {
        "id": page,
        "name": f"{event.name}: desk",
        "short_name": "Desk",
        "lang": event.language,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "orientation": "any",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "icons": [
            {"src": _icon("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": _icon("mark-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": _icon("mark-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": _icon("mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    answer = jsonify(about)
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.post("/<slug>/sign-out")
@door("desk")
def sign_out(visitor: AtDesk) -> tuple[str, int]:
    """End this tablet's cookie, where our own page asks for it. The tablet has put its list away by then."""
    if request.headers.get(FROM_OUR_PAGE[0]) != FROM_OUR_PAGE[1]:
        raise NotAllowed("Sign this tablet out from its own menu.")
    forget(visitor.device.role, visitor.event.slug)
    return "", 204


def _page(event: Event) -> str:
    return render_template(
        "desk/app.html",
        event=event,
        import_map=_import_map(),
        modules=shell.modules(),
        light=LIGHT,
        dark=DARK,
        icon=_icon("mark-192.png"),
    )


def _import_map() -> str:
    names = {name: url_for("static", filename=file) for name, file in shell.NAMES.items()}
    return json.dumps({"imports": names}, separators=(",", ":"))


def _policy() -> str:
    """As everywhere, and beyond it this one import map, and the decoder's WebAssembly."""
    of_the_map = base64.b64encode(hashlib.sha256(_import_map().encode()).digest()).decode()
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{of_the_map}'; worker-src 'self'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _icon(file: str) -> str:
    return url_for("static", filename=f"icons/{file}")
