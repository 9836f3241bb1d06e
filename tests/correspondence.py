"""Hosts who write and attendees who answer: one evening for the tests of letters."""

from sqlalchemy import select

from badges import journal, letters, replies
from badges.desk import take
from badges.letters.opened import wish_contact
from badges.model import Attendee, Event, Host, Letter
from badges.notices.letter_sender import LetterSender
from badges.replies import Wish
from tests.builders import SECRET, a_device, a_host, a_place, a_scan, an_attendee, an_event, at
from tests.post import settings_of


class Evening:
    """Mira, whom Ramit and Thea invited; who writes to her, what she answers, and what becomes of it."""

    def __init__(self, store, folder=None, mail_url="", **more):
        self.store, self.now = store, at("19:10")
        with store.writing() as session:
            self.event = an_event(session, **more)
            self.desk = a_device(session, self.event)
            self.ramit, self.thea = a_host(session, self.event), a_host(session, self.event, "Thea")
            self.mira = self.invited(session, "Mira Okafor", email="mira@example.test", first_name="Mira")
        if folder:
            self.settings = settings_of(folder, mail_url)
            self.sender = self.a_sender()

    def a_sender(self):
        return LetterSender(
            self.store,
            self.settings,
            lambda letter: f"https://b.test/l/{letter.id}",
            now=lambda: self.now,
        )

    def invited(self, session, name, **more):
        hosts = more.pop("hosts", None) or [session.merge(self.ramit), session.merge(self.thea)]
        return an_attendee(session, self.event, name, hosts=hosts, **more)

    def invites(self, name, **more):
        with self.store.writing() as session:
            return self.invited(session, name, **more)

    def change(self, thing=None, **columns):
        with self.store.writing() as session:
            row = session.get(type(thing or self.mira), (thing or self.mira).id)
            for column, value in columns.items():
                setattr(row, column, value)

    def reason(self, clock="19:10", kind=letters.WHERE_ARE_YOU, *, host=None, who=None, day=8):
        """Why Ramit may not write to Mira, or None."""
        whose = who or self.mira
        with self.store.reading() as session:
            event = session.get(Event, self.event.id)
            found = letters.may_write(
                session, event, host or self.ramit, [whose.id], kind, at(clock, day=day)
            )
        return found[whose.id]

    def drafts(self, *people, kind=letters.WHERE_ARE_YOU, words="Where are you?"):
        return [letters.Draft(one.id, kind, words) for one in people or [self.mira]]

    def writing(self, session, *people, clock="19:10", day=8, host=None, via="mail", **more):
        event, host = session.get(Event, self.event.id), session.get(Host, (host or self.ramit).id)
        drafts = self.drafts(*people, **more)
        return letters.write(session, event, host, drafts, via=via, secret=SECRET, now=at(clock, day=day))

    def writes(self, *people, **more):
        with self.store.writing() as session:
            return self.writing(session, *people, **more)[0]

    def says(self, what, clock="19:20", day=8, *, to=None, who=None, **more):
        """Mira answers; ``to`` is the letter she holds."""
        wish = Wish(to, **{key: more.pop(key) for key in ("for_organisers", "keep") if key in more})
        with self.store.writing() as session:
            event = session.get(Event, self.event.id)
            errand = getattr(replies, what)
            return errand(session, event, (who or self.mira).id, wish=wish, now=at(clock, day=day), **more)

    def wants_letters(self, wanted, clock="19:20"):
        with self.store.writing() as session:
            wish_contact(session, self.event, self.mira.id, wanted=wanted, now=at(clock))

    def scans(self, action="arrive", clock="19:15", who=None):
        asked = a_scan(action, attendee=(who or self.mira).id)
        take(self.store, a_place(self.event, self.desk), [asked], now=at(clock))

    def sends(self, clock="19:10", day=8):
        self.now = at(clock, day=day)
        return self.sender.send_due()

    def facts(self):
        with self.store.reading() as session:
            return session.get(Attendee, self.mira.id)

    def letters(self):
        with self.store.reading() as session:
            return session.scalars(select(Letter).order_by(Letter.id)).all()

    def states(self):
        return [one.state for one in self.letters()]

    def lines(self):
        with self.store.reading() as session:
            return journal.read(session, self.event.id, after=0, limit=100)

    def kinds(self):
        return [line["kind"] for line in self.lines()]

    def thread(self, host=None, who=None):
        with self.store.reading() as session:
            host = session.get(Host, (host or self.ramit).id)
            return letters.thread(session, (who or self.mira).id, host)
