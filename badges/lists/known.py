"""Whom an event's list knows already, and which of them a row of a file is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.lists.entries import Entry
from badges.model import Attendee, Code, CodeKind, invitation


@dataclass
class Known:
    """An attendee as far as a list may tell something new of them."""

    id: int
    name: str
    email: str
    company: str
    kind: str
    fields: Mapping[str, Any]
    expected_at: datetime | None
    cancelled: bool = False
    # Columns that the desk corrected, which no list changes back.
    corrected: str = ""
    first_name: str = ""
    last_name: str = ""
    hosts: tuple[int, ...] = ()
    code: str = ""


@dataclass
class Match:
    """Who a row is: one known attendee, nobody yet, or several where it does not say which."""

    known: Known | None = None
    several: bool = False


@dataclass
class KnownPeople:
    """Those on the list, by each thing that may say who a row is.

    Our own badge code says it, or a foreign code; else mail and name together,
    the name letter for letter but for its case. Mail alone never does, because
    families and assistants share one, and neither does a name: so a row with
    neither code nor mail is only somebody whose every cell is the same, the
    first such row the first of them, the second the second.
    """

    up_to: int = 0
    by_id: dict[int, Known] = field(default_factory=dict)
    by_badge: dict[str, Known] = field(default_factory=dict)
    by_code: dict[str, Known] = field(default_factory=dict)
    by_mail: dict[tuple[str, str], list[Known]] = field(default_factory=dict)
    by_content: dict[tuple[Any, ...], list[Known]] = field(default_factory=dict)

    def of(self, entry: Entry, nth: int = 1) -> Match:
        """Who the entry is; ``nth`` counts rows with neither code nor mail that say the same."""
        if entry.badge and (known := self.by_badge.get(entry.badge)):
            return Match(known)
        if entry.code and (known := self.by_code.get(entry.code)):
            return Match(known)
        if entry.email:
            same = self.by_mail.get(mail_key(entry), ())
            # Two tickets in one name, each with its own code, are two people until somebody says otherwise.
            may_be = [one for one in same if not (one.code and entry.code)]
            return Match(may_be[0] if len(may_be) == 1 else None, several=len(may_be) > 1)
        if entry.code:
            return Match()
        alike = self.by_content.get(content_key(entry), ())
        return Match(alike[nth - 1] if nth <= len(alike) else None)

    def take_in(self, session: Session, event_id: int) -> None:
        """Learn of those who came to the list since the last time."""
        since = (Attendee.event_id == event_id, Attendee.id > self.up_to)
        # A number that is left of somebody is no row of any list; whoever it was comes back as new.
        query = select(*_COLUMNS).where(*since, Attendee.erased_at.is_(None)).order_by(Attendee.id)
        new = {row[0]: Known(*row) for row in session.connection().execute(query)}
        if not new:
            return
        self.by_id |= new
        joined = select(Attendee.id).where(*since)
        self._take_in_hosts(session, joined)
        self._take_in_codes(session, joined)
        for one in new.values():
            self._index(one)
        self.up_to = max(new)

    def remember(self, attendee_id: int, entry: Entry) -> None:
        """Learn of somebody just written, without reading them back."""
        self.up_to = max(self.up_to, attendee_id)
        if not entry.email and not entry.code:
            self._index(Known(attendee_id, *entry[1:7], hosts=entry.hosts))

    def _take_in_hosts(self, session: Session, joined: Any) -> None:
        pairs = select(invitation).where(invitation.c.attendee_id.in_(joined))
        for attendee_id, host_id in session.connection().execute(pairs.order_by(invitation.c.host_id)):
            if one := self.by_id.get(attendee_id):
                one.hosts = (*one.hosts, host_id)

    def _take_in_codes(self, session: Session, joined: Any) -> None:
        foreign = select(Code.attendee_id, Code.value).where(
            Code.kind == CodeKind.FOREIGN, Code.attendee_id.in_(joined)
        )
        for attendee_id, value in session.connection().execute(foreign.order_by(Code.id)):
            if one := self.by_id.get(attendee_id):
                one.code = value
                self.by_code[value] = one

    def take_in_badges(self, session: Session, event_id: int) -> None:
        """Learn the badge codes too, which only a list that we wrote ourselves can name."""
        badges = select(Code.value, Code.attendee_id).where(
            Code.event_id == event_id, Code.kind == CodeKind.BADGE
        )
        for value, attendee_id in session.connection().execute(badges):
            if one := self.by_id.get(attendee_id):
                self.by_badge[value] = one

    def _index(self, one: Known) -> None:
        if one.email:
            self.by_mail.setdefault(mail_key(one), []).append(one)
        elif not one.code:
            self.by_content.setdefault(content_key(one), []).append(one)


_COLUMNS: tuple[Any, ...] = (
    Attendee.id,
    Attendee.name,
    Attendee.email,
    Attendee.company,
    Attendee.kind,
    Attendee.fields,
    Attendee.expected_at,
    Attendee.cancelled_at.is_not(None),
    Attendee.corrected,
    Attendee.first_name,
    Attendee.last_name,
)


def mail_key(one: Entry | Known) -> tuple[str, str]:
    """Mail and name together, as identity compares them."""
    return (one.email.casefold(), one.name.casefold())


def content_key(one: Entry | Known) -> tuple[Any, ...]:
    """Everything that a list says of somebody without mail and code."""
    fields = tuple(sorted((title, str(value)) for title, value in one.fields.items()))
    return (one.name.casefold(), one.company, one.kind, one.expected_at, tuple(sorted(one.hosts)), fields)
