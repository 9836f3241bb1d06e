"""Delivery: carries owed mail to hosts, one message for each, and notes what became of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy.orm import Session

from badges import journal, moments
from badges.errors import BadSetting
from badges.journal import Line
from badges.model import Host, NoticeState
from badges.notices import leases
from badges.notices.leases import Parcel, Taken
from badges.notices.mail import Delayed, Post, Refused, open_post
from badges.notices.message import BadAddress, address, message, message_id
from badges.notices.news import Checked, check
from badges.notices.owed import MAIL
from badges.rounds import NAP, go_rounds
from badges.settings import Settings
from badges.store import Store

log = logging.getLogger(__name__)

# So many hosts are written to at once, and so many may be slow before another waits.
SENDERS = 4
LEASE = timedelta(seconds=90)
# A message is not begun when less than this is left of the lease; no conversation takes longer.
NEEDED = timedelta(seconds=45)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
# The bell rings with every scan; mail is looked for no more often than this.
GAP = 0.2
# A mail that is on its way when we stop has this long; what does not make it goes out again later.
LAST_MOMENTS = 2.0


def pause(attempt: int) -> timedelta:
    """How long to wait after so many attempts: 30 seconds, 1 minute, 2, 4, an hour at most."""
    return min(FIRST_PAUSE * (1 << min(attempt - 1, 10)), LONGEST_PAUSE)


@dataclass(frozen=True)
class Ready:
    """One message, checked and written, with the notices it carries.

    Without a ``mail`` there is nothing left to say, or ``refused`` tells why
    it cannot be said.
    """

    host: int
    event: int
    going: Sequence[Taken]
    overtaken: Sequence[Taken] = ()
    mail: EmailMessage | None = None
    refused: str = ""


class Deliverer:
    """Runs delivery in a thread, with a few senders beside it while there is something to send.

    ``link_of`` makes the link to a host's live page; it is given the host
    with its event. Raises BadSetting when nobody could answer MAIL_FROM.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        link_of: Callable[[Host], str],
        *,
        now: Callable[[], datetime] = moments.now,
        post: Callable[[], Post] | None = None,
        nap: float = NAP,
    ) -> None:
        self._store = store
        self._settings = settings
        self._link_of = link_of
        self._now = now
        self._open_post = post or (lambda: open_post(settings))
        self._nap = nap
        self._senders: list[threading.Thread] = []
        try:
            self._domain = address(settings.mail_from).domain
        except BadAddress as no:
            raise BadSetting(f"LAST_BADGE_MAIL_FROM: {no}", setting="MAIL_FROM") from None

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop; what is on its way then has a moment, and otherwise goes out later."""
        bell = self._store.bell
        go_rounds(self.look, bell, stop, called="delivery", gap=GAP, nap=self._nap)
        for sender in self._senders:
            sender.join(LAST_MOMENTS)

    def look(self, stop: threading.Event) -> float:
        """Set a sender to work for each host that waits; answers the seconds until more is due."""
        with self._store.reading() as session:
            now = self._now()
            waiting = len(leases.hosts_due(session, now))
            at = leases.next_due(session)
        self._senders = [sender for sender in self._senders if sender.is_alive()]
        for _ in range(min(waiting, SENDERS - len(self._senders))):
            # A daemon, so that a server that hangs cannot keep the process from ending.
            sender = threading.Thread(target=self._send_safely, args=(stop,), name="sender", daemon=True)
            sender.start()
            self._senders.append(sender)
        return (at - now).total_seconds() if at else self._nap

    def send_due(self, stop: threading.Event | None = None) -> int:
        """Send everything that is due, host by host; answers how many parcels were carried."""
        post, carried = self._open_post(), 0
        try:
            while not (stop and stop.is_set()) and (parcel := self._claim()):
                self.carry(parcel, post)
                carried += 1
        finally:
            post.close()
        return carried

    def carry(self, parcel: Parcel, post: Post) -> None:
        """Send one host their mail and note what became of it."""
        for taken in parcel.messages():
            if self._now() + NEEDED > parcel.until:
                # Another sender will have it before we are through.
                return
            ready = Ready(parcel.host, parcel.event, taken)
            try:
                ready = self.prepare(parcel, taken)
                _send(ready, post)
            except Refused as no:
                self._note_trouble(ready, str(no), for_good=True)
            except Delayed as trouble:
                self._note_trouble(ready, str(trouble))
            except Exception as trouble:  # Whatever it is, the host is still owed the message.
                log.exception("a message to host %s could not be sent", parcel.host)
                self._note_trouble(ready, f"{type(trouble).__name__}: {trouble}")
            else:
                self._note_sent(ready)

    def prepare(self, parcel: Parcel, taken: Sequence[Taken]) -> Ready:
        """Hold one message against the present and write it."""
        with self._store.reading() as session:
            checked = check(session, parcel.host, taken, now=self._now())
        ready = Ready(parcel.host, parcel.event, checked.going, checked.overtaken)
        if not checked.going:
            return ready
        try:
            return replace(ready, mail=self._written(checked))
        except BadAddress as no:
            return replace(ready, refused=str(no))

    def _written(self, checked: Checked) -> EmailMessage:
        ids = [one.id for one in checked.going]
        return message(
            checked.news,
            to=checked.host.email,
            sender=self._settings.mail_from,
            link=self._link_of(checked.host),
            message_id=message_id(ids, installation=self._settings.public_url, domain=self._domain),
            now=self._now(),
        )

    def _claim(self) -> Parcel | None:
        with self._store.reading() as session:
            if not leases.hosts_due(session, self._now()):
                return None
        with self._store.writing() as session:
            now = self._now()
            return leases.claim(session, now=now, until=now + LEASE)

    def _send_safely(self, stop: threading.Event) -> None:
        try:
            self.send_due(stop)
        except Exception:  # The leases run out, and the next round sends what this one did not.
            log.exception("a sender met trouble")

    def _note_sent(self, ready: Ready) -> None:
        now = self._now()
        with self._store.writing() as session:
            _take_back(session, ready, now)
            if leases.settle(session, ready.going, state=NoticeState.SENT, now=now):
                lines = [_line("notice_sent", ready.host, ready.going, now)]
                journal.write(session, ready.event, lines)

    def _note_trouble(self, ready: Ready, trouble: str, *, for_good: bool = False) -> None:
        now = self._now()
        given_up = [one for one in ready.going if for_good or now - one.owed_at >= GIVEN_UP_AFTER]
        again = [one for one in ready.going if one not in given_up]
        due_at = now + pause(max(one.attempt for one in ready.going))
        words = " ".join(trouble.split())[:500] or "no reason was given"
        with self._store.writing() as session:
            _take_back(session, ready, now)
            leases.settle(session, again, state=NoticeState.OWED, now=now, due_at=due_at, trouble=words)
            if leases.settle(session, given_up, state=NoticeState.FAILED, now=now, trouble=words):
                lines = [_line("notice_failed", ready.host, given_up, now)]
                journal.write(session, ready.event, lines)


def _send(ready: Ready, post: Post) -> None:
    if ready.refused:
        raise Refused(ready.refused)
    if ready.mail is not None:
        post.send(ready.mail)


def _take_back(session: Session, ready: Ready, now: datetime) -> None:
    for one in ready.overtaken:
        leases.settle(session, [one], state=NoticeState.TAKEN_BACK, now=now, trouble=one.trouble)


def _line(kind: str, host: int, taken: Sequence[Taken], now: datetime) -> Line:
    about = sorted({one.kind for one in taken})
    return Line(kind, now, host=host, data={"channel": MAIL, "about": about, "count": len(taken)})
