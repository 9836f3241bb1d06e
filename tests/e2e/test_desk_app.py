"""The desk's app in a real browser: it works from its own copy, and the network only keeps it in step."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from badges.model import Attendee, Code, CodeKind, Device
from badges.moments import now
from tests.desks import (  # noqa: F401 - The fixtures of every test of the app are among them.
    PATIENCE,
    TABLET,
    a_house,
    a_tablet,
    all_sent,
    an_evening_of_its_own,
    an_evening_with_its_own_server,
    kept_for_later,
    of,
    shows,
)
from tests.scanner import scans

pytestmark = pytest.mark.browser


def test_a_scan_hands_the_badge_over_and_one_touch_takes_it_back(evening, tablet):
    desk = tablet(evening.one)

    scans(desk, f"LB1{evening.badges['Mira Okafor']}")
    shows(desk, "Mira Okafor", "slot", "is here and has the badge")
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor", "already", "Desk 1", word="again")
    scans(desk, "LB1ZZZZZZZZZZZZZZZZ")
    shows(desk, "do not know this code", word="refused")
    scans(desk, evening.badges["Joanna Wren"])
    shows(desk, "Joanna Wren")
    desk.get_by_role("button", name="Undo").click()
    shows(desk, "Taken back for Joanna Wren")
    all_sent(desk)

    assert of(evening, "Mira Okafor")[0].collected_at is not None
    assert of(evening, "Joanna Wren")[0].arrived_at is None


def test_somebody_is_found_and_given_their_badge_by_keys_alone(evening, tablet):
    desk = tablet(evening.one)
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")

    desk.keyboard.type("j", delay=60)
    expect(desk.locator("[data-found]")).to_contain_text("Joanna Wren")
    desk.keyboard.type("oana wren", delay=60)
    expect(desk.locator("[data-found] .person")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator(".badge-card h1")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    shows(desk, "Joanna Wren is here")
    expect(desk.locator(".unseen [role=status]")).to_have_text("Joanna Wren is here and has the badge.")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Undo")).to_be_focused()
    desk.keyboard.press("Escape")

    expect(desk.locator("#text")).to_be_focused()
    expect(desk.locator("#counts")).to_contain_text(re.compile(r"Here\s*1"))


def test_a_short_code_that_is_typed_acts_at_once_letters_alone_or_not(evening, tablet):
    with evening.service.store.writing() as session:
        kept = select(Code).where(
            Code.attendee_id == evening.people["Mira Okafor"].id, Code.kind == CodeKind.SHORT
        )
        session.scalars(kept).one().value = "ABCDEF"
    desk = tablet(evening.one)

    desk.fill("#text", "abcdef")
    desk.keyboard.press("Enter")

    shows(desk, "Mira Okafor is here and has the badge")
    expect(desk.locator("#text")).to_be_focused()


def test_without_a_network_the_desk_goes_on_opens_anew_and_sends_every_scan_once(evening, tablet):
    desk = tablet(evening.one)
    kept_for_later(desk)
    desk.context.set_offline(True)

    for name in ("Mira Okafor", "Joanna Wren"):
        scans(desk, evening.badges[name])
        shows(desk, name)
    all_sent(desk, "2 not sent yet")
    desk.reload()
    all_sent(desk, "2 not sent yet")
    expect(desk.locator(".step")).to_contain_text("No network. The copy is less than a minute old.")
    expect(desk.locator("#counts")).to_contain_text(re.compile(r"Here\s*2"))
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor has the badge already", word="again")
    desk.context.set_offline(False)
    all_sent(desk)

    person, done = of(evening, "Mira Okafor")
    assert person.collected_at is not None
    assert [(scan.action, scan.result) for scan in done] == [("collect", "done"), ("collect", "again")]
    assert len(of(evening, "Joanna Wren")[1]) == 1


def test_a_server_that_is_killed_takes_nothing_with_it(lone, tablet):
    desk = tablet(lone.one)
    kept_for_later(desk)
    lone.service.kill()

    scans(desk, lone.badges["Mira Okafor"])
    shows(desk, "Mira Okafor is here")
    desk.reload()
    all_sent(desk, "1 not sent yet")
    lone.service.start()
    all_sent(desk)

    assert [scan.result for scan in of(lone, "Mira Okafor")[1]] == ["done"]


GONE = """(name) => { window.seen = new Promise((tell) => {
  const look = () => document.querySelector("#missing").textContent.includes(name) || tell(Date.now());
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}); }"""


def test_two_tablets_see_each_other_within_a_second(evening, tablet):
    one, two = tablet(evening.one), tablet(evening.two)
    # The feed is open once the tablet is in step; until then a round asks.
    two.wait_for_timeout(1_500)
    waits = []

    # A machine with much else to do may stumble over one of them.
    for name in ("Mira Okafor", "Shira Ben-Ami", "Joanna Wren"):
        expect(two.locator("#missing")).to_contain_text(name)
        two.evaluate(GONE, name)
        began = one.evaluate("Date.now()")
        scans(one, evening.badges[name])
        waits.append(two.evaluate("window.seen") - began)

    assert min(waits) < 1_000, waits


def test_a_double_while_apart_is_something_to_look_at_on_both_desks(evening, tablet):
    desks = tablet(evening.one), tablet(evening.two)
    for desk in desks:
        desk.context.set_offline(True)
        scans(desk, evening.badges["Mira Okafor"])
        shows(desk, "Mira Okafor is here")
    for desk in desks:
        desk.context.set_offline(False)
        all_sent(desk)

    for desk in desks:
        desk.get_by_role("button", name="One to look at").click(timeout=40_000)
        for words in ("Mira Okafor", "Desk 1", "Desk 2", "while the two were apart"):
            expect(desk.locator("[data-look]")).to_contain_text(words)
        desk.get_by_role("button", name="Looked at").click()
        expect(desk.get_by_role("button", name="to look at")).to_have_count(0)


def test_a_walk_in_without_a_network_is_on_the_list_afterwards_and_once(evening, tablet):
    desk = tablet(evening.one)
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Add a walk-in").click()
    desk.fill("#walk-in-name", "Joana Wrenn")
    expect(desk.locator(".doubles")).to_contain_text("Joanna Wren")
    desk.fill("#walk-in-name", "Zora Neale")
    desk.fill("#walk-in-company", "Eatonville")
    desk.get_by_role("button", name="Add and hand over").click()
    shows(desk, "Zora Neale is here and has the badge")
    desk.fill("#text", "zora")
    expect(desk.locator("[data-found]")).to_contain_text("Eatonville")

    desk.context.set_offline(False)
    all_sent(desk)

    person, done = of(evening, "Zora Neale")
    assert person.collected_at is not None
    assert [scan.action for scan in done] == ["collect"]


KEPT = """async () => {
  const counts = {};
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const db = await new Promise((tell) => (opening.onsuccess = () => tell(opening.result)));
    for (const store of ["people", "meta"]) {
      const asked = db.transaction(store).objectStore(store).count();
      counts[store] = await new Promise((tell) => (asked.onsuccess = () => tell(asked.result)));
    }
    db.close();
  }
  return counts;
}"""


def test_a_revoked_tablet_says_so_and_has_nobody_left(evening, tablet):
    desk = tablet(evening.one)
    kept_for_later(desk)
    assert desk.evaluate(KEPT)["people"] > 0
    with evening.service.store.writing() as session:
        session.get(Device, evening.devices[0].id).revoked_at = now()

    scans(desk, evening.badges["Mira Okafor"])

    expect(desk.locator("h1")).to_have_text("This tablet has been signed out", timeout=40_000)
    assert desk.evaluate(KEPT) == {"people": 0, "meta": 0}
    desk.reload()
    expect(desk.locator("body")).to_contain_text("signed out")
    expect(desk.locator("body")).not_to_contain_text("Okafor")


def test_a_tablet_that_was_too_long_without_a_word_puts_the_list_away_and_says_so(evening, tablet):
    desk = tablet(evening.one)
    kept_for_later(desk)
    desk.clock.install()
    desk.reload()
    desk.locator("#counts").wait_for()
    desk.context.set_offline(True)

    desk.clock.fast_forward("40:00:00")

    expect(desk.locator("h1")).to_have_text("The list is gone from this tablet", timeout=40_000)
    assert desk.evaluate(KEPT) == {"people": 0, "meta": 0}


def test_namesakes_ask_before_anything_happens(evening, tablet):
    desk = tablet(evening.one)
    desk.fill("#text", "haddad")

    desk.get_by_role("button", name="Hand over the badge of Noor Haddad").first.click()
    expect(desk.locator("h1")).to_have_text("There are two: which one?")
    expect(desk.locator(".which-people")).to_contain_text("Cardinal")
    desk.locator(".which-people li", has_text="Harbor").get_by_role("button").click()
    shows(desk, "Noor Haddad", "Harbor")
    all_sent(desk)

    with evening.service.store.reading() as session:
        came = [session.get(Attendee, twin.id).arrived_at is not None for twin in evening.twins]
    assert came == [False, True]


def test_a_group_is_taken_at_once_and_undone_at_once(evening, tablet):
    desk = tablet(evening.one)
    desk.fill("#text", "mira")
    desk.locator("[data-found] .person-name button").first.click()
    desk.get_by_role("button", name="2 of Okafor & Daughters").click()

    desk.get_by_role("button", name="Hand over 2 badges").click()
    shows(desk, "2 people are here and have their badges.", "Mira Okafor", "Shira Ben-Ami")
    all_sent(desk)
    assert of(evening, "Shira Ben-Ami")[0].collected_at is not None
    desk.get_by_role("button", name="Undo all").click()
    shows(desk, "Taken back for 2 people.")
    all_sent(desk)

    assert [of(evening, name)[0].arrived_at for name in ("Mira Okafor", "Shira Ben-Ami")] == [None, None]


# The requests for the list, as the page made them.
ASKED = """() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))
  .filter((one) => one.startsWith("copy") && !one.endsWith(".js"))"""


def test_the_list_is_asked_for_whole_once_and_of_a_tablet_that_has_it_what_is_new(evening, tablet):
    desk = tablet(evening.one)

    assert desk.evaluate(ASKED) == ["copy"]

    kept_for_later(desk)
    desk.reload()
    desk.locator("#counts").wait_for()
    assert all("after=" in one for one in desk.evaluate(ASKED))


def test_a_first_list_that_does_not_come_early_is_asked_for_again(evening, tablet, browser):
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route)
        return route.abort()

    context = browser.new_context(viewport=TABLET)
    context.route(re.compile(r"/copy$"), lose_the_first)
    page = context.new_page()
    page.goto(evening.one)
    page.locator("#counts").wait_for(timeout=PATIENCE)
    context.close()

    assert len(lost) == 1
