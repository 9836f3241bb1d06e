"""Reaching hosts: who has said that our messages arrive, who has not, and whom nobody would hear of."""

from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from badges import hosts as errands
from badges import moments
from badges.errors import NotFound, Refusal
from badges.model import Attendee, Event, Host, HostChannel, invitation
from badges.notices import channels, chat, proving
from badges.notices.channels import CHAT, MAIL
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.host.channels import state_of
from web.organiser.blueprint import blueprint

# So many names without a host are shown; the guest list has them all.
NAMES = 30


@blueprint.get("/<slug>/channels", endpoint="channels")
@door("organiser")
def reaching(visitor: Organising) -> str:
    """Every host with every way to reach them."""
    return _page(visitor)


@blueprint.post("/<slug>/channels/tests")
@door("organiser")
def send_tests(visitor: Organising) -> AnyResponse:
    """A test over each channel that nobody has confirmed; for one host over all of theirs."""
    only = request.form.get("host", "")
    with context().store.writing() as session:
        hosts = _hosts(session, visitor.the_event)
        asked = [host for host in hosts if str(host.id) == only] if only else hosts
        settings, now = context().settings, moments.now()
        proving.send_to(session, asked, settings=settings, now=now, again=bool(only))
    return _back(visitor)


@blueprint.post("/<slug>/channels/chat")
@door("organiser")
def add_chat_for(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """A chat address for a host, allowed with the same touch."""
    settings, form = context().settings, request.form
    try:
        address = chat.checked(form.get("url", ""), settings)
        with context().store.writing() as session:
            now = moments.now()
            host = _host(session, visitor.the_event, form.get("host", ""))
            row = channels.add(
                session,
                host,
                CHAT,
                address,
                called=chat.named(address),
                secret_key=settings.secret_key,
                now=now,
                allowed=True,
            )
            proving.ask_for(session, host, row, now=now)
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, url=form.get("url", "")), status_of(refusal)
    return _back(visitor)


@blueprint.post("/<slug>/channels/<int:channel_id>/allow")
@door("organiser")
def allow_chat(visitor: Organising, channel_id: int) -> AnyResponse:
    """Let a chat address that a host has entered be written to; its test goes out at once."""
    with context().store.writing() as session:
        row, host = _way(session, visitor.the_event, channel_id)
        now = moments.now()
        channels.allow(row, now=now)
        proving.ask_for(session, host, row, now=now)
    return _back(visitor)


@blueprint.post("/<slug>/channels/<int:channel_id>/remove")
@door("organiser")
def remove_way(visitor: Organising, channel_id: int) -> AnyResponse:
    """Take a way to reach a host away. Mail stays."""
    with context().store.writing() as session:
        row, _ = _way(session, visitor.the_event, channel_id)
        if row.kind != MAIL:
            session.delete(row)
    return _back(visitor)


def _back(visitor: Organising) -> AnyResponse:
    return redirect(url_for("organiser.channels", slug=visitor.the_event.slug))


def _hosts(session: Any, event: Event) -> list[Host]:
    return [host for host, _ in errands.hosts_with_counts(session, event)]


def _host(session: Any, event: Event, host_id: str) -> Host:
    host = session.get(Host, int(host_id)) if host_id.isdecimal() else None
    if host is None or host.event_id != event.id:
        raise NotFound("Please choose one of this event’s hosts.")
    return host  # type: ignore[no-any-return] # The session is whoever asks's.


def _way(session: Any, event: Event, channel_id: int) -> tuple[HostChannel, Host]:
    row = session.get(HostChannel, channel_id)
    host = _host(session, event, str(row.host_id) if row else "")
    return channels.one_of(session, host, channel_id), host


def _page(visitor: Organising, *, problem: str | None = None, url: str = "") -> str:
    event = visitor.the_event
    with context().store.reading() as session:
        hosts = errands.hosts_with_counts(session, event)
        ways = channels.of_event(session, event)
        without = errands.attendees_without_host(session, event)
        names = _without_host(session, event)
    rows = [_line(host, count, ways.get(host.id, [])) for host, count in hosts]
    return render_template(
        "organiser/channels.html",
        event=event,
        organiser=visitor.organiser,
        hosts=rows,
        unconfirmed=[one["name"] for one in rows if not one["confirmed"]],
        untested=not any(way["tested"] for one in rows for way in one["ways"]),
        without_host=without,
        names=names,
        chats=context().settings.chat_schemes.split(",") if chat.is_there() else [],
        mail_is_set=bool(context().settings.mail_url),
        problem=problem,
        url=url,
    )


def _line(host: Host, count: int, rows: list[HostChannel]) -> dict[str, Any]:
    if not any(row.kind == MAIL for row in rows):
        rows = [*rows, HostChannel(kind=MAIL, called="", trouble="")]
    ways = [
        {
            "id": row.id,
            "kind": row.kind,
            "called": host.email if row.kind == MAIL else row.called,
            "state": state_of(row),
            "trouble": row.trouble,
            "at": row.confirmed_at or row.tested_at,
            "tested": row.tested_at is not None or row.test_due_at is not None or bool(row.trouble),
        }
        for row in rows
    ]
    return {
        "id": host.id,
        "name": host.name,
        "attendees": count,
        "fallback": host.fallback,
        "ways": ways,
        "confirmed": any(way["state"] == "confirmed" for way in ways),
    }


def _without_host(session: Any, event: Event) -> list[str]:
    nobody = ~select(invitation.c.host_id).where(invitation.c.attendee_id == Attendee.id).exists()
    query = select(Attendee.name).where(Attendee.event_id == event.id, nobody).order_by(Attendee.id)
    return list(session.scalars(query.limit(NAMES)))
