"""Writing to one of my people: my words, to whom they go, or why this is not the moment."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import people, readings
from badges.errors import BadInput, Conflict, Refusal
from badges.letters import ANSWER, KINDS, Draft, Spoken, Written, kind_for, may_write, thread, write
from badges.letters.phones import WAYS, Way, link_of, phone_of, ways_of
from badges.letters.threads import ATTENDEE
from badges.letters.wording import composed, facts, keep_template
from badges.letters.writing import MAIL, PHONE, did_not_send
from badges.model import Attendee, Event, Host
from badges.moments import now
from badges.notices.letter_mail import subject
from web.context import context
from web.doors import Hosting, door
from web.errors import status_of
from web.host.blueprint import blueprint
from web.links import Links

Shown = AnyResponse | str | tuple[str, int]


@dataclass(frozen=True)
class Page:
    """What the page of one letter is made of."""

    card: people.Card
    kind: str
    words: str
    why_not: str | None
    thread: list[Spoken]
    ways: tuple[str, ...]
    phone: str


@blueprint.get("/<slug>/write/<int:attendee_id>", endpoint="write")
@door("host")
def letter(visitor: Hosting, attendee_id: int) -> str:
    """The letter, ready to be changed and sent."""
    return _page(visitor, attendee_id, request.args.get("kind", ""))


@blueprint.post("/<slug>/write/<int:attendee_id>", endpoint="write_send")
@door("host")
def send(visitor: Hosting, attendee_id: int) -> Shown:
    """Send it by mail, or hand it to my own phone."""
    form = request.form
    kind, via = form.get("kind", ""), form.get("via", MAIL)
    draft = Draft(attendee_id, kind, form.get("words", ""))
    try:
        if kind not in KINDS or via not in {MAIL, *WAYS}:
            raise BadInput("This form was not understood. Please open the letter once more.")
        written = _write(visitor, draft, via, keep="keep" in form)
    except Refusal as refusal:
        return _page(visitor, attendee_id, kind, refusal.message, draft.words), status_of(refusal)
    if via == MAIL:
        return redirect(url_for("host.write", slug=visitor.event.slug, attendee_id=attendee_id, kind=kind))
    return _by_phone(visitor, draft, written, via)


@blueprint.post("/<slug>/write/<int:attendee_id>/not-sent", endpoint="not_sent")
@door("host")
def not_sent(visitor: Hosting, attendee_id: int) -> AnyResponse:
    """My phone did not send it after all."""
    letter_id = request.form.get("letter", "")
    with context().store.writing() as session:
        did_not_send(session, visitor.host, int(letter_id) if letter_id.isdecimal() else 0, now=now())
    return redirect(url_for("host.write", slug=visitor.event.slug, attendee_id=attendee_id))


def _write(visitor: Hosting, draft: Draft, via: str, *, keep: bool) -> Written:
    secret, moment = context().settings.secret_key, now()
    with context().store.writing() as session:
        host = session.get_one(Host, visitor.host.id)
        channel = MAIL if via == MAIL else PHONE
        [written] = write(session, visitor.event, host, [draft], via=channel, secret=secret, now=moment)
        if written.why_not:
            raise Conflict(written.why_not)
        person = session.get_one(Attendee, draft.attendee)
        if channel == PHONE and via not in ways_of(person):
            raise Conflict(f"The list has nothing by which your phone could reach {person.name} this way.")
        if keep:
            keep_template(host, draft.kind, draft.words, facts(person, visitor.event, host))
    return written


def _by_phone(visitor: Hosting, draft: Draft, written: Written, via: str) -> str:
    """The letter is kept; what is left is one touch that opens it in the phone's own messages."""
    with context().store.reading() as session:
        person = session.get_one(Attendee, draft.attendee)
        address = Links(context().settings).letter_of(written.code)
    text = f"{draft.words.strip()}\n\n{address}"
    heading = subject(draft.kind, visitor.event, visitor.host)
    return render_template(
        "host/write_phone.html",
        event=visitor.event,
        host=visitor.host,
        person=person,
        letter=written.letter,
        way=Way(via, link_of(via, person, heading, text)),
        text=text,
    )


def _page(
    visitor: Hosting, attendee_id: int, kind: str, notice: str = "", words: str | None = None
) -> str:
    moment = now()
    with context().store.reading() as session:
        page = _gathered(session, visitor.event, visitor.host, attendee_id, kind, moment)
    note_thread(visitor, attendee_id, page.thread, moment)
    return render_template(
        "host/write.html",
        event=visitor.event,
        host=visitor.host,
        now=moment,
        page=page,
        thread=page.thread,
        words=page.words if words is None else words,
        subject=subject(page.kind, visitor.event, visitor.host),
        notice=notice,
    )


def _gathered(
    session: Session, event: Event, host: Host, attendee_id: int, kind: str, moment: datetime
) -> Page:
    card = people.card(session, event, attendee_id, now=moment, host=host)
    person = session.get_one(Attendee, attendee_id)
    said = thread(session, attendee_id, host)
    if kind not in KINDS:
        kind = _next_kind(person, said, event, moment)
    return Page(
        card=card,
        kind=kind,
        words=composed(kind, person, event, host),
        why_not=may_write(session, event, host, [attendee_id], kind, moment)[attendee_id],
        thread=said,
        ways=ways_of(person),
        phone=phone_of(person),
    )


def _next_kind(person: Attendee, said: list[Spoken], event: Event, moment: datetime) -> str:
    """Who spoke last is answered; who has not been heard of is asked."""
    of_now = [one for one in said if not one.event]
    if of_now and of_now[-1].who == ATTENDEE and (of_now[-1].words or of_now[-1].kind != "coming"):
        return ANSWER
    return kind_for(person, event.hours, moment)


def note_thread(visitor: Hosting, attendee_id: int, said: list[Spoken], moment: datetime) -> None:
    """Whoever reads somebody's words is in the audit trail, once a day."""
    if any(one.who == ATTENDEE and (one.words or one.link) for one in said):
        host = visitor.host
        readings.note_new(
            context().store,
            visitor.event,
            readings.HOST,
            host.id,
            host.name,
            [attendee_id],
            "letter",
            moment,
        )
