"""An evening whose hosts are reached over several channels, each of them real."""

import json
from datetime import timedelta

from sqlalchemy import select

from badges.model import Attendee, HostChannel, Notice
from badges.notices import channels
from badges.notices.channels import CHAT, PUSH
from badges.notices.chat import ByChat
from badges.notices.passing_on import pass_on
from badges.notices.push import ByPush
from badges.settings import from_environment
from tests.builders import at
from tests.post import Evening


class ManyWays(Evening):
    """The same evening with private addresses allowed, and a deliverer for each channel."""

    def __init__(self, store, folder, mail_url="", **more):
        super().__init__(store, folder, mail_url, **more)
        environment = {
            "LAST_BADGE_DATA_DIR": str(folder),
            "LAST_BADGE_MAIL_URL": mail_url,
            "LAST_BADGE_ALLOW_PRIVATE_ADDRESSES": "yes",
            "LAST_BADGE_CHAT_SCHEMES": "json,ntfy",
        }
        self.settings = from_environment(environment)
        link = "https://b.test/h/{}".format
        self.by_push = self.a_deliverer(
            medium=ByPush(store, self.settings, lambda host: link(host.name), lambda: self.now)
        )
        self.by_chat = self.a_deliverer(medium=ByChat(self.settings, lambda host: link(host.name)))

    def reaches(self, kind, address, host=None, *, confirmed=True, allowed=True, called="Chrome on Android"):
        """One more way to reach a host; answers its id."""
        with self.store.writing() as session:
            row = channels.add(
                session,
                session.merge(host or self.ramit),
                kind,
                address,
                called=called,
                secret_key=self.settings.secret_key,
                now=self.now,
                allowed=allowed,
            )
            row.confirmed_at = self.now if confirmed else None
            return row.id

    def subscribes(self, browser, host=None, **more):
        return self.reaches(PUSH, json.dumps(browser.subscription), host, **more)

    def chats(self, url, host=None, **more):
        return self.reaches(CHAT, url, host, called="JSON", **more)

    def way(self, channel_id):
        with self.store.reading() as session:
            return session.get(HostChannel, channel_id)

    def passes_on(self, clock, minutes=10):
        self.now = at(clock)
        with self.store.writing() as session:
            return pass_on(session, now=self.now, within=timedelta(minutes=minutes))

    def people(self):
        with self.store.reading() as session:
            return list(session.scalars(select(Attendee.id).order_by(Attendee.id)))

    def owed_over(self):
        """The channel and the fate of everything owed, in the order it was."""
        with self.store.reading() as session:
            rows = session.scalars(select(Notice).where(Notice.channel != "page").order_by(Notice.id))
            return [(one.channel, one.kind, one.state) for one in rows]
