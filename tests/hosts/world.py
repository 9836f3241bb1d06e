"""The world: one evening, with workers that die, a mail server that refuses and tablets that lag."""

import itertools
import json
import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from badges import replies
from badges.clock import tell_due
from badges.desk import take
from badges.last_badges import TableWatch
from badges.notices import channels, webhooks
from badges.notices.channels import CHAT, PUSH
from badges.notices.deliver import Deliverer
from badges.notices.mail import open_post
from badges.notices.webhook_sender import WebhookSender
from badges.settings import from_environment
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event
from tests.hosts.model import Night, Person
from tests.hosts.mortal import Dies, Fate, MortalChat, MortalPush, MortalStore, MortalWay
from tests.sinks import Browser

TICK = timedelta(seconds=60)
HOSTS = ("Thea", "Ramit", "Diego", "Noor")
# He reads what there is in a chat, and by mail nothing.
CHATS = "Diego"
# His browser shows what there is.
PUSHES = "Ramit"
# Her people's mails come to the fallback host, and one of the hosts lives where it is day at night.
FALLBACK = "Fay"
FAR = {"Noor": "Asia/Tokyo"}
ORDINARY = datetime(2026, 5, 8, 18, 30, tzinfo=UTC)
# In Berlin clocks go back in the middle of this night.
CLOCKS_CHANGE = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Received:
    """One message as it reached a host."""

    at: datetime
    host: str
    id: str
    text: str


class World:
    """One event, its people's plans, and what the hosts received."""

    def __init__(self, store, folder, sinks, seed, people=24):
        self.chance, self.store = random.Random(seed), store
        self.sink, self.chat, self.program, self.service = sinks
        self.chat.says = self.program.says = 204
        self.browser = Browser(self.service)
        self.begins = (CLOCKS_CHANGE, ORDINARY)[seed % 2]
        self.night = Night(self.begins - timedelta(minutes=30), self.begins, self.begins + timedelta(hours=4))
        self.now = self.night.doors - timedelta(minutes=20)
        self.settings = from_environment(
            {
                "LAST_BADGE_DATA_DIR": str(folder),
                "LAST_BADGE_MAIL_URL": self.sink.url,
                "LAST_BADGE_ALLOW_PRIVATE_ADDRESSES": "yes",
                "LAST_BADGE_CHAT_SCHEMES": "json",
            }
        )
        self._numbers = itertools.count()
        self.received, self.pushed, self.plan, self.people, self.deaths = [], [], [], [], set()
        self.zone = "Europe/Berlin" if self.begins == CLOCKS_CHANGE else "America/Los_Angeles"
        # The mail server takes nothing for a while; who is owed something then hears it afterwards.
        refuses = self.begins + timedelta(minutes=self.chance.randint(20, 120))
        self.refusing = (refuses, refuses + timedelta(minutes=15))
        self._set_up(people)

    def zone_of(self, host):
        return ZoneInfo(FAR.get(host, self.zone))

    def _set_up(self, people):
        with self.store.writing() as session:
            self.event = an_event(
                session, start=self.night.start, end_at=self.night.end, timezone=self.zone
            )
            self.desk = a_device(session, self.event, "Desk 1")
            self.far_desk = a_device(session, self.event, "Desk without a network")
            hosts = {name: a_host(session, self.event, name, timezone=FAR.get(name, "")) for name in HOSTS}
            a_host(session, self.event, FALLBACK, fallback=True)
            self._reaches(session, hosts)
            for number in range(people):
                self._invites(session, number, hosts)

    def _reaches(self, session, hosts):
        """One host has a chat, one a browser, and a program follows the journal."""
        how = {"secret_key": self.settings.secret_key, "now": self.now, "allowed": True}
        url = f"json://127.0.0.1:{self.chat.port}/chat"
        phone = json.dumps(self.browser.subscription)
        for host, kind, address in ((CHATS, CHAT, url), (PUSHES, PUSH, phone)):
            way = channels.add(session, hosts[host], kind, address, called="Theirs", **how)
            way.confirmed_at = self.now
        webhooks.add(
            session, self.event, url=self.program.url, kinds=None, settings=self.settings, now=self.now
        )

    def _invites(self, session, number, hosts):
        chance = self.chance
        named = chance.sample(HOSTS, chance.choice([0, 1, 1, 1, 2]))
        own = chance.random() < 0.3
        expected = self.night.start + timedelta(minutes=chance.choice([0, 20, 60, 90]) if own else 0)
        grace = timedelta(minutes=10) if chance.random() < 0.2 else self.night.missing_after
        name, vip = f"Guest {number:03}", chance.random() < 0.15
        attendee = an_attendee(
            session,
            self.event,
            name,
            hosts=[hosts[host] for host in named],
            expected_at=expected if own else None,
            vip=vip,
            missing_after=None if grace == self.night.missing_after else int(grace.total_seconds()),
        )
        person = Person(name, frozenset(named) or frozenset({FALLBACK}), expected, grace, vip)
        self.people.append(person)
        self._plans(person, attendee.id)

    def _plans(self, person, attendee):
        """What this person will do; each thing is done at its moment and known from another on."""
        comes = self.night.start + timedelta(minutes=round(self.chance.triangular(-25, 200, 5)))
        later = comes + timedelta(minutes=self.chance.randint(1, 60))
        plans, weights = zip(*_PLANS.items(), strict=True)
        plan = self.chance.choices(plans, weights)[0]
        plan(self, comes, later, person, attendee)

    def comes(self, comes, _later, *who):
        self._at(comes, self.scans, *who, "collect")

    def forgets_the_badge(self, comes, later, *who):
        self._at(comes, self.scans, *who, "arrive")
        if self.chance.random() < 0.6:
            self._at(later, self.scans, *who, "collect")

    def leaves(self, comes, later, *who):
        self.comes(comes, later, *who)
        self._at(later, self.scans, *who, "leave")
        if self.chance.random() < 0.3:
            self._at(later + timedelta(minutes=7), self.scans, *who, "collect")

    def stays_away(self, *_):
        """Nothing happens, and that is what hosts hear."""

    def cannot_come(self, _comes, _later, *who):
        self._at(self.night.start + timedelta(minutes=self.chance.randint(-40, 100)), self.says, *who)

    def is_late(self, _comes, _later, *who):
        said = self.night.start + timedelta(minutes=self.chance.randint(-20, 60))
        until = said + timedelta(minutes=self.chance.choice([15, 30, 45]))
        self._at(said, self.says, *who, max(until, self.night.doors + TICK))
        if self.chance.random() < 0.6:
            self._at(until + timedelta(minutes=self.chance.randint(-5, 50)), self.scans, *who, "collect")

    def is_mistaken(self, comes, later, *who):
        self._at(comes, self.mistakes, *who, timedelta(minutes=self.chance.choice([0, 2, 15])))
        if self.chance.random() < 0.5:
            self._at(later + timedelta(minutes=20), self.scans, *who, "collect")

    def comes_where_no_network_is(self, comes, later, *who):
        self._at(later, self.uploads, *who, comes)

    def _at(self, moment, errand, *about):
        # Before the doors no desk lets anybody in, and after the end nobody comes.
        moment = min(max(moment, self.night.doors), self.night.end - TICK)
        self.plan.append((moment, next(self._numbers), errand, about))

    def scans(self, person, attendee, action):
        self._takes(self.desk, a_scan(action, attendee=attendee))
        known = person.known(self.now)
        if action == "leave":
            person.learns(self.now, left=self.now)
        else:
            collected = known.collected or action == "collect"
            person.learns(self.now, arrived=known.arrived or self.now, collected=collected, left=None)

    def mistakes(self, person, attendee, undone_after):
        """The wrong line was touched, and somebody notices."""
        wrong = a_scan("arrive", attendee=attendee)
        self._takes(self.desk, wrong)
        person.learns(self.now, arrived=self.now)
        self._at(self.now + undone_after, self.undoes, person, wrong)

    def undoes(self, person, wrong):
        self._takes(self.desk, a_scan("undo", undoes=wrong.id))
        person.learns(self.now, arrived=None)

    def uploads(self, person, attendee, came):
        """A tablet that had no network sends what it did long ago."""
        came = max(came, self.night.doors)
        scan = a_scan("collect", attendee=attendee, at=min(came, self.now), offline=True, told="done")
        self._takes(self.far_desk, scan)
        person.learns(self.now, arrived=min(came, self.now), collected=True)

    def says(self, person, attendee, until=None):
        with self.store.writing() as session:
            if until is None:
                replies.cannot_come(session, self.event, attendee, now=self.now)
            else:
                replies.running_late(session, self.event, attendee, until=until, now=self.now)
        person.learns(self.now, excused=until is None, late_until=until)

    def _takes(self, desk, scan):
        (answer,) = take(self.store, a_place(self.event, desk), [scan], now=self.now).answers
        assert answer.result == "done", (answer, scan)

    def plays(self):
        """The evening and the morning after it."""
        until = self.night.end + timedelta(hours=12)
        while self.now < until:
            self._what_is_planned()
            self._workers()
            # Nothing but the end of quiet hours happens in the small ones.
            self.now += TICK if self.now < self.night.end + timedelta(minutes=40) else 5 * TICK

    def _what_is_planned(self):
        while due := [one for one in self.plan if one[0] <= self.now]:
            first = min(due)
            self.plan.remove(first)
            _, _, errand, about = first
            errand(*about)

    def _workers(self):
        """One worker or two at once; either may die at any of its steps."""
        refuses = self.refusing[0] <= self.now < self.refusing[1]
        self.sink.says = {"DATA": "451 later, please"} if refuses else {}
        seen, chatted, shown = len(self.sink.mails), len(self.chat.asked), len(self.service.asked)
        workers = [self._a_worker(self.chance.random()) for _ in range(self.chance.choice([1, 1, 1, 2]))]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        for mail in self.sink.mails[seen:]:
            host = mail["To"].addresses[0].display_name
            text = mail.get_body(("plain",)).get_content()
            self.received.append(Received(self.now, host, mail["Message-ID"], text))
        for number, (_, _, body) in enumerate(self.chat.asked[chatted:], chatted):
            said = json.loads(body)["message"]
            self.received.append(Received(self.now, CHATS, f"chat {number}", said))
        self.pushed += [(self.now, said["title"]) for said, _ in self.browser.reads()[shown:]]

    def _a_worker(self, seed):
        fate = Fate(random.Random(seed), 0.02)
        store, now = MortalStore(self.store, fate), self.now

        def works():
            try:
                with store.writing() as session:
                    tell_due(session, now=now)
                TableWatch(store, now=lambda: now).look(threading.Event())
                for sender in self._senders(store, fate, now):
                    sender.send_due()
            except Dies:
                self.deaths.add(now)

        return threading.Thread(target=works)

    def _senders(self, store, fate, now):
        """Everything that carries something out of the house."""
        how = (store, self.settings, _link)
        yield Deliverer(*how, now=lambda: now, post=lambda: MortalWay(open_post(self.settings), fate))
        yield Deliverer(*how, now=lambda: now, medium=MortalChat(self.settings, _link, fate))
        push = MortalPush(*how, lambda: now, fate)
        yield Deliverer(*how, now=lambda: now, medium=push)
        yield WebhookSender(store, self.settings, now=lambda: now, patience=5)


def _link(host):
    return f"https://b.test/h/{host.id}"


_PLANS = {
    World.comes: 30,
    World.forgets_the_badge: 12,
    World.leaves: 10,
    World.stays_away: 16,
    World.cannot_come: 8,
    World.is_late: 10,
    World.is_mistaken: 8,
    World.comes_where_no_network_is: 6,
}
