"""The sender of passes: looks up whose each asked pass is and mails it, beside all requests."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy.orm import Session

from badges.model import AskedState, Attendee, Event, Why
from badges.notices import passes
from badges.notices.carrying import Outcome, Refused, pause, tried
from badges.notices.invitation_mail import invitation_mail
from badges.notices.mail import Post
from badges.notices.mailing import MailCarrier
from badges.notices.message import BadAddress, address, message_id
from badges.notices.pass_mail import pass_mail
from badges.notices.passes import Claimed

# Somebody stands at the door and waits for the mail; the bell rings with every scan all the same.
GAP = 0.5
# A pass that comes hours after it was asked for helps nobody.
GIVEN_UP_AFTER = timedelta(hours=2)
# An invitation has more time.
GIVEN_UP = {Why.ASKED: GIVEN_UP_AFTER, Why.INVITATION: timedelta(days=1)}


@dataclass(frozen=True)
class Addresses:
    """Makes the addresses that stand in the mail: an attendee's pass, and an event's open page."""

    own_pass: Callable[[Attendee], str]
    page: Callable[[Event], str]


class PassSender(MailCarrier[Claimed, Post, Addresses]):
    """Runs in one thread and mails one pass after another."""

    called = "passes"
    gap = GAP

    def next_due(self, session: Session) -> datetime | None:
        """When the next is due."""
        return passes.next_due(session)

    def claim(self, session: Session, now: datetime, until: datetime) -> Claimed | None:
        """Take one that is to be mailed."""
        return passes.claim(session, now=now, until=until)

    def open_way(self) -> Post:
        """The post these settings name."""
        return self.open_post()

    def send_due(self, stop: threading.Event | None = None) -> int:
        """Find out whose the newly asked ones are, and mail all that are due; answers how many were tried."""
        with self._store.writing() as session:
            passes.look_up(session, now=self._now())
        return super().send_due(stop)

    def carry(self, one: Claimed, way: Post) -> None:
        """Send one and note what became of it."""
        letter: EmailMessage | None = None

        def send() -> None:
            nonlocal letter
            try:
                letter = self.prepare(one)
            except BadAddress as no:
                raise Refused(str(no)) from no
            if letter is not None:
                way.send(letter)

        outcome = tried(send, f"a pass for attendee {one.attendee}")
        if outcome.went:
            self._settle(one, sent=letter is not None)
        else:
            self._note(one, outcome)

    def prepare(self, one: Claimed) -> EmailMessage | None:
        """The mail as things are now; None where there is nothing to open any more. Raises BadAddress."""
        with self._store.reading() as session:
            attendee = session.get_one(Attendee, one.attendee)
            event = session.get_one(Event, attendee.event_id)
            hosts = [host.name for host in attendee.hosts]
        now, sender = self._now(), self._settings.mail_from
        if attendee.cancelled_at or event.hours.over(now):
            return None
        installation = f"{self._settings.public_url} pass"
        facts = {
            "sender": sender,
            "link": self._links.own_pass(attendee),
            "page": self._links.page(event),
            "message_id": message_id([one.id], installation=installation, domain=address(sender).domain),
        }
        if one.why != Why.INVITATION:
            return pass_mail(attendee, event, **facts, now=now)
        if attendee.excused_at or attendee.arrived_at or attendee.no_contact:
            return None
        return invitation_mail(attendee, event, hosts, **facts, now=now)

    def _settle(self, one: Claimed, *, sent: bool) -> None:
        with self._store.writing() as session:
            if sent:
                passes.settle(session, one, AskedState.SENT, now=self._now())
            else:
                passes.drop(session, one)

    def _note(self, one: Claimed, outcome: Outcome) -> None:
        now = self._now()
        with self._store.writing() as session:
            if outcome.for_good or now - one.asked_at >= GIVEN_UP[one.why]:
                passes.settle(session, one, AskedState.FAILED, now=now, trouble=outcome.trouble)
            else:
                passes.delay(session, one, until=now + pause(one.attempt), trouble=outcome.trouble)
