"""The station's agent: each badge once, whoever dies, sleeps, or believes that a printer is theirs."""

import threading

import pytest

from badges import access, journal
from badges.printing import settling
from badges.printing.printer import Fate, Refused
from badges.printing.station.link import Ended
from tests.printing.simulated import APrinter, Cut, Killed, a_badge


def test_a_badge_that_is_asked_for_is_printed_once_and_the_server_knows(evening_on_both):
    evening, printer = evening_on_both, APrinter()
    job = evening.wants()

    evening.go(evening.agent(printer), seconds=3)

    assert printer.printed == [a_badge(job)]
    assert evening.job(job).state == "printed"


STEPS = [
    *[("link", step, 0) for step in ("hello", "claim", "document")],
    # Created, sending, printing, printed.
    *[("link", "say", nth) for nth in range(4)],
    *[("printer", step, 0) for step in ("find", "create", "send", "fate")],
]


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("whom", "step", "nth"), STEPS)
def test_killed_at_any_step_and_started_again_it_prints_each_badge_once(
    evening, whom, step, nth, when, slow
):
    printer, job = APrinter(slow=slow), evening.wants()
    first = {"printer": printer, "link": evening.link()}
    first[whom] = Cut(first[whom], step, when, Killed(), after=nth)
    station = Mortal(evening, printer, evening.agent(**first, place=evening.place()))

    evening.go(station, seconds=2)
    printer.come_out()
    evening.go(station, seconds=3)

    assert station.died
    assert printer.printed == [a_badge(job)]
    assert evening.job(job).state == "printed"
    # What was made before the death was used after it.
    assert printer.made == 1


class Mortal:
    """A station whose program may die, and which its machine starts again at once."""

    def __init__(self, evening, printer, agent):
        self.evening, self.printer, self.agent, self.died = evening, printer, agent, False

    def go_round(self):
        try:
            self.agent.go_round()
        except Killed:
            self.died = True
            self.evening.close()
            self.agent = self.evening.agent(self.printer, place=self.evening.place())


def test_on_a_machine_that_keeps_nothing_it_waits_until_the_dead_ones_lease_runs_out(evening):
    printer, job = APrinter(), evening.wants()
    dies = evening.agent(Cut(printer, "send", "before", Killed()))
    with pytest.raises(Killed):
        evening.go(dies)

    evening.go(again := evening.agent(printer), seconds=10)
    assert printer.printed == []
    assert any("Another program runs as this station" in sentence for sentence in evening.said)
    evening.go(again, seconds=10)

    assert printer.printed == [a_badge(job)]
    assert printer.made == 1


def test_an_empty_job_of_an_earlier_life_is_taken_back_where_another_station_has_its_badge(evening):
    first, second = APrinter(), APrinter(uri="ipp://other.test/")
    job, other = evening.wants(), evening.station("Printer 2")
    dies = evening.agent(Cut(first, "create", "after", Killed()), place=evening.place())
    with pytest.raises(Killed):
        evening.go(dies)
    evening.close()

    evening.go(evening.agent(second, evening.link(other)), seconds=20, pace=1)
    evening.go(evening.agent(first, place=evening.place()))

    assert second.printed == [a_badge(job)]
    assert first.printed == []
    assert [one.fate for one in first.jobs.values()] == [Fate.CANCELLED]


def test_a_station_that_lost_its_lease_takes_its_empty_job_back_and_sends_nothing(evening):
    first, second = APrinter(), APrinter(uri="ipp://other.test/")
    job, other = evening.wants(), evening.station("Printer 2")
    # It sleeps between the job and the question whether its document may go.
    sleeper = evening.agent(Cut(first, "create", "after", Refused("wake up", busy=True)))
    sleeper.go_round()
    evening.hours.pass_by(16)

    evening.go(evening.agent(second, evening.link(other)), seconds=2)
    evening.go(sleeper, seconds=5)

    assert second.printed == [a_badge(job)]
    assert first.printed == []
    assert [one.fate for one in first.jobs.values()] == [Fate.CANCELLED]


def test_a_yes_that_a_station_slept_over_is_asked_for_again_and_refused(evening):
    first, second = APrinter(), APrinter(uri="ipp://other.test/")
    job, other = evening.wants(), evening.station("Printer 2")
    sleeper = evening.agent(first, link=Sleepy(evening))
    sleeper.go_round()
    evening.go(evening.agent(second, evening.link(other)), seconds=2)
    evening.go(sleeper, seconds=5)

    assert second.printed == [a_badge(job)]
    assert first.printed == []


class Sleepy(Cut):
    """Its machine sleeps after the server's yes, and meanwhile a person says that nothing came out."""

    def __init__(self, evening):
        super().__init__(evening.link())
        self._evening = evening

    def say(self, job, state, **more):
        self._behind.say(job, state, **more)
        if state == "sending":
            self._evening.hours.pass_by(120)
            with self._evening.store.writing() as session:
                settling.sweep(session, now=self._evening.hours.now)
                event = session.merge(self._evening.event)
                now = self._evening.hours.now
                settling.did_it_come_out(session, event, job.id, came_out=False, device=None, now=now)


def test_two_programs_with_one_key_print_each_badge_once_and_the_second_says_why_it_waits(evening):
    printer = APrinter()
    one, two = evening.agent(printer), evening.agent(printer)
    evening.go(one, two)
    jobs = [evening.wants(evening.somebody(f"Attendee {n}")) for n in range(5)]

    evening.go(one, two, seconds=5)

    assert printer.printed == [a_badge(job) for job in jobs]
    assert any("Another program runs as this station" in sentence for sentence in evening.said)


def test_two_stations_that_both_believe_they_own_a_printer_print_each_badge_once(evening):
    printer, other = APrinter(), evening.station("Printer 2")
    agents = [evening.agent(printer), evening.agent(printer, evening.link(other))]
    evening.go(*agents)
    jobs = [evening.wants(evening.somebody(f"Attendee {n}")) for n in range(5)]

    evening.go(*agents, seconds=5)

    assert printer.printed == [a_badge(job) for job in jobs]
    assert any("The station Printer 1 drives this printer" in sentence for sentence in evening.said)


def test_a_key_that_was_revoked_ends_the_station(evening):
    printer = APrinter()
    evening.go(agent := evening.agent(printer))
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        access.revoke_device(session, event, evening.first.id, now=evening.hours.now)
    evening.wants()

    with pytest.raises(Ended, match="taken this station away"):
        evening.go(agent, seconds=4)

    assert printer.printed == []


def test_an_idle_station_asks_the_server_twenty_times_a_minute(evening):
    calls = []
    link = Counting(evening.link(), calls)
    evening.go(agent := evening.agent(APrinter(), link))
    calls.clear()

    evening.go(agent, seconds=60)

    assert len(calls) == 20
    assert set(calls) == {"hello"}


class Counting:
    def __init__(self, behind, calls):
        self._behind, self._calls = behind, calls

    def __getattr__(self, name):
        self._calls.append(name)
        return getattr(self._behind, name)


def test_a_station_that_ends_gives_back_what_it_has_not_sent(evening):
    printer, job = APrinter(), evening.wants()
    agent = evening.agent(Cut(printer, "create", "after", Refused("busy", busy=True)))
    agent.go_round()
    ended = threading.Event()
    ended.set()

    agent.run(ended, linger=1.0)

    assert evening.job(job).state == "queued"
    assert [one.fate for one in printer.jobs.values()] == [Fate.CANCELLED]


def test_trouble_that_nobody_foresaw_is_logged_and_the_station_goes_on(evening, caplog):
    printer, stop = APrinter(), threading.Event()
    job = evening.wants()
    broken = Cut(printer, "create", "before", ValueError("nobody foresaw this"))
    agent = evening.agent(broken)
    station = threading.Thread(target=agent.run, args=(stop,))

    station.start()
    for _ in range(200):
        if printer.printed:
            break
        stop.wait(0.05)
    stop.set()
    station.join()

    assert printer.printed == [a_badge(job)]
    assert "nobody foresaw this" in caplog.text


def test_the_journal_says_what_became_of_the_badge(evening):
    evening.wants()
    evening.go(evening.agent(APrinter()), seconds=3)

    with evening.store.reading() as session:
        lines = journal.read(session, evening.event.id, after=0, limit=100)

    assert [line["kind"] for line in lines][-1] == "printed"
