"""The forms of the no-show report read back: the same figures in PDF, workbook, CSV, JSON and table."""

import csv
import io
import re
from datetime import datetime, timedelta

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from badges import journal
from badges.errors import NotFound
from badges.figures import Earlier
from badges.journal import Line
from badges.model import Reply
from badges.report import as_json, report, wordless
from badges.report_files import host_with, read_at, write_report
from tests.builders import START, a_host, an_attendee, an_event, at

HARD = [
    "Wolfeschlegelsteinhausenbergerdorff",
    "Pablo Diego José Francisco de Paula Juan Nepomuceno",
    "Łukasz Żółć",
    "Юлія Щербак",
    '=HYPERLINK("http://x")',
    "<r>x</r>",
    "00123",
]


def came(session, event, name, minute, **more):
    moment = event.start_at + timedelta(minutes=minute)
    return an_attendee(session, event, name, arrived_at=moment, folded_to=moment, **more)


@pytest.fixture
def gala(sqlite_store):
    """Two hosts' people in Berlin; one hard name each; two earlier events, one of them of Ramit's."""

    class Gala:
        pass

    g = Gala()
    g.store = sqlite_store
    with sqlite_store.writing() as session:
        before = an_event(session, "salon", "The salon", start=START - timedelta(days=60))
        then = a_host(session, before, email="RAMIT@example.test")
        came(session, before, "Mira Okafor", 5, hosts=[then])
        an_attendee(session, before, "Wes", hosts=[then])
        an_attendee(session, before, "Lou", hosts=[then], excused_at=before.doors_at)
        an_event(session, "tea", "The tea", start=START - timedelta(days=90))
        an_event(session, "later", "The later one", start=START + timedelta(days=9))
        g.event = an_event(session, timezone="Europe/Berlin")
        g.ramit, g.thea = a_host(session, g.event), a_host(session, g.event, "Thea")
        g.mira = came(
            session, g.event, "Mira Okafor", 12, hosts=[g.ramit], company="Tide", kind="Speaker",
            collected_at=at("18:44"),
        )
        for name in HARD:
            an_attendee(session, g.event, name, hosts=[g.thea])
        g.wes = an_attendee(session, g.event, "Wes", hosts=[g.ramit], excused_at=at("12:00"))
        say(session, g.event, g.wes, "my knee")
    return g


def say(session, event, attendee, words, kind="cannot_come", **more):
    told = {"kind": kind, "words": words, "at": at("12:00"), **more}
    session.add(Reply(event_id=event.id, attendee_id=attendee.id, **told))


def told(g, moment="23:00", host=None):
    with g.store.reading() as session:
        return report(session, g.event, at=at(moment), host=host)


def written(one, form):
    out = io.BytesIO()
    write_report(one, form, out)
    return out.getvalue()


def pages(one):
    document = pypdfium2.PdfDocument(written(one, "pdf"))
    texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return texts


def book(one):
    read = CalamineWorkbook.from_filelike(io.BytesIO(written(one, "xlsx")))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def test_every_form_has_the_same_figures(gala):
    whole = told(gala)

    sent, sheets, text = as_json(whole), book(whole), " ".join(pages(whole))
    rows = list(csv.DictReader(io.StringIO(written(whole, "csv").decode())))

    figures = dict(sheets["Figures"][1:])
    assert {figures[name.replace("_", " ")] == count for name, count in sent["totals"].items()} == {True}
    assert (figures["came"], figures["badges collected"], figures["badges never collected"]) == (1, 1, 8)
    assert "1 of 9 came. 1 said they could not. From 7 we have not heard." in text
    assert "1 collected, 0 set aside, 8 never collected" in text
    assert len(rows) == len(sheets["Attendees"]) - 1 == len(sent["attendees"]) == 9
    assert sum(row["standing"] == "no show" for row in rows) == sent["totals"]["no_show"] == 7
    assert "7 no show" in written(whole, "table").decode()


def test_sums_by_host_type_company_and_hour_add_up_and_are_the_same_on_paper(gala):
    whole = told(gala)

    for parts in (whole.kinds, whole.companies, [part for _, part in whole.times]):
        assert sum(part.totals.expected for part in parts) == 9
        assert sum(part.totals.came for part in parts) == 1
    assert [(part.name, part.totals.expected) for part in whole.kinds] == [("Speaker", 1), ("", 8)]
    assert re.search(r"Ramit 2 1 0 1 1 1", " ".join(pages(whole)))
    assert book(whole)["By host"][1][:3] == ["Ramit", 2, 1]


def test_a_workbook_has_moments_of_the_events_own_time_and_no_formulas(gala):
    sheet = book(told(gala))["Attendees"]

    mira = next(row for row in sheet if row[0] == "Mira Okafor")
    assert mira[sheet[0].index("arrived")] == datetime(2026, 5, 8, 20, 42)  # noqa: DTZ001 - a cell's.
    assert {row[0] for row in sheet[1:]} == {"Mira Okafor", "Wes", *HARD}


def test_no_name_is_cut_or_lost_on_paper(gala):
    text = "".join(pages(told(gala))).replace(" ", "")

    assert [name for name in ("Mira Okafor", *HARD) if name.replace(" ", "") not in text] == []


@pytest.mark.parametrize("count", [0, 3, 300])
def test_pages_are_numbered_and_tables_begin_each_with_their_header(sqlite_store, count):
    with sqlite_store.writing() as session:
        event = an_event(session)
        for number in range(count):
            an_attendee(session, event, f"Guest {number}")

    with sqlite_store.reading() as session:
        texts = pages(report(session, event, at=at("23:00")))

    assert [f"Page {n} of {len(texts)}" in text for n, text in enumerate(texts, 1)] == [True] * len(texts)
    assert all("Attendee" in text for text in texts[2:])
    assert len(re.findall(r"Guest \d+", " ".join(texts))) == count


def test_a_word_longer_than_a_page_goes_on_over_the_next(gala):
    with gala.store.writing() as session:
        say(session, gala.event, gala.wes, "so sorry " * 220 + "the end", at=at("13:00"))

    texts = pages(told(gala, host=gala.ramit))

    assert " ".join(texts).count("sorry") == 220
    assert "the end" in " ".join(texts)


def test_reasons_are_counts_of_five_or_more_for_an_organiser_and_words_are_the_hosts(gala):
    whole, his = told(gala), told(gala, host=gala.ramit)

    assert [(one.kind, one.people, one.reasons) for one in whole.answers] == [("cannot_come", None, None)]
    assert "cannot come fewer than five (fewer than five with a reason)" in " ".join(pages(whole))
    assert [(one.kind, one.people, one.reasons) for one in his.answers] == [("cannot_come", 1, 1)]
    assert "my knee" in " ".join(pages(his))
    for form in ("pdf", "xlsx", "csv", "json", "table"):
        assert "my knee" not in written(whole, form).decode("latin-1")
    assert "my knee" not in str(book(whole)) + " ".join(pages(whole))


def test_five_reasons_are_a_number(gala):
    with gala.store.writing() as session:
        for number in range(4):
            one = an_attendee(session, gala.event, f"Ill {number}", excused_at=at("12:00"))
            say(session, gala.event, one, "a cold")

    assert [(one.people, one.reasons) for one in told(gala).answers] == [(5, 5)]


def test_an_organiser_reads_what_the_attendee_let_them_read_and_a_device_nothing(gala):
    with gala.store.writing() as session:
        say(session, gala.event, gala.wes, "the train", at=at("13:00"), for_organisers=True)

    whole = told(gala)

    assert whole.words == {gala.wes.id: "the train"}
    assert "the train" in " ".join(pages(whole))
    assert (wordless(whole).words, wordless(whole).said) == ({}, {})


def test_a_mere_word_excuses_nobody_and_unsays_nothing(gala):
    with gala.store.writing() as session:
        say(session, gala.event, gala.wes, "give my best to all", kind="word", at=at("14:00"))

    wes = next(card for card in told(gala).rows if card.name == "Wes")

    assert wes.standing == "excused"


def test_a_host_is_compared_with_their_own_earlier_events_and_the_organiser_with_all(gala):
    his, whole = told(gala, host=gala.ramit), told(gala)

    salon = Earlier("salon", "The salon", "UTC", START - timedelta(days=60), 3, 1, 1)
    assert his.earlier == (salon,)
    assert (salon.no_show, salon.no_show_share) == (1, 0.5)
    assert [one.slug for one in whole.earlier] == ["salon", "tea"]
    assert told(gala, host=gala.thea).earlier == ()
    assert book(his)["Earlier events"][2][2:] == [3, 1, 1, 1, 0.5]


def test_a_printed_badge_is_counted_only_where_something_was_printed_from_here(gala):
    assert told(gala).printed is None
    assert "printed" not in written(told(gala), "table").decode()

    with gala.store.writing() as session:
        for _ in range(2):
            journal.write(session, gala.event.id, [Line("printed", at("18:00"), gala.mira.id)])

    assert (told(gala).printed, told(gala, "17:00").printed) == (1, None)
    assert "1 printed" in " ".join(pages(told(gala)))
    assert dict(book(told(gala))["Figures"][1:])["badges printed"] == 1


def test_a_form_nobody_knows_and_a_host_nobody_knows_are_refused_by_name(gala):
    with pytest.raises(NotFound, match=r"papyrus|table, csv"):
        write_report(told(gala), "papyrus", io.BytesIO())
    with gala.store.reading() as session, pytest.raises(NotFound, match=r"nobody@example\.test"):
        host_with(session, gala.event, "nobody@example.test")


def test_a_moment_is_read_in_the_events_own_time(gala):
    assert read_at("2026-05-08T20:42", gala.event) == at("18:42") == read_at("2026-05-08T18:42Z", gala.event)
