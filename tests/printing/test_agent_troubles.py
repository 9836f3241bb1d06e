"""The station's agent in trouble: out of labels, switched off, a silent server, a badge nobody can draw."""

from badges.printing import asking, settling, stations
from badges.printing.printer import Fate, Refused
from tests.printing.simulated import APrinter, Cut, a_badge

OUT = ("out of labels",)


def test_a_badge_in_a_printer_that_is_switched_off_is_asked_about_and_not_printed_again(evening):
    printer, job = APrinter(slow=True), evening.wants()
    evening.go(agent := evening.agent(printer))

    printer.lose_power()
    evening.go(agent, seconds=10)
    off = (evening.job(job).state, evening.printer_row().state)
    printer.on = True
    evening.go(agent, seconds=10)

    assert off == ("printing", "offline")
    assert printer.printed == []
    assert evening.job(job).state == "unknown"
    assert evening.printer_row().state == "idle"


def test_a_badge_that_is_asked_about_keeps_nobody_waiting(evening):
    printer, lost = APrinter(slow=True), evening.wants()
    evening.go(agent := evening.agent(printer))
    printer.jobs.clear()
    evening.go(agent)
    next_one = evening.wants(evening.somebody("Noor Haddad"))
    printer.slow = False

    evening.go(agent, seconds=5)

    assert evening.job(lost).state == "unknown"
    assert printer.printed == [a_badge(next_one)]


def test_out_of_labels_is_told_in_the_printers_words_and_what_waits_goes_to_the_next_printer(evening):
    first, second = APrinter(stopped=()), APrinter(uri="ipp://other.test/")
    other = evening.station("Printer 2")
    agents = [evening.agent(first), evening.agent(second, evening.link(other))]
    evening.go(*agents)
    first.stopped = OUT
    evening.go(*agents, seconds=4)
    meant_for_first = evening.wants(station=evening.first)

    evening.go(*agents, seconds=6)

    assert second.printed == [a_badge(meant_for_first)]
    assert evening.printer_row().words == [*OUT]
    assert "The printer waits for a person: out of labels." in evening.said
    assert "create" not in first.asked


def test_a_printer_that_stops_in_the_middle_blocks_its_badge_until_it_is_refilled(evening):
    printer, job = APrinter(slow=True), evening.wants()
    evening.go(agent := evening.agent(printer))
    printer.stopped = OUT

    evening.go(agent)
    blocked = evening.job(job)
    printer.slow = False
    printer.refill()
    evening.go(agent)

    assert (blocked.state, blocked.words) == ("blocked", "out of labels")
    assert evening.job(job).state == "printed"
    assert printer.printed == [a_badge(job)]


def test_a_printer_that_stops_before_the_badge_was_sent_gives_it_to_another_after_some_seconds(evening):
    first, second = APrinter(), APrinter(uri="ipp://other.test/")
    other = evening.station("Printer 2")
    job = evening.wants(station=evening.first)
    # It stops between the job and its document.
    stops = evening.agent(Cut(first, "create", "after", Refused("busy", busy=True)))
    stops.go_round()
    first.stopped = OUT
    evening.hours.pass_by(1)

    evening.go(stops, evening.agent(second, evening.link(other)), seconds=12)

    assert second.printed == [a_badge(job)]
    assert first.printed == []
    assert [one.fate for one in first.jobs.values()] == [Fate.CANCELLED]


def test_a_printer_that_is_switched_off_before_the_badge_was_sent_gives_it_to_another(evening):
    first, second = APrinter(), APrinter(uri="ipp://other.test/")
    other = evening.station("Printer 2")
    job = evening.wants(station=evening.first)
    one = evening.agent(Cut(first, "create", "after", Refused("busy", busy=True)))
    one.go_round()
    first.on = False
    evening.hours.pass_by(1)

    evening.go(one, two := evening.agent(second, evening.link(other)), seconds=12)
    first.on = True
    evening.go(one, two, seconds=5)

    assert second.printed == [a_badge(job)]
    assert first.printed == []
    assert [one.fate for one in first.jobs.values()] == [Fate.CANCELLED]


def test_a_printer_that_says_printed_and_out_of_labels_in_one_breath_is_told_of_at_once(evening):
    printer, job = LastLabel(), evening.wants()

    evening.go(evening.agent(printer), seconds=0.75)

    assert evening.job(job).state == "printed"
    assert (evening.printer_row().state, evening.printer_row().words) == ("blocked", [*OUT])


class LastLabel(APrinter):
    def come_out(self):
        super().come_out()
        self.stopped = OUT


def test_while_the_server_is_silent_what_was_sent_goes_on_and_nothing_new_is_sent(evening):
    printer, link = APrinter(slow=True), evening.link()
    job, agent = evening.wants(), evening.agent(printer, link)
    evening.go(agent)
    waiting = evening.wants(evening.somebody("Noor Haddad"))

    link.silent = True
    printer.come_out()
    printer.slow = False
    evening.go(agent, seconds=30)
    meanwhile = [*printer.printed]
    link.silent = False
    evening.go(agent, seconds=6)

    assert meanwhile == [a_badge(job)]
    assert printer.printed == [a_badge(job), a_badge(waiting)]
    assert evening.job(job).state == evening.job(waiting).state == "printed"
    assert evening.said.count("The server does not answer: connection refused.") == 1


def test_a_server_that_is_silent_for_long_finds_its_badges_settled_when_it_is_back(evening):
    printer, link = APrinter(slow=True), evening.link()
    job, agent = evening.wants(), evening.agent(printer, link)
    evening.go(agent)

    link.silent = True
    evening.go(agent, seconds=120)
    with evening.store.writing() as session:
        settling.sweep(session, now=evening.hours.now)
    asked = evening.job(job).state
    printer.come_out()
    link.silent = False
    evening.go(agent, seconds=6)

    assert asked == "unknown"
    assert evening.job(job).state == "printed"
    assert printer.printed == [a_badge(job)]


def test_a_badge_that_cannot_be_drawn_has_failed_and_the_next_one_is_printed(evening):
    printer, link = APrinter(), evening.link()
    nasty, fine = evening.wants(), evening.wants(evening.somebody("Noor Haddad"))
    link.undrawable = {nasty}

    evening.go(evening.agent(printer, link), seconds=15)

    assert printer.printed == [a_badge(fine)]
    assert (evening.job(nasty).state, evening.job(nasty).words) == (
        "failed",
        "The server could not draw this badge.",
    )


def test_a_printer_that_refuses_a_badge_has_its_words_told(evening):
    printer, job = APrinter(refuses=Refused("client-error-attributes-not-supported")), evening.wants()

    evening.go(evening.agent(printer))

    assert (evening.job(job).state, evening.job(job).words) == (
        "failed",
        "client-error-attributes-not-supported",
    )


def test_a_printer_that_prints_for_others_is_left_until_it_is_free(evening):
    printer, job = APrinter(refuses=Refused("busy", busy=True)), evening.wants()
    agent = evening.agent(printer)

    evening.go(agent, seconds=3)
    printer.refuses = None
    evening.go(agent, seconds=3)

    assert printer.printed == [a_badge(job)]


def test_a_printer_that_takes_no_format_of_ours_fails_its_badges_in_a_sentence(evening):
    job = evening.wants()

    evening.go(evening.agent(APrinter(formats=("application/postscript",))))

    assert evening.job(job).words.startswith("This printer takes neither PDF nor PWG raster")


def test_a_badge_that_is_cancelled_while_it_prints_is_asked_back_and_a_person_is_asked(evening):
    printer, job = APrinter(slow=True), evening.wants()
    evening.go(agent := evening.agent(printer))
    with evening.store.writing() as session:
        settling.cancel(session, session.merge(evening.event), job, now=evening.hours.now)

    evening.go(agent, seconds=5)

    assert printer.asked.count("cancel") == 1
    assert evening.job(job).state == "unknown"
    assert printer.printed == []


def test_a_station_that_is_held_or_not_yet_tested_prints_test_badges_only(evening):
    printer, agent = APrinter(), None
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        stations.hold(session, event, evening.first.id, held=True, now=evening.hours.now)
        test = asking.test_badge(session, event, evening.first.id, now=evening.hours.now).id
    evening.wants()
    agent = evening.agent(printer)

    evening.go(agent, seconds=10)

    assert printer.printed == [a_badge(test)]
    assert "The organiser holds this station; it prints no badges for now." in evening.said
