"""Pairing in two real browsers, the organiser's and the tablet's, and the page of all devices."""

import io
import time
from uuid import uuid4

import pytest
from sqlalchemy import select

from badges import access, codes
from badges.model import Device
from badges.moments import now
from tests.browser import DESKTOP, PHONE, TABLET
from tests.builders import an_event
from tests.looking import sound_at
from tests.service import Service

SIZES = {"tablet": TABLET, "phone": PHONE, "desktop": DESKTOP}
KEPT = """async (place) => (await import("/static/js/pairing/keys.js")).kept(place)"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    running = Service(tmp_path_factory.mktemp("house"))
    running.start()
    yield running
    running.stop()
    running.close()


@pytest.fixture
def house(service):
    """An event of its own for each try of a test, so that they share a server."""
    slug = f"pairing-{uuid4().hex[:8]}"
    with service.store.writing() as session:
        service.event = an_event(session, slug, start=now())
        organiser = access.add_organiser(session, email=f"{slug}@example.test")
    service.door = service.links.organiser(organiser)
    service.devices = f"{service.url}/organiser/{slug}/devices"
    return service


@pytest.fixture
def opened(house, browser):
    """Browsers of their own, none of which may complain."""
    contexts = []

    def browse(*addresses, **how):
        context = browser.new_context(**{"viewport": TABLET, "reduced_motion": "reduce", **how})
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: complains(said) and page.troubles.append(said.text))
        for address in addresses:
            page.goto(address)
        return page

    yield browse
    for context in contexts:
        assert [page.troubles for page in context.pages] == [[]] * len(context.pages)
        context.close()


def complains(said):
    # A refused code is an answer, of which the browser's console speaks as of a fault.
    return said.type == "error" and "status of 4" not in said.text and "ERR_INTERNET" not in said.text


def begins(page, name="Desk 2", role="desk"):
    page.fill("#pair-name", name)
    page.select_option("#pair-role", role)
    page.click("text=Show the code")
    # Not inner_text, which has a blank in it until the style sheet is there.
    return codes.tidied(page.locator(".pairing-typed").text_content())


def three(page):
    page.wait_for_selector(".pair-words:visible")
    return page.locator(".pair-words span").all_inner_texts()


def test_a_tablet_types_the_code_both_show_the_same_words_and_it_opens_its_desk(house, opened):
    organiser, tablet = opened(house.door, house.devices), opened(f"{house.url}/pair")

    code = begins(organiser)
    tablet.fill("#code", code.lower())
    tablet.keyboard.press("Enter")
    mine, theirs = three(tablet), three(organiser)
    kept = tablet.evaluate(KEPT, "offered")
    organiser.click("text=Yes, the same words")
    tablet.wait_for_url(f"**/desk/{house.event.slug}/")
    organiser.wait_for_selector("text=Desk 2 is paired")

    assert mine == theirs
    assert len(mine) == 3
    with house.store.reading() as session:
        device = session.scalar(select(Device).where(Device.event_id == house.event.id))
    assert device.key_hash == access.key_hash(kept["key"])
    assert tablet.evaluate(KEPT, "offered") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_camera_finds_pairs_by_itself_and_leaves_no_code_in_the_address(house, opened, scheme):
    organiser, asked = opened(house.door, house.devices, color_scheme=scheme), []
    code = codes.tidied(begins(organiser, "Kiosk 1", "kiosk"))
    tablet = opened()
    tablet.on("request", lambda request: asked.append(request.url))

    found = seen_by_a_camera(organiser)
    tablet.goto(found)
    words = three(tablet)

    assert found == f"{house.url}/pair#{code}"
    assert words == three(organiser)
    assert tablet.url == f"{house.url}/pair"
    assert asked
    assert not any(code in address for address in asked)
    organiser.click("text=Yes, the same words")
    tablet.wait_for_url(f"**/kiosk/{house.event.slug}/")


def seen_by_a_camera(page):
    from PIL import Image
    from zxingcpp import read_barcode

    picture = Image.open(io.BytesIO(page.locator(".pairing-qr").screenshot()))
    return read_barcode(picture).text


def test_a_station_is_shown_its_command_with_its_key_once(house, opened):
    organiser, station = opened(house.door, house.devices), opened(f"{house.url}/pair")
    station.fill("#code", begins(organiser, "Printer", "station"))
    station.keyboard.press("Enter")
    three(organiser)
    organiser.click("text=Yes, the same words")

    station.wait_for_selector(".pair-command:visible")

    command = station.locator(".pair-command").inner_text().split()
    assert command[:3] == ["last-badge", "station", "--url"]
    with house.store.reading() as session:
        device = session.scalar(select(Device).where(Device.event_id == house.event.id))
    assert access.key_hash(command[command.index("--key") + 1]) == device.key_hash
    station.reload()
    station.wait_for_selector("#code:visible")


def test_a_second_tablet_with_the_same_code_is_told_and_shows_no_words(house, opened):
    organiser = opened(house.door, house.devices)
    code = begins(organiser)
    first, second = opened(f"{house.url}/pair#{code}"), opened(f"{house.url}/pair")
    three(first)

    second.fill("#code", code)
    second.keyboard.press("Enter")

    second.wait_for_selector("text=Another device has used this code already.")
    assert not second.locator(".pair-words").is_visible()


def test_a_browser_whose_storage_never_answers_is_paired_all_the_same(house, opened):
    organiser, tablet = opened(house.door, house.devices), opened()
    tablet.add_init_script("IDBFactory.prototype.open = () => ({});")

    tablet.goto(f"{house.url}/pair#{begins(organiser)}")

    assert three(tablet) == three(organiser)


def test_a_no_ends_the_tablets_wait_with_what_to_do(house, opened):
    organiser = opened(house.door, house.devices)
    tablet = opened(f"{house.url}/pair#{begins(organiser)}")
    three(tablet)
    three(organiser)

    organiser.click("text=No, throw it away")

    tablet.wait_for_selector("text=Ask for a new code and try again.")
    assert tablet.locator("#code").is_visible()
    assert organiser.url == house.devices


def test_a_page_loaded_again_while_it_waits_goes_on_with_the_same_key(house, opened):
    organiser = opened(house.door, house.devices)
    tablet = opened(f"{house.url}/pair#{begins(organiser)}")
    words = three(tablet)

    tablet.reload()
    again = three(tablet)
    three(organiser)
    organiser.click("text=Yes, the same words")

    assert again == words
    tablet.wait_for_url(f"**/desk/{house.event.slug}/")


def test_a_network_that_goes_and_comes_back_ends_no_pairing(house, opened):
    organiser = opened(house.door, house.devices)
    tablet = opened(f"{house.url}/pair#{begins(organiser)}")
    three(tablet)

    tablet.context.set_offline(True)
    tablet.wait_for_selector("text=The network does not answer.")
    three(organiser)
    organiser.click("text=Yes, the same words")
    organiser.wait_for_selector("text=is paired")
    tablet.context.set_offline(False)

    tablet.wait_for_url(f"**/desk/{house.event.slug}/")


def test_the_kept_key_is_not_readable_in_what_the_browser_stores(house, opened):
    tablet = opened(f"{house.url}/pair")

    stored = tablet.evaluate(
        """async () => {
          const { keep } = await import("/static/js/pairing/keys.js");
          await keep("desk:chums", { key: "a very secret key" });
          const database = await new Promise((done) => {
            const asked = indexedDB.open("last-badge-keys");
            asked.onsuccess = () => done(asked.result);
          });
          const all = await new Promise((done) => {
            const asked = database.transaction("keys").objectStore("keys").getAll();
            asked.onsuccess = () => done(asked.result);
          });
          const locks = all.filter((one) => one instanceof CryptoKey);
          const latin = new TextDecoder("latin1");
          const text = all.filter((one) => one.sealed).map((one) => latin.decode(one.sealed));
          const exported = await crypto.subtle.exportKey("raw", locks[0]).then(() => true, () => false);
          return { locks: locks.length, extractable: locks[0].extractable, exported, text: text.join() };
        }"""
    )

    assert (stored["locks"], stored["extractable"], stored["exported"]) == (1, False, False)
    assert "secret" not in stored["text"]
    assert tablet.evaluate(KEPT, "desk:chums") == {"key": "a very secret key"}


def test_the_devices_page_is_true_within_seconds_and_keeps_what_is_open(house, opened):
    device, _ = house.device(house.event, "Desk 1")
    organiser = opened(house.door, house.devices)
    organiser.click("text=Revoke")
    organiser.focus(f"#revoke-{device.id}-yes")

    with house.store.writing() as session:
        said = session.merge(device)
        said.last_seen_at, said.unsent, said.clock_off = now(), 12, 45_000
    organiser.wait_for_selector("text=Holds 12 scans that it has not sent.", timeout=8_000)

    assert organiser.locator("text=Its clock is 0:45 ahead.").is_visible()
    assert organiser.locator(f"#revoke-{device.id}").inner_text().startswith("What it has not sent")
    assert organiser.evaluate("document.activeElement.id") == f"revoke-{device.id}-yes"


def test_an_open_desk_of_a_revoked_device_hears_no_more(house, opened):
    import requests

    _, key = house.device(house.event, "Desk 1")
    feed = requests.get(
        house.api(house.event, "live"), headers={"Authorization": f"Bearer {key}"}, stream=True, timeout=8
    )
    organiser = opened(house.door, house.devices)
    organiser.click("text=Revoke")

    organiser.click("text=Yes, its key stops now")
    begin = time.monotonic()
    # The line is cut, not ended: a reader that is not let in again must not take it for the end.
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        list(feed.iter_content(None))

    assert time.monotonic() - begin < 4


def test_no_stage_of_pairing_scrolls_sideways_or_shuts_anybody_out(house, opened):
    organiser, tablet = opened(house.door, house.devices), opened(f"{house.url}/pair")
    code = begins(organiser, "The desk beside the great staircase")
    looks(organiser)
    looks(tablet)

    tablet.fill("#code", "ABCD2345")
    tablet.keyboard.press("Enter")
    tablet.wait_for_selector("text=We do not know this code.")
    looks(tablet)
    tablet.fill("#code", code)
    tablet.keyboard.press("Enter")
    three(tablet)
    three(organiser)
    looks(tablet)
    looks(organiser)
    organiser.click("text=Yes, the same words")
    organiser.wait_for_selector("text=is paired")
    looks(organiser)
    organiser.goto(house.devices)
    looks(organiser)


def looks(page):
    sound_at(page, SIZES)
