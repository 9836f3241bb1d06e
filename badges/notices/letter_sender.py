"""The sender of letters: mails what hosts wrote, as long as it is still true when it goes out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from badges.letters import posted
from badges.letters.guards import night_ends
from badges.letters.posted import Claimed
from badges.model import Attendee, Event, Host, Letter
from badges.notices.carrying import GIVEN_UP_AFTER, Outcome, pause, tried
from badges.notices.letter_mail import letter_mail
from badges.notices.mail import Post
from badges.notices.mailing import MailCarrier
from badges.notices.message import BadAddress, address, message_id

_NIGHT = "it waits for the morning where the event is"


@dataclass(frozen=True)
class Ready:
    """A letter as things are now: its mail, why it should not go out any more, or until when it waits."""

    mail: EmailMessage | None = None
    untrue: str = ""
    wait_until: datetime | None = None


class LetterSender(MailCarrier[Claimed, Post, Callable[[Letter], str]]):
    """Runs in one thread and mails one letter after another; its link is to the page that answers it."""

    called = "letters"
    gap = 0.3

    def next_due(self, session: Session) -> datetime | None:
        """When the next letter is due."""
        return posted.next_due(session)

    def claim(self, session: Session, now: datetime, until: datetime) -> Claimed | None:
        """Take one letter."""
        return posted.claim(session, now=now, until=until)

    def open_way(self) -> Post:
        """The mail server, or the outbox where there is none."""
        return self.open_post()

    def carry(self, thing: Claimed, way: Post) -> None:
        """Mail one letter and note what became of it."""
        try:
            ready = self.prepare(thing)
        except BadAddress as no:
            return self._note(thing, Outcome(str(no), for_good=True))
        if ready.untrue:
            with self._store.writing() as session:
                return posted.taken_back(session, thing, now=self._now(), why=ready.untrue)
        if ready.wait_until:
            with self._store.writing() as session:
                return posted.delay(session, thing, until=ready.wait_until, trouble=_NIGHT)
        if mail := ready.mail:
            self._note(thing, tried(lambda: way.send(mail), f"letter {thing.id}"))
        return None

    def prepare(self, one: Claimed) -> Ready:
        """Hold the letter against the present and write its mail. Raises BadAddress."""
        with self._store.reading() as session:
            letter = session.get_one(Letter, one.id)
            attendee, event = session.get_one(Attendee, letter.attendee_id), session.get_one(Event, one.event)
            host = session.get_one(Host, letter.host_id)
        now = self._now()
        if untrue := posted.no_longer_true(letter, attendee, event, now):
            return Ready(untrue=untrue)
        if night := night_ends(event, now):
            return Ready(wait_until=night)
        return Ready(self._mail(letter, attendee, event, host, now))

    def _mail(
        self, letter: Letter, attendee: Attendee, event: Event, host: Host, now: datetime
    ) -> EmailMessage:
        sender = self._settings.mail_from
        return letter_mail(
            letter,
            attendee,
            event,
            host,
            sender=sender,
            link=self._links(letter),
            message_id=message_id(
                [letter.id],
                installation=f"{self._settings.public_url} letter",
                domain=address(sender).domain,
            ),
            now=now,
        )

    def _note(self, one: Claimed, outcome: Outcome) -> None:
        now = self._now()
        with self._store.writing() as session:
            if outcome.went:
                posted.sent(session, one, now=now)
            elif outcome.for_good or now - one.written_at >= GIVEN_UP_AFTER:
                posted.failed(session, one, now=now, trouble=outcome.trouble)
            else:
                posted.delay(session, one, until=now + pause(one.attempt), trouble=outcome.trouble)
