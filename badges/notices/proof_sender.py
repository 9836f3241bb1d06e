"""The sender of tests: asks each host, over each of their channels, whether it reaches them."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from badges.model import HostChannel
from badges.notices import channels, proving
from badges.notices.carrying import Refused, Way, tried
from badges.notices.channels import CHAT, MAIL, PUSH, Address
from badges.notices.chat import Chats, Chatted
from badges.notices.mailing import MailCarrier
from badges.notices.message import (
    BadAddress,
    address,
    bare,
    button,
    filled,
    foot,
    headed,
    message_id,
    sentence,
    sheet,
)
from badges.notices.proving import Testing
from badges.notices.push import Pushed, PushServices
from badges.notices.words import isolated

# Somebody sits before a page and waits for it; the bell rings with every scan all the same.
GAP = 0.5
# Few, and each channel's trouble is bounded; nobody's evening waits for them.
SENDERS = 3
LINK_WORDS = "Yes, this reaches me"


class Ways:
    """The ways of all channels, each opened with its first test."""

    def __init__(self, open_one: Callable[[str], Way]) -> None:
        self._open_one = open_one
        self._opened: dict[str, Way] = {}

    def send(self, message: tuple[str, object]) -> None:
        """Carry one over its channel. Raises Delayed or Refused."""
        kind, content = message
        if kind not in self._opened:
            self._opened[kind] = self._open_one(kind)
        self._opened[kind].send(content)

    def close(self) -> None:
        """Let go of all of them."""
        for way in self._opened.values():
            way.close()


class ProofSender(MailCarrier[Testing, Ways, Callable[[HostChannel, str], str]]):
    """Runs in a thread; its link is where a host says that a test has arrived."""

    called = "tests"
    gap = GAP
    senders = SENDERS

    def waiting(self, session: Session, now: datetime) -> int:
        """How many tests are due."""
        return proving.waiting(session, now)

    def next_due(self, session: Session) -> datetime | None:
        """When the next is due."""
        return proving.next_due(session)

    def claim(self, session: Session, now: datetime, until: datetime) -> Testing | None:
        """Take one."""
        return proving.claim(session, now=now, until=until)

    def open_way(self) -> Ways:
        """The ways of all channels."""
        return Ways(self._open)

    def carry(self, thing: Testing, way: Ways) -> None:
        """Send one and note what became of it."""

        def send() -> None:
            try:
                way.send((thing.channel.kind, self.written(thing)))
            except BadAddress as no:
                raise Refused(str(no)) from no

        outcome = tried(send, f"a test over channel {thing.channel.id}")
        with self._store.writing() as session:
            now = self._now()
            if outcome.went:
                proving.went(session, thing, now=now)
            else:
                proving.failed(
                    session, thing, now=now, trouble=outcome.trouble, for_good=outcome.for_good
                )

    def written(self, one: Testing) -> object:
        """The test as its channel carries it. Raises BadAddress."""
        link = self._links(one.channel, one.event.slug)
        if one.channel.kind == MAIL:
            return self._mail(one, link)
        text = channels.opened(one.channel, self._settings.secret_key)
        if text is None:
            raise BadAddress("It was kept under another secret key. Please set it up again.")
        to = (Address(one.channel.id, text),)
        if one.channel.kind == CHAT:
            return Chatted(to, _title(one), f"{_said(one)}\n\n{LINK_WORDS}: {link}")
        assert one.channel.kind == PUSH
        return Pushed(to, _payload(one, link), _tag(one))

    def _open(self, kind: str) -> Way:
        if kind == MAIL:
            return self.open_post()
        return Chats(self._settings) if kind == CHAT else PushServices(self._store, self._settings, self._now)

    def _mail(self, one: Testing, link: str) -> EmailMessage:
        sender = address(self._settings.mail_from, called=one.event.name)
        ids = f"{self._settings.public_url} test {one.channel.id} {one.attempt} {one.channel.test_due_at}"
        mail = headed(
            sender,
            address(one.host.email, called=one.host.name),
            message_id=message_id([one.channel.id], installation=ids, domain=sender.domain),
            now=self._now(),
        )
        mail["Subject"] = _title(one)
        said = _said(one)
        text = f"Hello {isolated(one.host.name)},\n\n{said}\n\n{LINK_WORDS}:\n{link}\n\n-- \n{_WHY}\n"
        html = sheet(
            _title(one),
            f'<p style="margin:0">Hello {bare(one.host.name)},</p>\n'
            f"{sentence(bare(said))}{button(link, LINK_WORDS)}\n{foot(_WHY)}",
        )
        return filled(mail, text, html)


_WHY = "You get this because you are a host. If you are not, please answer the person who invited you."


def _title(one: Testing) -> str:
    return f"Does this reach you, {isolated(one.host.name)}?"


def _said(one: Testing) -> str:
    return (
        f"On the evening of {isolated(one.event.name)} we write to you here, should one of your people be "
        "missing. Please touch the link and the button behind it, so that we know you can be reached."
    )


def _tag(one: Testing) -> str:
    return f"{one.event.slug[:20]}-test"


def _payload(one: Testing, link: str) -> dict[str, object]:
    body = f"Please touch this, so that we know messages reach you here. · {one.event.name}"
    return {"title": _title(one), "body": body, "path": urlsplit(link).path, "tag": _tag(one), "again": False}
