"""One evening in real browsers, at which everything goes wrong: nothing is lost, every double is known."""

import random

import pytest

from tests.service import Service
from tests.sync import checks
from tests.whole_evening import OFF, Desk, Kiosk, Phone, RealEvening

pytestmark = pytest.mark.browser

STEPS = 110
SEED = 5
# How often each of these happens, out of all of them.
OFTEN = {"scan": 58, "undo": 6, "die": 6, "away": 8, "back": 8, "serve": 8, "check_in": 5, "down_or_up": 3}
# Most who come in this test come to several desks, because they are let in there without a network.
SOME = 9


@pytest.fixture
def evening(tmp_path):
    service = Service(tmp_path)
    made = RealEvening(service)
    service.start()
    yield made
    service.close()


class Party:
    """Who is there, and what becomes of them."""

    def __init__(self, browser, evening, chance):
        self.evening, self.chance, self.troubles = evening, chance, []
        clocks = (0, OFF, 0)
        self.desks = [
            Desk(browser, desk, self.troubles, off=off)
            for desk, off in zip(evening.desks, clocks, strict=True)
        ]
        self.kiosk = Kiosk(browser, evening, self.troubles)
        self.phones = [Phone(browser, person, self.troubles) for person in evening.people[:2]]
        self.down = False

    def everywhere(self):
        return [*self.desks, self.kiosk, *self.phones]

    def somebody(self):
        return self.chance.choice(self.evening.people[: SOME if self.chance.random() < 0.8 else None])

    def reaches(self, place):
        return not (place.away or self.down)

    def step(self):
        """The next thing that happens."""
        what = self.chance.choices([*OFTEN], [*OFTEN.values()])[0]
        getattr(self, what)(self.chance.choice(self.desks))

    def scan(self, desk):
        desk.scan(self.somebody().code)

    def undo(self, desk):
        desk.undo()

    def die(self, desk):
        desk.scan(self.somebody().code)
        desk.die()

    def away(self, _desk):
        self.chance.choice(self.everywhere()).go_away()

    def back(self, _desk):
        self.chance.choice(self.everywhere()).come_back()

    def serve(self, _desk):
        self.kiosk.serve(self.somebody().code, reachable=self.reaches(self.kiosk))

    def check_in(self, _desk):
        phone = self.chance.choice(self.phones)
        phone.check_in(reachable=self.reaches(phone))

    def down_or_up(self, _desk):
        if self.down:
            self.evening.service.start()
        else:
            self.evening.service.kill()
        self.down = not self.down

    def end(self):
        """The venue's network holds, the server runs, and everything is in step."""
        if self.down:
            self.evening.service.start()
            self.down = False
        for place in self.everywhere():
            place.come_back()
        self.serve(None)
        for phone in self.phones:
            phone.check_in(reachable=True)
        for desk in self.desks:
            desk.settle(self.evening)

    def close(self):
        for place in self.everywhere():
            place.context.close()


@pytest.fixture
def party(browser, evening):
    made = Party(browser, evening, random.Random(SEED))
    yield made
    made.close()
    assert made.troubles == []


def test_an_evening_of_everything_going_wrong_loses_no_beep_and_hides_no_double(party, evening):
    for _ in range(STEPS):
        party.step()
    the_worst_of_it(party)
    party.end()

    evening.look()
    tablets = [desk.report(evening.service.url, evening.slug) for desk in party.desks]
    scans = {str(scan.id): scan for scan in evening.scans()}
    every_beep_is_there_once(party, evening, tablets, scans)
    checks.everybody_is_in_step(tablets)
    checks.facts_are_those_of_the_fold(evening, scans)
    checks.every_tablet_knows_what_the_server_knows(evening, tablets)
    checks.what_was_shown_otherwise_was_told(tablets, scans)
    checks.every_double_is_known(evening, tablets, scans)
    checks.nobody_cries_double_without_one(tablets, scans)
    every_double_is_known_to_the_host(evening, scans)
    the_clock_that_is_off_was_measured(tablets)
    the_host_reads_of_it(party, evening)


def the_worst_of_it(party):
    """What chance may have left out: a double while apart, and a kill between a beep and its sending."""
    one, two, three = party.desks
    stranger = party.evening.people[-1]
    for desk in (one, two):
        desk.go_away()
        desk.scan(stranger.code)
    three.scan(party.evening.people[-2].code)
    three.page.close()
    if not party.down:
        party.down_or_up(three)
    three.reopen()
    one.die()


def every_beep_is_there_once(party, evening, tablets, scans):
    """Ids are unique in the database; so whoever counts as many as were heard has counted each of them."""
    at_desks = {}
    for desk, tablet in zip(party.desks, tablets, strict=True):
        assert len(tablet["made"]) == desk.beeps, desk.name
        at_desks |= {one["id"]: desk for one in tablet["made"]}
    by_desk = {one["id"] for one in evening.desks}
    assert {key for key, scan in scans.items() if scan.device_id in by_desk} == set(at_desks)
    checks.numbers_have_no_gaps(evening, tablets, scans)
    assert len(evening.by(evening.kiosk)) == party.kiosk.beeps
    assert len(evening.by(None)) == sum(phone.said for phone in party.phones)
    assert party.kiosk.beeps > 0
    assert sum(desk.beeps for desk in party.desks) > STEPS // 2
    assert all(desk.deaths for desk in party.desks)


def every_double_is_known_to_the_host(evening, scans):
    doubted = {scan.attendee_id for scan in scans.values() if scan.review == "double_admission"}
    assert evening.people[-1].id in doubted
    assert evening.told() == doubted


def the_clock_that_is_off_was_measured(tablets):
    for tablet, off in zip(tablets, (0, OFF, 0), strict=True):
        assert abs(tablet["state"]["clockOff"] - off) < 2_000, tablet["name"]


def the_host_reads_of_it(party, evening):
    phone = party.phones[0].page
    phone.goto(evening.service.links.host(evening.host))
    said = f"{evening.people[-1].name} was welcomed at two desks"
    assert phone.get_by_text(said).first.is_visible()
