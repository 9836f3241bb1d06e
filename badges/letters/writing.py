"""Writing: a host's letters are kept and owed, each only if its guards still say so at that moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import codes, journal
from badges.errors import Conflict
from badges.invitations import is_theirs
from badges.journal import Line
from badges.letters.guards import NOT_YOURS, may_write
from badges.letters.wording import tidied
from badges.model import Attendee, Event, Host, Letter, NoticeState

MAIL, PHONE = "mail", "phone"
NO_ADDRESS = "The list has no mail address of {name}."


@dataclass(frozen=True)
class Draft:
    """What a host wants to send to one attendee, in their own words."""

    attendee: int
    kind: str
    words: str


@dataclass(frozen=True)
class Written:
    """What became of one draft: the letter's id and its link's code, or why it was not written."""

    attendee: int
    letter: int | None = None
    code: str = ""
    why_not: str = ""


def write(
    session: Session,
    event: Event,
    host: Host,
    drafts: Sequence[Draft],
    *,
    via: str,
    secret: str,
    now: datetime,
) -> list[Written]:
    """Keep and owe these letters, all of one kind, by mail or as sent by the host's own phone.

    The attendees' rows are held, so that of two hosts who write at the same
    moment exactly one does. Raises BadInput for words that are no letter.
    """
    drafts = [Draft(one.attendee, one.kind, tidied(one.words)) for one in drafts]
    if not drafts:
        return []
    people = _held(session, host, {one.attendee for one in drafts})
    refused = may_write(session, event, host, list(people), drafts[0].kind, now)
    written = []
    for one in drafts:
        person = people.get(one.attendee)
        why_not = refused[one.attendee] if person else NOT_YOURS
        if person and not why_not and via == MAIL and not person.email:
            why_not = NO_ADDRESS.format(name=person.name)
        if why_not:
            written.append(Written(one.attendee, why_not=why_not))
        else:
            written.append(_keep(session, event, host, one, via, secret, now))
    return written


def did_not_send(session: Session, host: Host, letter_id: int, *, now: datetime) -> None:
    """The host's phone did not send it after all, so nobody was written to."""
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.host_id != host.id or letter.via != PHONE:
        raise Conflict("There is no such letter of yours to take back.", letter=letter_id)
    letter.state, letter.settled_at = NoticeState.TAKEN_BACK, now
    letter.trouble = "you did not send it"


def sent_line(letter: Letter, now: datetime) -> Line:
    """The journal's line of a letter that went out; its words are nobody else's business."""
    return Line("letter_sent", now, letter.attendee_id, data={"letter": letter.kind, "via": letter.via})


def _held(session: Session, host: Host, ids: Collection[int]) -> dict[int, Attendee]:
    rows = session.scalars(
        select(Attendee)
        .where(Attendee.id.in_(ids), is_theirs(host))
        .order_by(Attendee.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}


def _keep(
    session: Session, event: Event, host: Host, draft: Draft, via: str, secret: str, now: datetime
) -> Written:
    seed = codes.new_seed()
    code = codes.letter_code(secret, seed)
    sent = via == PHONE
    letter = Letter(
        event_id=event.id,
        host_id=host.id,
        attendee_id=draft.attendee,
        words=draft.words,
        written_at=now,
        kind=draft.kind,
        via=via,
        link_seed=seed,
        link_hash=codes.fingerprint(code),
        state=NoticeState.SENT if sent else NoticeState.OWED,
        due_at=None if sent else now,
        settled_at=now if sent else None,
    )
    session.add(letter)
    session.flush()
    if sent:
        journal.write(session, event.id, [sent_line(letter, now)])
    else:
        # The sender hears the same bell as all others; the journal has its line when it went out.
        session.info["rung"] = session.info.get("rung", frozenset()) | {event.id}
    return Written(draft.attendee, letter.id, code)
