"""Words between desks and hosts about one attendee: “I am coming to fetch them”, “they are at desk 2”."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from badges import journal
from badges.errors import BadInput, UnknownAttendee
from badges.invitations import is_theirs
from badges.journal import Line
from badges.lists.clean import clean
from badges.model import Attendee, DeskWord, Device, Event, Host
from badges.moments import write_moment
from badges.notices import owed
from badges.rules.call import AT_DESK, LASTS

COMING, WELCOME, KEEP_BADGE, SEND_IN, WORD = "coming", "welcome", "keep_badge", "send_in", "word"
# What a host chooses from for the desks, in the words the desks read.
FROM_HOST = {
    COMING: "I am coming to fetch them",
    WELCOME: "Please let them in with a word of welcome",
    KEEP_BADGE: "They are running late, please keep the badge",
    SEND_IN: "Please send them in",
    WORD: "",
}
LONGEST = 200
# Two touches of one button are one call.
ONE_CALL = timedelta(minutes=1)
# So many of the newest are kept on a tablet, for each attendee.
NEWEST = 5


@dataclass(frozen=True)
class Word:
    """One word. ``by`` is the name of the host or device whose it is; ``of_host`` says which of the two."""

    id: int
    attendee: int
    name: str
    kind: str
    words: str
    by: str
    of_host: bool
    at: datetime

    @property
    def sentence(self) -> str:
        """What it says, whether chosen or typed."""
        return self.words or FROM_HOST.get(self.kind, "")


def call(session: Session, event: Event, device_id: int, attendee_id: int, *, now: datetime) -> int:
    """A desk tells the hosts of this attendee that they stand there; answers the word's id.

    The hosts hear at once. Touched twice within a minute it is one call,
    unless a host has answered meanwhile. Raises UnknownAttendee.
    """
    _held(session, event, attendee_id, Attendee.event_id == event.id)
    last = session.execute(_OF_ONE.where(DeskWord.attendee_id == attendee_id).limit(1)).one_or_none()
    if last and last.device_id == device_id and now - last.at < ONE_CALL:
        return int(last.id)
    word, seq = _keep(session, event, attendee_id, AT_DESK, "", now, device=device_id)
    owed.owe(session, event.id, AT_DESK, [(seq, attendee_id)], now=now)
    return word


def tell_desks(
    session: Session, event: Event, host: Host, attendee_id: int, *, kind: str, words: str = "", now: datetime
) -> int:
    """A host's word to all desks about one of their own people; it answers a desk's call, if there was one.

    ``kind`` is a key of FROM_HOST; ``words`` are what was typed, with kind
    ``word``. Raises UnknownAttendee, and BadInput for no words or too many.
    """
    said = clean(words) if kind == WORD else ""
    if kind not in FROM_HOST or (kind == WORD and not said):
        raise BadInput("Please choose what to tell the desk, or write a few words.", key="words")
    if len(said) > LONGEST:
        problem = f"The desk reads this at a glance: please write at most {LONGEST} characters."
        raise BadInput(problem, key="words")
    _held(session, event, attendee_id, is_theirs(host))
    word, _ = _keep(session, event, attendee_id, kind, said, now, host=host)
    owed.withdraw(session, [attendee_id], [AT_DESK], now=now)
    return word


def of_attendee(session: Session, attendee_id: int, limit: int = 20) -> list[Word]:
    """What was said about one attendee, the oldest first."""
    rows = session.execute(_OF_ONE.where(DeskWord.attendee_id == attendee_id).limit(limit)).all()
    return [_word(row) for row in reversed(rows)]


def newest(session: Session, event_id: int, ids: Collection[int] | None = None) -> dict[int, list[Word]]:
    """The newest words about each of these attendees, or about all of an event, the oldest first."""
    query = _OF_ONE.where(DeskWord.event_id == event_id)
    if ids is not None:
        query = query.where(DeskWord.attendee_id.in_(list(ids)))
    found: dict[int, list[Word]] = {}
    for row in session.execute(query):
        theirs = found.setdefault(row.attendee_id, [])
        if len(theirs) < NEWEST:
            theirs.insert(0, _word(row))
    return found


def calls(session: Session, event: Event, host: Host, *, now: datetime) -> list[Word]:
    """The calls about this host's people that nobody has answered and that still hold, the newest first."""
    rows = session.execute(
        _OF_ONE.where(DeskWord.event_id == event.id, DeskWord.at > now - LASTS, is_theirs(host))
        .where(Attendee.collected_at.is_(None))
    )
    last: dict[int, Word] = {}
    for row in rows:
        last.setdefault(row.attendee_id, _word(row))
    return [word for word in last.values() if word.kind == AT_DESK]


def as_json(word: Word) -> dict[str, Any]:
    """The word as a tablet keeps it."""
    return {
        "id": word.id,
        "from": "host" if word.of_host else "desk",
        "word": word.kind,
        "words": word.words,
        "by": word.by,
        "at": write_moment(word.at),
    }


_OF_ONE: Select[Any] = (
    select(DeskWord.id, DeskWord.attendee_id, DeskWord.kind, DeskWord.words, DeskWord.at, DeskWord.device_id)
    .add_columns(Attendee.name, Host.name.label("host"), Device.name.label("device"))
    .join(Attendee, Attendee.id == DeskWord.attendee_id)
    .outerjoin(Host, Host.id == DeskWord.host_id)
    .outerjoin(Device, Device.id == DeskWord.device_id)
    .order_by(DeskWord.id.desc())
)


def _word(row: Any) -> Word:
    of_host = row.device_id is None
    by = row.host if of_host else row.device
    return Word(row.id, row.attendee_id, row.name, row.kind, row.words, by or "", of_host, row.at)


def _held(session: Session, event: Event, attendee_id: int, theirs: Any) -> None:
    """The attendee's row, held, so that a call and its answer come one after the other."""
    mine = select(Attendee.id).where(Attendee.id == attendee_id, theirs).with_for_update()
    # Ids beyond this are nobody's, and some databases refuse even to compare them.
    if attendee_id >= 2**31 or session.scalar(mine) is None:
        raise UnknownAttendee(
            f"Nobody on this list of {event.name} has the number {attendee_id}.", attendee=attendee_id
        )


def _keep(
    session: Session,
    event: Event,
    attendee_id: int,
    kind: str,
    words: str,
    now: datetime,
    *,
    device: int | None = None,
    host: Host | None = None,
) -> tuple[int, int]:
    """Keep a word and its line of the journal; answers the ids of both."""
    word = DeskWord(
        event_id=event.id,
        attendee_id=attendee_id,
        host_id=host.id if host else None,
        device_id=device,
        kind=kind,
        words=words,
        at=now,
    )
    session.add(word)
    session.flush()
    # All hosts of the attendee read it, so that two do not run to the door for one.
    data = {"from": "host" if host else "desk", "word": kind, "words": words}
    data |= {"host": host.name} if host else {}
    (seq,) = journal.write(session, event.id, [Line("desk_word", now, attendee_id, device, data=data)])
    return word.id, seq
