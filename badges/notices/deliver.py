"""Delivery: carries what hosts are owed over one channel and notes what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Protocol

from sqlalchemy.orm import Session

from badges import journal, moments
from badges.errors import BadSetting
from badges.journal import Line
from badges.model import Host, NoticeState
from badges.notices import leases
from badges.notices.carrying import (
    GIVEN_UP_AFTER,
    LEASE,
    NEEDED,
    Carrier,
    Outcome,
    Refused,
    Way,
    pause,
    tried,
)
from badges.notices.channels import MAIL
from badges.notices.leases import Parcel, Taken
from badges.notices.mail import Post, open_post
from badges.notices.message import BadAddress, address, message, message_id
from badges.notices.news import Checked, check
from badges.rounds import NAP
from badges.settings import Settings
from badges.store import Store

__all__ = ["GIVEN_UP_AFTER", "LEASE", "Deliverer", "Medium", "Ready", "pause"]

# So many hosts are written to at once over a channel, and so many may be slow before another waits.
SENDERS = 4


class Medium(Protocol):
    """How the messages of one channel are written, and what carries them."""

    @property
    def channel(self) -> str:
        """The channel's name."""

    def open_way(self) -> Way:
        """What carries a burst of messages. Nothing is connected yet."""

    def written(self, session: Session, checked: Checked, now: datetime) -> Any:
        """What ``open_way().send`` takes. Raises BadAddress where it could reach nobody."""


@dataclass(frozen=True)
class Ready:
    """One message, checked and written, with the notices it carries.

    Without a ``mail`` there is nothing left to say, or ``refused`` tells why
    it cannot be said. Over another channel it is what that channel carries.
    """

    host: int
    event: int
    going: Sequence[Taken]
    overtaken: Sequence[Taken] = ()
    mail: Any = None
    refused: str = ""


class ByMail:
    """Mail, which every host has. Raises BadSetting when nobody could answer MAIL_FROM."""

    channel = MAIL

    def __init__(
        self, settings: Settings, link_of: Callable[[Host], str], post: Callable[[], Post] | None = None
    ) -> None:
        self._settings = settings
        self._link_of = link_of
        self._open_post = post or (lambda: open_post(settings))
        try:
            self._domain = address(settings.mail_from).domain
        except BadAddress as no:
            raise BadSetting(f"LAST_BADGE_MAIL_FROM: {no}", setting="MAIL_FROM") from None

    def open_way(self) -> Post:
        """The post these settings name."""
        return self._open_post()

    def written(self, session: Session, checked: Checked, now: datetime) -> EmailMessage:  # noqa: ARG002 - others look.
        """The mail to one host. Raises BadAddress."""
        ids = [one.id for one in checked.going]
        return message(
            checked.news,
            to=checked.host.email,
            sender=self._settings.mail_from,
            link=self._link_of(checked.host),
            message_id=message_id(ids, installation=self._settings.public_url, domain=self._domain),
            now=now,
        )


class Deliverer(Carrier[Parcel, Way]):
    """Runs the delivery of one channel, which no other channel's trouble delays.

    ``link_of`` makes the link to a host's live page; it is given the host
    with its event. Without a ``medium`` it delivers mail. Raises BadSetting.
    """

    called = "delivery"
    senders = SENDERS

    def __init__(
        self,
        store: Store,
        settings: Settings,
        link_of: Callable[[Host], str],
        *,
        now: Callable[[], datetime] = moments.now,
        post: Callable[[], Post] | None = None,
        nap: float = NAP,
        medium: Medium | None = None,
    ) -> None:
        super().__init__(store, now=now, nap=nap)
        self._medium: Medium = medium or ByMail(settings, link_of, post)
        self._channel = self._medium.channel
        self.called = f"delivery by {self._channel}"

    def waiting(self, session: Session, now: datetime) -> int:
        """How many hosts have something due and nothing on its way."""
        return len(leases.hosts_due(session, now, self._channel))

    def next_due(self, session: Session) -> datetime | None:
        """When the next is due over this channel."""
        return leases.next_due(session, self._channel)

    def claim(self, session: Session, now: datetime, until: datetime) -> Parcel | None:
        """Take everything one host is owed over this channel."""
        return leases.claim(session, now=now, until=until, channel=self._channel)

    def open_way(self) -> Way:
        """What carries a burst."""
        return self._medium.open_way()

    def carry(self, parcel: Parcel, way: Way) -> None:
        """Send one host what they are owed and note what became of it."""
        for taken in parcel.messages():
            if self._now() + NEEDED > parcel.until:
                # Another sender will have it before we are through.
                return
            self._note(*self._sent(parcel, taken, way))

    def prepare(self, parcel: Parcel, taken: Sequence[Taken]) -> Ready:
        """Hold one message against the present and write it."""
        with self._store.reading() as session:
            now = self._now()
            checked = check(session, parcel.host, taken, now=now, channel=self._channel)
            ready = Ready(parcel.host, parcel.event, checked.going, checked.overtaken)
            if not checked.going:
                return ready
            try:
                return replace(ready, mail=self._medium.written(session, checked, now))
            except BadAddress as no:
                return replace(ready, refused=str(no))

    def _sent(self, parcel: Parcel, taken: Sequence[Taken], way: Way) -> tuple[Ready, Outcome]:
        ready = Ready(parcel.host, parcel.event, taken)

        def send() -> None:
            nonlocal ready
            ready = self.prepare(parcel, taken)
            if ready.refused:
                raise Refused(ready.refused)
            if ready.mail is not None:
                way.send(ready.mail)

        outcome = tried(send, f"a message to host {parcel.host}")
        return ready, outcome

    def _note(self, ready: Ready, outcome: Outcome) -> None:
        with self._store.writing() as session:
            now = self._now()
            for one in ready.overtaken:
                leases.settle(session, [one], state=NoticeState.TAKEN_BACK, now=now, trouble=one.trouble)
            if outcome.went:
                if leases.settle(session, ready.going, state=NoticeState.SENT, now=now):
                    self._tell(session, "notice_sent", ready, ready.going, now)
            else:
                self._note_trouble(session, ready, outcome, now)

    def _note_trouble(self, session: Session, ready: Ready, outcome: Outcome, now: datetime) -> None:
        given_up = [
            one for one in ready.going if outcome.for_good or now - one.owed_at >= GIVEN_UP_AFTER
        ]
        again = [one for one in ready.going if one not in given_up]
        due_at = now + pause(max(one.attempt for one in ready.going))
        leases.settle(
            session, again, state=NoticeState.OWED, now=now, due_at=due_at, trouble=outcome.trouble
        )
        if leases.settle(session, given_up, state=NoticeState.FAILED, now=now, trouble=outcome.trouble):
            self._tell(session, "notice_failed", ready, given_up, now)

    def _tell(
        self, session: Session, kind: str, ready: Ready, taken: Sequence[Taken], now: datetime
    ) -> None:
        about = sorted({one.kind for one in taken})
        data = {"channel": self._channel, "about": about, "count": len(taken)}
        journal.write(session, ready.event, [Line(kind, now, host=ready.host, data=data)])
