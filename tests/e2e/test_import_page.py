"""A list with twelve kinds of problem, in a real browser: dropped, read, mended, taken in, taken back."""

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from badges import access
from badges.model import Attendee
from tests.browser import DESKTOP, PHONE, TABLET
from tests.builders import a_host, an_attendee, an_event
from tests.service import Service

SIZES = (PHONE, DESKTOP, TABLET)
HEADER = ["Name", "E-mail", "Host", "Expected", "Ticket code", "Plus ones"]
GOOD = ["Mira Okafor", "mira@example.test", "Ramit", "19:15", "T1", "1"]
# Each row with what the page is to say of it; the last three are told and do not hinder.
PROBLEMS = [
    (["", "nobody@example.test", "", "", "", ""], "the name is missing"),
    (
        ["Ada Ng", "ada@example.test", "Zelda Nobody", "", "", ""],
        "no host of this event has this name or mail",
    ),
    (["Bo Li", "bo@example.test", "Thea Marlowe", "", "", ""], "2 hosts of this event have this name"),
    (["Cy Rus", "cy@example.test", "", "25:99", "", ""], "“25:99” is not a time"),
    (["Di Ver", "di@example.test", "", "2019-01-01 19:00", "", ""], "is not a time of this event"),
    (["Ed Dy", "ed@example.test", "", "", "SHARED", ""], "2 different names have this code"),
    (["Flo Ra", "flo@example.test", "", "", "SHARED", ""], "2 different names have this code"),
    (["Gus Tav", "gus@example.test", "", "", "", "", "surplus"], "more cells than the first line"),
    (["Jo Kim", "jo@example.test", "", "", "", "many"], "not a number of companions"),
    (["Jon Smith", "smith@example.test", "", "", "", ""], "they share a mail address and nearly the name"),
    (["Mira Okafor", "mira@example.test", "Ramit", "19:15", "T1", ""], "it repeats row 2"),
    (["Ivy \u202eGreen", "ivy@example.test", "", "", "", ""], "hidden direction marks taken out"),
]
MENDED = {
    "nobody@example.test": {"Name": "Nora Body"},
    "ada@example.test": {"Host": "Ramit"},
    "bo@example.test": {"Host": "thea.m@example.test"},
    "cy@example.test": {"Expected": "19:30"},
    "di@example.test": {"Expected": "19:00"},
    "flo@example.test": {"Ticket code": "T9"},
    "jo@example.test": {"Plus ones": "2"},
}
DROP = """([name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, { type: "text/csv" }));
  for (const kind of ["dragover", "drop"])
    document.querySelector("[data-drop-zone]").dispatchEvent(
      new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def house(tmp_path):
    service = Service(tmp_path)
    with service.store.writing() as session:
        # It was long ago, and what is about it is kept all the same.
        service.event = an_event(session, reasons_kept=3650, times_kept=3650)
        a_host(session, service.event)
        for mail in ("thea@example.test", "thea.m@example.test"):
            a_host(session, service.event, "Thea Marlowe", mail)
        an_attendee(session, service.event, "John Smith", email="smith@example.test")
        organiser = access.add_organiser(session, email="organiser@example.test")
    service.door = service.links.organiser(organiser)
    service.list = f"{service.url}/organiser/chums/list"
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture
def page(house, browser):
    context = browser.new_context(viewport=TABLET, reduced_motion="reduce")
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on(
        "console", lambda said: page.troubles.append(said.text) if "Content Security" in said.text else None
    )
    page.goto(house.door)
    page.goto(house.list)
    yield page
    assert page.troubles == []
    context.close()


def as_csv(*rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def drop(page, name, text):
    page.evaluate(DROP, [name, text])
    page.wait_for_url("**/list/preview/*")


def names(house):
    with house.store.reading() as session:
        listed = session.scalars(select(Attendee.name).where(Attendee.cancelled_at.is_(None)))
        return sorted(listed)


def mended(text):
    """The rows set apart, each put right as its last column says."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        for title, cell in MENDED.get(row[header.index("E-mail")], {}).items():
            row[header.index(title)] = cell
    shorter = [[cell for cell in row if cell != "surplus"] for row in rows]
    return as_csv(header, *shorter)


def is_well(page):
    for size in SIZES:
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px at {size}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} at {size}: {found.generate_report()}"


@pytest.mark.browser
def test_a_list_with_twelve_kinds_of_problem_is_read_mended_taken_in_and_taken_back(house, page):
    before = names(house)
    drop(page, "guests.csv", as_csv(HEADER, GOOD, *(row for row, _ in PROBLEMS)))

    # Every problem of every row is on the page, in its cell and beneath its row, and nothing is written.
    for number, (row, why) in enumerate(PROBLEMS, start=3):
        expect(page.locator("#content")).to_contain_text(why)
        told = page.locator(".row-table tbody").nth(number - 2)
        expect(told.locator(".row-number")).to_contain_text(str(number))
        if "nearly the name" not in why:
            expect(told).to_contain_text(why)
        assert row
    is_well(page)
    assert names(house) == before

    # Whoever may be somebody else is answered on the page; the others are downloaded and mended.
    page.get_by_role("radio", name="Another person").check()
    page.get_by_role("button", name="Look again").last.click()
    page.wait_for_load_state()
    expect(page.get_by_role("radio", name="Another person")).to_be_checked()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows set apart").click()
    apart = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename == "guests - to mend.csv"
    page.get_by_role("button", name=re.compile(r"^Take \d+ in")).click()
    page.wait_for_url("**/list/imports/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("guests.csv is taken in")
    is_well(page)
    first = page.url

    page.goto(house.list)
    is_well(page)
    drop(page, "mended.csv", mended(apart))
    expect(page.locator("dl")).to_contain_text(re.compile(r"Set apart\s*0"))
    page.get_by_role("button", name=re.compile(r"^Take \d+ in")).click()
    page.wait_for_url("**/list/imports/*")
    expected = [row[0].replace("\u202e", "") for row, _ in PROBLEMS if row[0] and row[0] != "Mira Okafor"]
    companions = ["Mira Okafor", "Mira Okafor +1", "Jo Kim +1", "Jo Kim +2", "Nora Body"]
    assert names(house) == sorted([*before, *expected, *companions])

    for there in (page.url, first):
        page.goto(there)
        page.get_by_text("Take back this import").click()
        page.get_by_role("button", name="Yes, take it back").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("was taken back")
        is_well(page)
    assert names(house) == before


@pytest.mark.browser
def test_a_long_list_shows_how_far_it_is_and_its_end_without_a_touch(house, page):
    rows = [[f"Guest {number}", f"guest{number}@example.test"] for number in range(20_000)]
    drop(page, "long.csv", as_csv(["name", "email"], *rows))

    page.get_by_role("button", name="Take 20,000 in").click()
    page.wait_for_url("**/list/imports/*")

    expect(page.get_by_role("heading", level=1)).to_have_text("long.csv is taken in", timeout=60_000)
    expect(page.locator("dl")).to_contain_text(re.compile(r"New\s*20,000"))


@pytest.mark.browser
def test_a_file_that_is_no_list_is_refused_where_it_was_dropped(house, page):
    page.evaluate(DROP, ["poster.csv", "%PDF-1.7"])

    expect(page.get_by_role("alert")).to_contain_text("This file is a PDF")
    expect(page.locator("#file")).to_be_visible()
    assert page.url == house.list


@pytest.mark.browser
def test_without_script_a_file_is_chosen_sent_and_taken_in(house, browser):
    context = browser.new_context(viewport=TABLET, java_script_enabled=False)
    page = context.new_page()
    page.goto(house.door)
    page.goto(house.list)

    page.set_input_files(
        "#file", {"name": "guests.csv", "mimeType": "text/csv", "buffer": b"name\nAda Lovelace\n"}
    )
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Take 1 in").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("guests.csv is")
    expect(page.get_by_role("heading", level=1)).to_have_text("guests.csv is taken in", timeout=20_000)
    assert "Ada Lovelace" in names(house)
    context.close()
