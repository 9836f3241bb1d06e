"""The pass on a phone: shown without a network, forgotten when it ends, large for a scanner."""

import os
import re
import signal
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from badges import access, badge_table, codes
from badges.model import Attendee
from badges.moments import now
from tests.browser import DESKTOP, PHONE, TABLET
from tests.builders import a_host, an_attendee, an_event
from tests.looking import sound_at
from tests.post import wait_until
from tests.service import Service

SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}
OFFLINE = re.compile(r"You are offline; this is your pass as of \d\d:\d\d, \w+ \d+ \w+\.")
NAMES = ("Mira Okafor", "أمل عبد الله", "Wolfeschlegelsteinhausenbergerdorff Adolph Blaine", "Ng")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory, letterbox_of_the_house):
    service = Service(tmp_path_factory.mktemp("house"), MAIL_URL=letterbox_of_the_house.url)
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture(scope="module")
def letterbox_of_the_house():
    from aiosmtpd.controller import Controller

    from tests.ports import free_port
    from tests.post import Sink

    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    yield sink
    controller.stop()


@pytest.fixture
def event(house, request):
    """An evening of its own for each test, so that they share a server."""
    slug = f"{re.sub('[^a-z0-9]+', '-', request.node.name)[:40].strip('-')}-{uuid4().hex[:8]}"
    with house.store.writing() as session:
        made = an_event(session, slug, start=now(), venue="The Net Loft", dress="Warm")
        host = a_host(session, made)
        made.people = [
            an_attendee(session, made, name, hosts=[host], email=f"{n}@example.test")
            for n, name in enumerate(NAMES)
        ]
        made.organiser = access.add_organiser(session, email=f"{slug}@example.test")
    badge_table.lay_out(house.store, slug, now=now())
    return made


@pytest.fixture
def phone(browser):
    """Phones that complain when a page faults."""
    contexts = []

    def opened(**how):
        context = browser.new_context(**{"viewport": PHONE, "reduced_motion": "reduce", **how})
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: "Security" in said.text and page.troubles.append(said.text))
        return page

    yield opened
    for context in contexts:
        assert [page.troubles for page in context.pages] == [[]] * len(context.pages)
        context.close()


@pytest.fixture
def mira(house, event, phone):
    """A phone that has opened Mira's pass and keeps it."""
    page = phone()
    open_pass(house, event, page)
    return page


def open_pass(house, event, page, who=0):
    page.goto(house.links.own_pass(event.people[who]))
    page.wait_for_selector("[data-stays]:not([hidden])")


def replace_pass(house, attendee):
    with house.store.writing() as session:
        session.get_one(Attendee, attendee.id).pass_seed = codes.new_seed()


def read_code(page, folder):
    """What a scanner reads off the screen."""
    picture = Path(folder) / "screen.png"
    page.screenshot(path=picture)
    found = zxingcpp.read_barcodes(np.array(Image.open(picture).convert("L")))
    return [one.text for one in found]


def kept(page):
    return page.evaluate("""async () => ({
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname),
    })""")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_network_the_pass_is_shown_as_it_was_with_its_looks_and_a_scanner_reads_it(
    house, event, phone, tmp_path, scheme
):
    page = phone(color_scheme=scheme)
    open_pass(house, event, page)
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page.context.set_offline(True)
    page.reload()

    expect(page.locator(".when-offline")).to_contain_text(OFFLINE)
    expect(page.locator(".when-unsent")).to_be_hidden()
    expect(page.get_by_role("heading", name="Mira Okafor")).to_be_visible()
    expect(page.get_by_role("button", name="I am here")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
    assert page.evaluate("document.fonts.check('16px \"Noto Sans\"')")
    assert read_code(page, tmp_path) == [house.links.own_pass(event.people[0])]


def test_whoever_is_back_online_sees_the_pass_as_it_is_by_itself(house, event, mira):
    mira.context.set_offline(True)
    mira.reload()
    expect(mira.locator(".when-offline")).to_be_visible()

    mira.context.set_offline(False)

    expect(mira.locator(".when-offline")).to_be_hidden(timeout=15_000)
    expect(mira.get_by_role("button", name="I am here")).to_be_visible()


def test_what_could_not_be_sent_is_said_so_and_nothing_is_sent_later_by_itself(house, event, mira):
    mira.context.set_offline(True)

    mira.get_by_role("button", name="I am here").click()

    expect(mira.locator(".when-unsent")).to_contain_text("so this could not be sent")
    mira.context.set_offline(False)
    expect(mira.get_by_role("button", name="I am here")).to_be_visible(timeout=15_000)
    assert mira.url.endswith(f"/pass/{event.slug}/")
    with house.store.reading() as session:
        assert session.get_one(Attendee, event.people[0].id).arrived_at is None


def test_a_server_that_does_not_answer_is_waited_for_three_seconds(house, event, mira):
    children = Path(f"/proc/{house.process.pid}/task/{house.process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGSTOP)

    try:
        mira.reload()
        waited = mira.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
        expect(mira.locator(".when-offline")).to_contain_text(OFFLINE)
    finally:
        for child in children:
            os.kill(int(child), signal.SIGCONT)

    assert 2_900 < waited < 4_500


def test_the_worker_rules_over_this_one_page_only(house, event, mira):
    assert kept(mira) == {"caches": 1, "workers": [f"/pass/{event.slug}/"]}

    mira.goto(f"{house.url}/e/{event.slug}")

    assert mira.evaluate("navigator.serviceWorker.controller") is None


def test_a_pass_that_was_replaced_is_no_longer_kept(house, event, mira):
    replace_pass(house, event.people[0])

    answer = mira.reload()

    assert answer.status == 403
    mira.goto(f"{house.url}/e/{event.slug}")
    assert kept(mira) == {"caches": 0, "workers": []}


def test_a_pass_that_was_replaced_meanwhile_goes_as_soon_as_the_network_is_back(house, event, mira):
    mira.context.set_offline(True)
    mira.reload()
    replace_pass(house, event.people[0])

    mira.context.set_offline(False)

    expect(mira.get_by_text("This pass has been replaced")).to_be_visible(timeout=15_000)
    assert kept(mira)["caches"] == 0


def test_a_device_that_forgets_the_pass_keeps_nothing(house, event, mira):
    mira.get_by_role("button", name="Forget my pass on this device").click()

    expect(mira).to_have_url(f"{house.url}/e/{event.slug}")
    assert kept(mira) == {"caches": 0, "workers": []}
    mira.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        mira.goto(f"{house.url}/pass/{event.slug}/")


def test_a_second_pass_in_the_same_browser_takes_the_place_of_the_first(house, event, mira):
    open_pass(house, event, mira, who=3)

    mira.context.set_offline(True)
    mira.reload()

    expect(mira.get_by_role("heading", name="Ng")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_touched_the_code_fills_the_screen_and_keeps_it_awake(house, event, phone, tmp_path, scheme):
    page = phone(color_scheme=scheme)
    # Whether a screen stays on cannot be asked; that it was asked to can be seen.
    page.add_init_script("""globalThis.asked = [];
      const request = WakeLock.prototype.request;
      WakeLock.prototype.request = async function (what) {
        const lock = await request.call(this, what);
        asked.push(lock);
        return lock;
      };""")
    open_pass(house, event, page)
    small = page.locator(".pass-code").bounding_box()

    page.get_by_role("button", name="Show the code of your pass").click()

    large = page.get_by_role("dialog", name="Your pass")
    expect(large).to_be_visible()
    assert large.locator("svg").bounding_box()["width"] > 1.4 * small["width"]
    assert large.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    assert read_code(page, tmp_path) == [house.links.own_pass(event.people[0])]
    page.wait_for_function("asked.length === 1 && !asked[0].released")
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    page.wait_for_function("asked[0].released")
    expect(page.get_by_role("button", name="Show the code of your pass")).to_be_focused()


def test_without_script_the_attendee_checks_in_and_shows_the_code_large(house, event, phone, tmp_path):
    page = phone(java_script_enabled=False)
    page.goto(house.links.own_pass(event.people[0]))

    page.get_by_role("button", name="Show the code of your pass").click()
    read = read_code(page, tmp_path)
    page.get_by_role("button", name="Make it small again").click()
    page.get_by_role("button", name="I am here").click()

    assert read == [house.links.own_pass(event.people[0])]
    expect(page.get_by_role("heading", name="Welcome, you are here")).to_be_visible()
    expect(page.get_by_text("At the front desk, box 1, slot")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_poster_to_the_welcome_in_one_mail(house, event, phone, letterbox_of_the_house, script):
    page = phone(java_script_enabled=script)
    address = f"{event.slug}@example.test"
    with house.store.writing() as session:
        session.get_one(Attendee, event.people[0].id).email = address
    page.goto(f"{house.url}/e/{event.slug}")

    page.get_by_label("Name").fill("mira okafor")
    page.get_by_label("Mail address").fill(address.upper())
    page.get_by_role("button", name="Mail me my pass").click()
    expect(page.get_by_text("a mail with your pass is on its way to that address")).to_be_visible()

    def mine():
        return [one for one in letterbox_of_the_house.mails if address in one["To"]]

    wait_until(mine, seconds=10)
    [letter] = mine()
    page.goto(re.search(r"http://\S+/P/\w+", letter.get_body(("plain",)).get_content())[0])
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("heading", name="Welcome, you are here")).to_be_visible()


def pages_of(house, event):
    yield from (house.links.own_pass(one) for one in event.people)
    yield from (f"{house.url}/e/{event.slug}", f"{house.url}/e/{event.slug}/asked")
    yield house.links.organiser(event.organiser)
    yield f"{house.url}/organiser/{event.slug}/poster"


def test_no_page_scrolls_sideways_or_shuts_anybody_out(house, event, phone):
    page = phone()

    for address in pages_of(house, event):
        page.goto(address)

        sound_at(page, SIZES)


@pytest.mark.parametrize("how", ["large", "offline", "right to left", "twice as large"])
def test_in_every_state_axe_finds_nothing(house, event, phone, how):
    page = phone(locale="ar" if how == "right to left" else "en")
    open_pass(house, event, page, who=1)

    if how == "large":
        page.locator(".pass-code").click()
    elif how == "offline":
        page.context.set_offline(True)
        page.reload()
    elif how == "right to left":
        assert page.evaluate("document.documentElement.dir") == "rtl"
    else:
        page.evaluate("document.documentElement.style.fontSize = '200%'")

    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert page.troubles == []
    found = Axe().run(page)
    # Without a network axe writes styles of its own into the page, which our policy refuses.
    page.troubles.clear()
    assert wide <= 0
    assert found.violations_count == 0, found.generate_report()
