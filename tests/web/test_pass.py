"""The pass: what it says, what it keeps, what it adds to a calendar, and who may open any of it."""

import re
from datetime import UTC, timedelta

import pytest
from icalendar import Calendar
from markupsafe import Markup

from badges import badge_table, codes
from badges.calendar_file import calendar_file
from badges.desk import take
from badges.moments import now
from badges.paper import qr_svg
from tests.builders import a_place, a_scan, pass_of

ITS_OWN = ("/pass/chums/", "/pass/chums/worker.js", "/pass/chums/event.ics")


@pytest.fixture
def mira(evening):
    return evening.client(f"/P/{pass_of(evening.mira)}")


def link_of(evening):
    return f"{evening.settings.public_url}/P/{pass_of(evening.mira)}"


def scan(evening, action, attendee):
    asked = a_scan(action, attendee=attendee.id)
    take(evening.store, a_place(evening.event, evening.desk), [asked], now=now())


def badge_line(page):
    said = re.search(r"<dt>Your badge</dt><dd>(.*?)</dd>", page.text, re.DOTALL)
    return said and said[1].strip()


def change(evening, thing, **columns):
    with evening.store.writing() as session:
        now_known = session.get_one(type(thing), thing.id)
        for key, value in columns.items():
            setattr(now_known, key, value)


def entry_of(raw):
    [entry] = Calendar.from_ical(raw).walk("VEVENT")
    return entry


def test_the_pass_shows_its_own_code_and_the_six_characters(evening, mira):
    page = mira.get("/pass/chums/").text

    assert page.count(qr_svg(link_of(evening))) == 2  # on the badge, and as large as the screen
    [short] = re.findall(r'class="short-code"[^>]*>(\w{6})<', page)[:1]
    with evening.store.reading() as session:
        from badges.model import CodeKind
        from tests.builders import badge_of

        assert short == badge_of(session, evening.mira, CodeKind.SHORT)


def test_the_pass_says_in_which_box_the_badge_lies_until_it_is_collected(evening, mira):
    before = badge_line(mira.get("/pass/chums/"))
    badge_table.lay_out(evening.store, "chums", now=now())
    laid_out = badge_line(mira.get("/pass/chums/"))
    scan(evening, "arrive", evening.mira)
    here = badge_line(mira.get("/pass/chums/"))
    scan(evening, "collect", evening.mira)

    assert before == "At the front desk. Say your name, or show this page."
    assert laid_out == here == "At the front desk, box 1, slot 2. Say your name, or show this page."
    assert badge_line(mira.get("/pass/chums/")) is None


def test_a_badge_that_was_set_aside_is_asked_for_by_name(evening, mira):
    badge_table.lay_out(evening.store, "chums", now=now())

    scan(evening, "set_aside", evening.mira)

    assert badge_line(mira.get("/pass/chums/")) == "At the front desk. Say your name."


def test_the_page_carries_the_sentences_of_a_time_without_a_network(evening, mira):
    page = mira.get("/pass/chums/").text

    assert re.search(r"You are offline; this is your pass as of \d\d:\d\d, \w+ \d+ \w+\.", page)
    assert "so this could not be sent" in page


@pytest.mark.parametrize("how", ["cannot_come", "cancelled", "over"])
def test_who_does_not_come_is_shown_no_code(evening, mira, how):
    if how == "over":
        start = now() - timedelta(hours=9)
        hours = {"doors_at": start, "start_at": start, "end_at": start + timedelta(hours=3)}
        change(evening, evening.event, **hours)
    else:
        change(evening, evening.mira, **{"excused_at" if how == "cannot_come" else "cancelled_at": now()})

    page = mira.get("/pass/chums/").text

    assert "<svg width" not in page
    assert "short-code" not in page


def test_after_the_end_an_attendee_no_longer_checks_in_alone(evening, mira):
    start = now() - timedelta(hours=9)
    change(evening, evening.event, doors_at=start, start_at=start, end_at=start + timedelta(hours=3))

    answer = mira.post("/pass/chums/here")

    assert answer.status_code == 409
    assert "The evening is over." in answer.text
    assert evening.api("journal").json["seq"] == 0


def test_the_evening_is_added_to_a_calendar_with_the_link_to_the_pass(evening, mira):
    change(evening, evening.event, venue="The Net Loft; above, the old cannery", timezone="America/Lima")

    answer = mira.get("/pass/chums/event.ics")

    entry = entry_of(answer.data)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="chums.ics"'
    assert entry["SUMMARY"] == "The chum parade"
    assert entry["LOCATION"] == "The Net Loft; above, the old cannery"
    assert entry.decoded("DTSTART") == evening.event.start_at.replace(microsecond=0)
    assert entry.decoded("DTEND") == evening.event.end_at.replace(microsecond=0)
    assert entry.decoded("DTSTART").tzinfo is UTC or entry.decoded("DTSTART").utcoffset() == timedelta(0)
    assert abs(entry.decoded("DTSTAMP") - now()) < timedelta(minutes=1)
    assert link_of(evening) in entry["DESCRIPTION"]
    assert entry["URL"] == link_of(evening)


def test_the_open_page_adds_the_same_entry_without_any_pass(evening, mira):
    own = entry_of(mira.get("/pass/chums/event.ics").data)

    anybodys = entry_of(evening.app.test_client().get("/e/chums/event.ics").data)

    assert anybodys["UID"] == own["UID"]
    assert "/P/" not in anybodys.to_ical().decode()
    assert anybodys["URL"] == f"{evening.settings.public_url}/e/chums"


ODD = ["x\r\nBEGIN:VALARM", "x\rBEGIN:VALARM", "x\u2028BEGIN:VALARM", "x\x07\x0b", 'a\\n;,:"b']


@pytest.mark.parametrize("odd", ODD)
def test_whatever_an_event_is_called_its_entry_stays_one_entry(evening, odd):
    change(evening, evening.event, name=f"{odd} é {'王小明' * 40}", venue=odd, dress=odd)

    with evening.store.reading() as session:
        event = session.get_one(type(evening.event), evening.event.id)
    raw = calendar_file(event, page="https://b.test/e/chums", own_pass="https://b.test/P/X", now=now())

    assert [one.name for one in Calendar.from_ical(raw).walk()] == ["VCALENDAR", "VEVENT"]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\nBEGIN:VALARM" not in raw.replace(b"\r", b"\n")
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\r[^\n]", raw)
    assert odd[0] in str(entry_of(raw)["SUMMARY"])


def test_a_worker_knows_the_page_it_keeps_and_what_makes_it_forget(mira):
    answer = mira.get("/pass/chums/worker.js")

    assert answer.mimetype == "text/javascript"
    assert '"page": "/pass/chums/"' in answer.text
    assert '"forget": "/pass/chums/forget"' in answer.text
    # From where it lies it may rule over this page only, and nothing allows it more.
    assert "Service-Worker-Allowed" not in answer.headers


@pytest.mark.parametrize("path", ITS_OWN)
def test_only_its_own_pass_opens_what_belongs_to_it(evening, mira, path):
    strangers = evening.client(f"/P/{pass_of(evening.stranger)}")

    assert mira.get(path).status_code == 200
    for other in (evening.app.test_client(), strangers, evening.client(evening.links.host(evening.ramit))):
        assert other.get(path).status_code == 403


@pytest.mark.parametrize("path", ITS_OWN)
def test_a_pass_that_was_replaced_opens_nothing_any_more(evening, mira, path):
    change(evening, evening.mira, pass_seed=codes.new_seed())

    assert mira.get(path).status_code == 403


def test_a_device_that_forgets_a_pass_forgets_that_one(evening, mira):
    mira.get(f"/P/{pass_of(evening.stranger)}")

    answer = mira.post("/pass/chums/forget")

    assert answer.headers["Location"] == "/e/chums"
    assert mira.get("/pass/chums/").status_code == 403
    assert mira.get("/pass/gala/").status_code == 200


@pytest.mark.parametrize("path", ITS_OWN)
def test_no_cache_on_the_way_keeps_a_pass(mira, path):
    assert mira.get(path).headers["Cache-Control"] == "no-store"


def test_no_code_but_the_pass_itself_opens_the_pass(evening):
    from badges.model import CodeKind
    from tests.builders import badge_of

    with evening.store.reading() as session:
        kinds = (CodeKind.BADGE, CodeKind.SHORT, CodeKind.FOREIGN, CodeKind.PASS)
        others = [badge_of(session, evening.mira, kind) for kind in kinds]

    answers = [evening.app.test_client().get(f"/P/{code}") for code in (*others, "0" * 16)]

    # Somebody's code and nobody's are told apart by nothing.
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_a_name_from_right_to_left_stands_in_its_own_direction(evening):
    from tests.builders import an_attendee

    with evening.store.writing() as session:
        amal = an_attendee(session, evening.event, "أمل عبد الله", hosts=[session.merge(evening.ramit)])

    page = evening.client(f"/P/{pass_of(amal)}").get("/pass/chums/").text

    assert Markup('<bdi dir="auto" translate="no">أمل عبد الله</bdi>') in page


def test_the_pass_speaks_as_its_reader_does(mira):
    page = mira.get("/pass/chums/", headers={"Accept-Language": "ar"}).text

    assert '<html lang="ar" dir="rtl">' in page
