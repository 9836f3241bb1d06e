"""Retention: words go first, then names become numbers; every total stays, and whoever is killed goes on."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import func, select

from badges import erasing, journal, keeping, replies, report
from badges.desk import take
from badges.errors import Conflict
from badges.event_file import read_event
from badges.events import add_event
from badges.keeping import NAMES, WORDS, Due, Keeper, due
from badges.model import Attendee, Code, Device, Event, JournalLine, Letter, Reply, Scan
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at
from tests.whole import dump

PEOPLE = 7
A_DAY = timedelta(days=1)
REASONS, TIMES = timedelta(days=30), timedelta(days=90)
NAMED = "Oddname"
NUMBERS = [f"Attendee {n + 1}" for n in range(PEOPLE)]


class Evening:
    """Seven people with two hosts: some came, some left, one said why they could not come."""

    def __init__(self, store, folder):
        self.store, self.folder = store, folder
        with store.writing() as session:
            self.event = an_event(session, quiet_field="Wishes")
            hosts = [a_host(session, self.event, name) for name in ("Ramit", "Thea")]
            self.desk = a_device(session, self.event)
            self.people = [self._one(session, n, hosts[n % 2]) for n in range(PEOPLE)]
            session.get_one(Device, self.desk.id).shift = "Sam at the door"
        place = a_place(self.event, self.desk)
        for who, action, clock in ((0, "collect", "18:20"), (1, "arrive", "18:40"), (0, "leave", "19:00")):
            asked = a_scan(action, attendee=self.people[who].id, note="a word of the desk")
            take(store, place, [asked], now=at(clock))
        self.says(3, "My knee hurts", "18:10")
        self.end = self.event.end_at

    def _one(self, session, n, host):
        more = {"email": f"{NAMED.lower()}{n}@example.test", "company": f"Firm {n}", "hosts": [host]}
        fields = {"Table": str(n), "Wishes": "no nuts"}
        return an_attendee(session, self.event, f"{NAMED} {n}", kind=f"Kind {n % 2}", fields=fields, **more)

    def says(self, who, words, clock, *, keep=False):
        attendee = self.people[who].id
        with self.store.writing() as session:
            replies.cannot_come(session, self.event, attendee, words=words, now=at(clock))
            session.query(Reply).filter_by(attendee_id=attendee).update({"keep": keep})

    def does(self, what, now=None):
        one = Due("chums", what)
        keeping.take_away(self.store, one, data_dir=self.folder, now=now or self.end + TIMES)

    def due(self, after):
        with self.store.reading() as session:
            return [one.what for one in keeping.due(session, now=self.end + after)]

    def totals(self):
        with self.store.reading() as session:
            told = report.as_json(report.report(session, self.the_event(session), at=self.end))
        return {key: value for key, value in told.items() if key == "hosts" or not isinstance(value, list)}

    def the_event(self, session):
        return session.get_one(Event, self.event.id)

    def read(self, query):
        with self.store.reading() as session:
            return session.scalars(query).all()

    def whole(self):
        with self.store.reading() as session:
            return dump(session)


@pytest.fixture
def evening(store, tmp_path, monkeypatch):
    # Chunks of two, so that there are several.
    monkeypatch.setattr(keeping, "CHUNK", 2)
    return Evening(store, tmp_path / "data")


def test_words_go_after_their_days_and_the_rest_stays(evening):
    assert evening.due(REASONS - timedelta(seconds=1)) == []
    assert evening.due(REASONS) == [WORDS]

    evening.does(WORDS, evening.end + REASONS)

    whole = evening.whole()
    for word in ("My knee hurts", "a word of the desk", "no nuts"):
        assert word not in whole
    assert f"{NAMED} 3" in whole
    assert "Table" in whole
    assert evening.due(REASONS) == evening.due(TIMES - timedelta(seconds=1)) == []


def test_what_the_attendee_agreed_to_keep_stays_until_names_go(evening):
    evening.says(4, "See you at the next one", "18:15", keep=True)
    letter = {"words": "Where are you?", "written_at": at("19:00"), "event_id": evening.event.id}
    with evening.store.writing() as session:
        for who in (3, 4):
            host = session.get_one(Attendee, evening.people[who].id).hosts[0]
            session.add(Letter(host_id=host.id, attendee_id=evening.people[who].id, **letter))

    evening.does(WORDS, evening.end + REASONS)

    assert [words for words in evening.read(select(Reply.words)) if words] == ["See you at the next one"]
    assert sorted(evening.read(select(Letter.words))) == ["", "Where are you?"]
    evening.does(NAMES)
    assert set(evening.read(select(Reply.words))) == set(evening.read(select(Letter.words))) == {""}


def test_names_become_numbers_and_every_total_of_the_report_is_as_before(evening):
    before, numbers = evening.totals(), evening.read(select(JournalLine.seq))

    assert evening.due(TIMES) == [NAMES]
    evening.does(NAMES)

    whole = evening.whole()
    for word in (NAMED, NAMED.lower(), "Firm", "no nuts", "Table", "My knee hurts", "Sam at the door"):
        assert word not in whole
    assert evening.totals() == before
    assert evening.read(select(Attendee.name).order_by(Attendee.id)) == NUMBERS
    assert evening.read(select(func.count(Code.id))) == [0]
    assert evening.read(select(JournalLine.seq))[:-1] == numbers
    assert evening.read(select(func.count(Scan.id)).where(Scan.note != "")) == [0]
    assert evening.due(TIMES) == evening.due(TIMES + 300 * A_DAY) == []


def test_every_page_learns_that_names_are_gone(evening):
    evening.does(NAMES)

    with evening.store.reading() as session:
        last = journal.read(session, evening.event.id, after=0, limit=1_000)[-1]
    assert (last["kind"], last["changed"]) == ("event_changed", ["names_gone_at"])


STEPS = 7


@pytest.mark.parametrize("what", [WORDS, NAMES])
@pytest.mark.parametrize("done", range(STEPS))
def test_whoever_stops_after_any_step_is_gone_on_from_there(evening, what, done):
    before, due = evening.totals(), Due("chums", what)
    when = {"data_dir": evening.folder, "now": evening.end + TIMES}
    assert len(list(islice(keeping.steps(evening.store, due, **when), done))) <= STEPS

    evening.does(what)

    whole = evening.whole()
    assert "My knee hurts" not in whole
    assert (NAMED in whole) == (what == WORDS)
    assert evening.totals() == before
    assert len(set(evening.read(select(Attendee.name)))) == PEOPLE


def test_two_workers_at_once_take_the_same_away(evening):
    before, troubles = evening.totals(), []

    def work():
        try:
            evening.does(NAMES)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is looked at below.
            troubles.append(trouble)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)

    assert troubles == []
    assert NAMED not in evening.whole()
    assert evening.totals() == before
    assert evening.read(select(Attendee.name).order_by(Attendee.id)) == NUMBERS


def test_a_scan_goes_between_two_steps(evening):
    steps = keeping.steps(
        evening.store, Due("chums", WORDS), data_dir=evening.folder, now=evening.end + REASONS
    )
    next(steps)

    asked = a_scan(attendee=evening.people[5].id)
    answer = take(evening.store, a_place(evening.event, evening.desk), [asked], now=at("21:00")).answers[0]

    assert answer.result == "done"
    list(steps)


def test_what_is_said_or_taken_in_later_goes_as_well(evening):
    evening.does(NAMES)
    later = evening.end + TIMES + A_DAY
    with evening.store.writing() as session:
        an_attendee(session, evening.event, f"{NAMED} 8")
        journal.write(session, evening.event.id, [journal.Line("added", later, data={"import": 1})])

    assert evening.due(TIMES + A_DAY + timedelta(hours=23)) == []
    assert evening.due(TIMES + 2 * A_DAY) == [NAMES]
    evening.does(NAMES, evening.end + TIMES + 2 * A_DAY)

    assert NAMED not in evening.whole()
    assert evening.read(select(Attendee.name).order_by(Attendee.id))[-1] == "Attendee 8"


def test_each_event_has_its_own_days(evening):
    with evening.store.writing() as session:
        event = evening.the_event(session)
        event.reasons_kept, event.times_kept = 0, 2

    assert evening.due(timedelta(0)) == [WORDS]
    assert evening.due(2 * A_DAY) == [NAMES]


def test_the_keeper_does_what_is_due_and_erases_who_asked_a_day_after_the_evening(evening):
    moment = evening.end + A_DAY
    keeper = Keeper(evening.store, evening.folder, now=lambda: moment)
    with evening.store.writing() as session:
        erasing.ask(session, evening.event, evening.people[2].id, now=at("19:00"))

    keeper.look(threading.Event())
    after_a_day = evening.read(select(Attendee.name).order_by(Attendee.id))
    moment = evening.end + TIMES
    keeper.look(threading.Event())

    assert after_a_day[2:4] == ["Attendee 3", f"{NAMED} 3"]
    assert NAMED not in evening.whole()


def test_a_request_that_the_organiser_was_quicker_with_stops_nothing(evening):
    with evening.store.writing() as session:
        erasing.ask(session, evening.event, evening.people[2].id, now=at("19:00"))
    with evening.store.reading() as session:
        [(slug, who)] = erasing.due(session, now=evening.end + A_DAY)
    erasing.erase(evening.store, slug, who, data_dir=evening.folder, now=evening.end)

    with pytest.raises(Conflict):
        erasing.erase(evening.store, slug, who, data_dir=evening.folder, now=evening.end)
    Keeper(evening.store, evening.folder, now=lambda: evening.end + A_DAY).look(threading.Event())


CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from badges import keeping
from badges.bell import open_bell
from badges.store import Store, make_engine
keeping.CHUNK = 2
engine = make_engine(sys.argv[1])
store = Store(engine, open_bell(engine))
due = keeping.Due("chums", keeping.NAMES)
for _ in keeping.steps(store, due, data_dir=Path(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3])):
    print("step", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.crash
@pytest.mark.process
def test_killed_with_nine_after_every_step_in_turn_nobody_is_forgotten(sqlite_store, tmp_path):
    evening = Evening(sqlite_store, tmp_path / "data")
    before, now = evening.totals(), (evening.end + TIMES).isoformat()
    words = [sys.executable, "-c", CHILD, str(sqlite_store.engine.url), str(evening.folder), now]

    for done in (1, 2, 3):
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            for _ in range(done):
                assert child.stdout.readline() == "step\n"
                child.stdin.write("\n")
                child.stdin.flush()
            os.kill(child.pid, signal.SIGKILL)
    keeping.take_away(
        sqlite_store, Due("chums", NAMES), data_dir=evening.folder, now=evening.end + TIMES
    )

    assert NAMED not in evening.whole()
    assert evening.totals() == before


def test_an_old_evening_that_is_only_now_taken_in_is_kept_as_long_as_others(store):
    plan = read_event(
        'name = "Chums"\ntimezone = "UTC"\nstart = 2026-05-08T18:30:00\nend = 2026-05-08T22:00:00\n', "old"
    )
    added = at("12:00") + timedelta(days=200)
    with store.writing() as session:
        add_event(session, plan, now=added)

    with store.reading() as session:
        later = [due(session, now=added + timedelta(days=days)) for days in (0, 29, 30, 90)]
    assert [[one.what for one in found] for found in later] == [[], [], ["words"], ["names"]]
