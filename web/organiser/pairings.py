"""Pairing as the organiser sees it: the code, the words that both screens show, yes or no."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import pairing, paper
from badges.errors import Refusal
from badges.model import Pairing
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint
from web.organiser.devices import devices_page

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@blueprint.post("/<slug>/devices/pair")
@door("organiser")
def pair(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Invite one more device."""
    form, secret_key = request.form, context().settings.secret_key
    role, name = form.get("role", ""), form.get("name", "")
    try:
        with context().store.writing() as writing:
            begun = pairing.begin(
                writing, visitor.the_event, secret_key=secret_key, role=role, name=name, now=now()
            )
    except Refusal as refusal:
        return devices_page(visitor, problem=refusal.message, values=form), status_of(refusal)
    return _shown(visitor, begun)


@blueprint.post("/<slug>/devices/<int:device_id>/roll")
@door("organiser")
def roll(visitor: Organising, device_id: int) -> AnyResponse:
    """Invite a device to take the place of this one; its key ends once that is confirmed."""
    secret_key = context().settings.secret_key
    with context().store.writing() as writing:
        begun = pairing.begin_again(writing, visitor.the_event, device_id, secret_key=secret_key, now=now())
    return _shown(visitor, begun)


@blueprint.get("/<slug>/devices/pairing/<int:pairing_id>")
@door("organiser")
def show_pairing(visitor: Organising, pairing_id: int) -> str | tuple[str, int]:
    """The code while no device has come, then its words, then that it is done."""
    return _page(visitor, pairing_id)


@blueprint.get("/<slug>/devices/pairing/<int:pairing_id>/state")
@door("organiser")
def pairing_state(visitor: Organising, pairing_id: int) -> Response:
    """How far it is, for the page that waits."""
    return jsonify({"state": _state(_found(visitor, pairing_id))})


@blueprint.post("/<slug>/devices/pairing/<int:pairing_id>/confirm")
@door("organiser")
def confirm_pairing(visitor: Organising, pairing_id: int) -> AnyResponse | str | tuple[str, int]:
    """Both screens show the same words: the device is let in."""
    words = request.form.get("words", "")
    try:
        with context().store.writing() as writing:
            pairing.confirm(writing, visitor.the_event, pairing_id, words=words, now=now())
    except Refusal as refusal:
        return _page(visitor, pairing_id, problem=refusal)
    return redirect(url_for("organiser.show_pairing", slug=visitor.the_event.slug, pairing_id=pairing_id))


@blueprint.post("/<slug>/devices/pairing/<int:pairing_id>/refuse")
@door("organiser")
def refuse_pairing(visitor: Organising, pairing_id: int) -> AnyResponse:
    """The words differ, or it is not wanted any more."""
    with context().store.writing() as writing:
        pairing.refuse(writing, visitor.the_event, pairing_id)
    return redirect(url_for("organiser.devices", slug=visitor.the_event.slug))


def _shown(visitor: Organising, begun: pairing.Begun) -> AnyResponse:
    # In this browser's own cookie, so that its page can be loaded again; we keep nothing to show it from.
    session["pairing"] = begun.code
    slug, pairing_id = visitor.the_event.slug, begun.pairing.id
    return redirect(url_for("organiser.show_pairing", slug=slug, pairing_id=pairing_id))


def _page(visitor: Organising, pairing_id: int, *, problem: Refusal | None = None) -> str | tuple[str, int]:
    found = _found(visitor, pairing_id)
    state, code = _state(found), _code(found)
    address = f"{context().settings.public_url}/pair"
    page = render_template(
        "organiser/pairing.html",
        event=visitor.the_event,
        organiser=visitor.organiser,
        pairing=found,
        state=state,
        code=code,
        address=address,
        qr=paper.qr_svg(f"{address}#{code}") if code and state == pairing.State.WAITING else None,
        reach=_reach(address),
        problem=problem.message if problem else None,
    )
    if problem:
        return page, status_of(problem)
    return page if found else (page, 404)


def _found(visitor: Organising, pairing_id: int) -> Pairing | None:
    with context().store.reading() as reading:
        return pairing.pairing_of(reading, visitor.the_event, pairing_id)


def _state(found: Pairing | None) -> str:
    return pairing.state(found, now()) if found else "gone"


def _code(found: Pairing | None) -> str | None:
    code: Any = session.get("pairing")
    secret_key = context().settings.secret_key
    ours = found and isinstance(code, str) and pairing.is_code_of(found, code, secret_key=secret_key)
    return code if ours else None


def _reach(address: str) -> str:
    """Who can pair by this address: ``all``; ``here``, this machine alone; ``none``, as it is not safe."""
    parts = urlsplit(address)
    if parts.hostname in LOOPBACK:
        return "here"
    # Without https a browser gives a page none of the cryptography that it makes its key with.
    return "all" if parts.scheme == "https" else "none"
