"""Who has asked already: one question an evening, whichever host it comes from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.letters.kinds import WHERE_ARE_YOU
from badges.model import Event, Host, Letter, NoticeState

# What went out or may yet; what failed or was taken back nobody has read.
HOLDS = (NoticeState.OWED, NoticeState.SENT)


@dataclass(frozen=True)
class Asked:
    """The “where are you?” that an attendee was sent, and by whom."""

    host_name: str
    host_id: int
    at: datetime
    kind: str
    state: str


def asked_by(session: Session, event: Event) -> dict[int, Asked]:
    """Who was asked “where are you?” already, by attendee; a letter that nobody has read does not count."""
    rows = session.execute(
        select(Letter.attendee_id, Host.name, Host.id, Letter.written_at, Letter.kind, Letter.state)
        .join(Host, Host.id == Letter.host_id)
        .where(Letter.event_id == event.id, Letter.kind == WHERE_ARE_YOU, Letter.state.in_(HOLDS))
        .order_by(Letter.id)
    )
    return {row[0]: Asked(*row[1:]) for row in rows}
