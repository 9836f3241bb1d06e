"""Kiosks for tests: one that Flask's client holds, and the steps of one in a real browser."""

import re

from sqlalchemy import func, select

from badges.model import Attendee, Scan
from tests.builders import badge_of

SIZES = {
    "landscape": {"width": 1024, "height": 768},
    "upright": {"width": 768, "height": 1024},
    "wide": {"width": 1280, "height": 800},
}
LONG_NAME = "Marguerite Aurélie Oyelowo-Byrne von und zu Hohenstein-Wartenberg"
ANYBODY = re.compile("Mira|Noor|Joanna|Okafor|Haddad|Wren")


class Kiosk:
    """A tablet that is signed in as the evening's kiosk."""

    def __init__(self, evening):
        self.evening = evening
        self.client = evening.client(evening.links.device(evening.kiosk))

    def post(self, path="", **form):
        return self.client.post(f"/kiosk/chums/{path}", data=form)

    def code(self, text, **more):
        return self.post(text=text, **more)

    def name(self, name, fact):
        return self.post("name", name=name, fact=fact)

    def with_mail(self, attendee, mail):
        with self.evening.store.writing() as session:
            session.merge(attendee).email = mail


def step(answer):
    return re.search(r'data-step="(\w+)"', answer.text)[1]


def who(answer):
    return re.search(r'name="who" value="([^"]+)"', answer.text)[1]


def word(answer):
    return re.search(r'data-answer="(\w+)"', answer.text)[1]


def person(evening, attendee):
    with evening.store.reading() as session:
        return session.get(Attendee, attendee.id)


def code_of(evening, attendee, kind):
    with evening.store.reading() as session:
        return badge_of(session, attendee, kind)


def counted(evening, table):
    with evening.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def wait_for(page, step):
    page.wait_for_selector(f'#step[data-step="{step}"]:not([aria-busy])')


def typed(page, code):
    page.fill("#text", code)
    page.click("text=Go on")


def scans(house):
    with house.store.reading() as session:
        return session.scalar(select(func.count()).select_from(Scan).where(Scan.event_id == house.event.id))


def mira(house):
    with house.store.reading() as session:
        return session.get(Attendee, house.mira.id)


def go_to(page, house, step):
    """The kiosk at one of its steps."""
    if step in {"name", "not found"}:
        page.click("text=I have no code with me")
        wait_for(page, "name")
    if step == "not found":
        page.fill("#name", "Somebody Else")
        page.fill("#fact", "Elsewhere")
        page.click("text=Find me")
        page.wait_for_selector("[role=alert]")
    if step in {"read", "correct", "refused"}:
        typed(page, house.long)
        wait_for(page, "read")
    if step in {"correct", "refused"}:
        page.click("text=Correct it")
        wait_for(page, "correct")
    if step == "refused":
        page.fill("#name", "Somebody Else")
        page.click("text=Show me the badge")
        page.wait_for_selector("[role=alert]")
    if step == "answer":
        typed(page, "nobody")
        wait_for(page, "answer")
    if step == "leave":
        page.focus("[data-leave]")
        page.keyboard.press("Enter")
        wait_for(page, "leave")
    if step == "unreachable":
        page.context.set_offline(True)
        typed(page, house.code)
        wait_for(page, "unreachable")
