"""What mails in a thread: passes, letters and tests, each with addresses of our pages in it."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from badges import moments
from badges.notices.carrying import Carrier, Line, Thing
from badges.notices.mail import Post, open_post
from badges.rounds import NAP
from badges.settings import Settings
from badges.store import Store

Links = TypeVar("Links")


class MailCarrier(Carrier[Thing, Line], Generic[Thing, Line, Links]):
    """A carrier whose things are mails. ``links`` makes the addresses that stand in them."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        links: Links,
        *,
        now: Callable[[], datetime] = moments.now,
        post: Callable[[], Post] | None = None,
        nap: float = NAP,
    ) -> None:
        super().__init__(store, now=now, nap=nap)
        self._settings = settings
        self._links = links
        self.open_post = post or (lambda: open_post(settings))
