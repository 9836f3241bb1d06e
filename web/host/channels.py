"""How a host is reached: their ways, a browser that subscribes, a chat, and the touch that proves one."""

import json
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import moments
from badges.errors import NotFound, Refusal
from badges.model import Event, Host, HostChannel
from badges.notices import channels, chat, proving, push
from badges.notices.channels import CHAT, MAIL, PUSH
from web.context import context
from web.doors import Hosting, door
from web.errors import status_of
from web.host.blueprint import blueprint
from web.links import Links

# The worker is no module of the page: the browser runs it beside all pages.
WORKER = "js/host/worker.js"
SHOWN_MAIL = HostChannel(kind=MAIL, position=channels.MAIL_STANDS, called="", trouble="")


@blueprint.get("/<slug>/channels", endpoint="channels")
@door("host")
def ways(visitor: Hosting) -> str:
    """How we reach this host."""
    return _page(visitor)


@blueprint.post("/<slug>/channels/push")
@door("host")
def subscribe(visitor: Hosting) -> tuple[dict[str, Any], int]:
    """A browser that may be told; a test goes to it at once."""
    settings, sent = context().settings, request.get_json(silent=True) or {}
    address = push.subscription_of(sent.get("subscription"), private=settings.allow_private_addresses)
    with context().store.writing() as session:
        now = moments.now()
        host = session.merge(visitor.host, load=False)
        row = channels.add(
            session,
            host,
            PUSH,
            address,
            called=str(sent.get("called", "")) or "A browser",
            secret_key=settings.secret_key,
            now=now,
        )
        if row.confirmed_at is None:
            proving.ask_for(session, host, row, now=now)
    return {"id": row.id}, 201


@blueprint.post("/<slug>/channels/chat")
@door("host")
def add_chat(visitor: Hosting) -> AnyResponse | tuple[str, int]:
    """A chat address, which works once the organiser has allowed it."""
    settings, url = context().settings, request.form.get("url", "")
    try:
        address = chat.checked(url, settings)
        with context().store.writing() as session:
            channels.add(
                session,
                visitor.host,
                CHAT,
                address,
                called=chat.named(address),
                secret_key=settings.secret_key,
                now=moments.now(),
            )
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, url=url), status_of(refusal)
    return _back(visitor)


@blueprint.post("/<slug>/channels/<int:channel_id>/first")
@door("host")
def first(visitor: Hosting, channel_id: int) -> AnyResponse:
    """Let one way be tried before the others. 0 is mail, which may have no row yet."""
    with context().store.writing() as session:
        channels.put_first(session, visitor.host, _row(session, visitor.host, channel_id))
    return _back(visitor)


@blueprint.post("/<slug>/channels/<int:channel_id>/test")
@door("host")
def test(visitor: Hosting, channel_id: int) -> AnyResponse:
    """A test over one way, now."""
    with context().store.writing() as session:
        row = _row(session, visitor.host, channel_id)
        if row.kind != CHAT or row.allowed_at:
            proving.ask_for(session, visitor.host, row, now=moments.now())
    return _back(visitor)


@blueprint.post("/<slug>/channels/<int:channel_id>/remove")
@door("host")
def remove(visitor: Hosting, channel_id: int) -> AnyResponse:
    """Take one way away. Mail stays."""
    with context().store.writing() as session:
        row = channels.one_of(session, visitor.host, channel_id)
        if row.kind != MAIL:
            session.delete(row)
    return _back(visitor)


@blueprint.get("/<slug>/worker.js")
def worker(slug: str) -> Response:
    """The program that shows a message while the page is closed. It knows nobody."""
    program = (Path(current_app.static_folder or "") / WORKER).read_text()
    page = json.dumps(url_for("host.people", slug=slug))
    return Response(f"const PAGE = {page};\n\n{program}", mimetype="text/javascript")


@blueprint.get("/<slug>/app.webmanifest")
def manifest(slug: str) -> Response:
    """What a phone needs to put the page on its home screen. It knows nobody."""
    page = url_for("host.people", slug=slug)
    icons = [
        {
            "src": url_for("static", filename=f"icons/mark-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any",
        }
        for size in (192, 512)
    ]
    said = {
        "name": "My people",
        "short_name": "My people",
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1f5f5b",
        "icons": icons,
    }
    return Response(json.dumps(said), content_type="application/manifest+json")


@blueprint.get("/<slug>/reached/<token>")
def reached(slug: str, token: str) -> str:
    """Asks the host to say that a test has arrived; following the link alone says nothing."""
    row, host, event = _found(slug, token)
    return render_template("host/reached.html", event=event, host=host, way=_shown(row, host), token=token)


@blueprint.post("/<slug>/reached/<token>")
def confirm(slug: str, token: str) -> str:
    """It has arrived."""
    row, host, event = _found(slug, token)
    with context().store.writing() as session:
        kept = channels.one_of(session, host, row.id)
        proving.confirm(kept, now=moments.now())
        shown = _shown(kept, host)
    return render_template("host/reached.html", event=event, host=host, way=shown, token=None)


def _found(slug: str, token: str) -> tuple[HostChannel, Host, Event]:
    mark = Links(context().settings).read_channel(token)
    if mark is None:
        context().limits.failed("link")
        abort(404)
    with context().store.reading() as session:
        found = proving.found(session, mark[0])
    if found is None or found[0].address_hash[:12] != mark[1] or found[2].slug != slug:
        raise NotFound("This way of reaching you was taken away. The newest test has a link that works.")
    return found


def _row(session: Any, host: Host, channel_id: int) -> HostChannel:
    if channel_id == 0:
        secret_key = context().settings.secret_key
        return channels.mail_row(session, host, secret_key=secret_key, now=moments.now())
    return channels.one_of(session, host, channel_id)


def _back(visitor: Hosting) -> AnyResponse:
    return redirect(url_for("host.channels", slug=visitor.event.slug))


def _page(visitor: Hosting, *, problem: str | None = None, url: str = "") -> str:
    settings = context().settings
    with context().store.reading() as session:
        rows = channels.of_host(session, visitor.host)
        order = channels.ways_of(session, [visitor.host.id])[visitor.host.id]
    if not any(row.kind == MAIL for row in rows):
        rows.append(SHOWN_MAIL)
    return render_template(
        "host/channels.html",
        event=visitor.event,
        host=visitor.host,
        ways=[_shown(row, visitor.host, order) for row in rows],
        within=settings.read_within,
        public_key=push.public_key(settings),
        chats=settings.chat_schemes.split(",") if chat.is_there() else [],
        problem=problem,
        url=url,
    )


def _shown(row: HostChannel, host: Host, order: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": row.id or 0,
        "kind": row.kind,
        "called": host.email if row.kind == MAIL else row.called,
        "first": bool(order) and row.kind == order[0],
        "state": state_of(row),
        "trouble": row.trouble,
        "at": row.confirmed_at or row.tested_at,
    }


def state_of(row: HostChannel) -> str:
    """How a way stands: gone, not_allowed, confirmed, on_its_way, trouble, tested or untested."""
    states = {
        "gone": row.gone_at is not None,
        "not_allowed": row.kind == CHAT and row.allowed_at is None,
        "on_its_way": row.test_due_at is not None and not row.trouble,
        "trouble": bool(row.trouble),
        "confirmed": row.confirmed_at is not None,
        "tested": row.tested_at is not None,
    }
    return next((state for state, so in states.items() if so), "untested")
