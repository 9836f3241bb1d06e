"""The self-test before doors, in a real browser: each check gets its tick, and what fails says what to do."""

import pytest

from badges.moments import now
from tests import filming
from tests.browser import PHONE, TABLET
from tests.builders import an_event
from tests.filming import flat, paper_of, seen
from tests.looking import sound_at
from tests.service import Service
from web.desk.self_test import TRIAL


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("house"))
    with service.store.writing() as session:
        event = an_event(session, start=now())
    service.door = service.links.device(service.device(event)[0])
    service.test = f"{service.url}/desk/{event.slug}/test"
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture
def tablet(house, browser, tmp_path):
    """A tablet whose camera sees a badge."""
    film = filming.film(tmp_path / "film.mjpeg", [seen(paper_of("0123456789ABCDEF"), flat())])
    camera = filming.camera(browser, film)
    page = camera.new_page(viewport=TABLET, reduced_motion="reduce")
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
    page.goto(house.door)
    page.goto(house.test)
    yield page
    assert page.troubles == []
    camera.close()


def comes_to(page, check, state):
    page.wait_for_selector(f'[data-check="{check}"][data-state="{state}"]')
    return page.inner_text(f'[data-check="{check}"] [data-said]')


@pytest.mark.browser
def test_a_tablet_that_can_do_everything_is_ready_for_the_doors(tablet):
    assert "Reads codes" in comes_to(tablet, "camera", "good")
    assert tablet.inner_text("[data-read]") == "A badge that ends in CDEF"
    assert comes_to(tablet, "network", "good").startswith("Answers in ")
    assert comes_to(tablet, "clock", "good") == "Right to the second"
    for word in ("done", "again", "refused", "ask"):
        tablet.click(f'[data-signal="{word}"]')
    comes_to(tablet, "signals", "good")

    assert tablet.inner_text("[data-sum]") == "Ready for the doors"


@pytest.mark.browser
def test_the_scanner_reads_the_code_off_the_screen(house, browser):
    context = browser.new_context(viewport=TABLET, permissions=["camera"])
    page = context.new_page()
    # How fast the scanner types is ours to say, whatever else this machine does.
    page.clock.install(time=0)
    page.goto(house.door)
    page.goto(house.test)
    comes_to(page, "camera", "bad")
    page.clock.pause_at(60_000)

    page.evaluate("""(code) => {
      for (const key of code) {
        const place = /[A-Z]/.test(key) ? `Key${key}` : key === "-" ? "Minus" : `Digit${key}`;
        const how = { key, code: place, shiftKey: /[A-Z]/.test(key), bubbles: true };
        document.body.dispatchEvent(new KeyboardEvent("keydown", how));
      }
    }""", TRIAL)
    page.clock.run_for(200)

    assert comes_to(page, "scanner", "good") == "Every letter came as it should"
    assert page.input_value("#trial") == TRIAL
    context.close()


@pytest.mark.browser
def test_the_mute_switch_is_kept_and_said(tablet):
    comes_to(tablet, "camera", "good")
    tablet.check("[data-muted]")
    for word in ("done", "again", "refused", "ask"):
        tablet.click(f'[data-signal="{word}"]')

    assert comes_to(tablet, "signals", "caution") == "Seen, but muted"
    tablet.reload()
    assert tablet.is_checked("[data-muted]")


@pytest.mark.browser
@pytest.mark.parametrize("missing", ["camera", "network"])
def test_what_is_missing_is_red_and_says_what_to_do(house, browser, missing):
    context = browser.new_context(viewport=TABLET, permissions=["camera"])
    page = context.new_page()
    page.goto(house.door)
    if missing == "network":
        page.route("**/test/clock", lambda route: route.abort())

    page.goto(house.test)

    comes_to(page, missing, "bad")
    fix = page.inner_text(f'[data-check="{missing}"] [data-fix]')
    assert {"camera": "Plug one in", "network": "The desk goes on without the network"}[missing] in fix
    assert "to mend before doors" in page.inner_text("[data-sum]")
    context.close()


@pytest.mark.browser
def test_a_clock_that_is_wrong_says_how_far_and_that_scans_are_put_right(house, browser):
    context = browser.new_context(viewport=TABLET)
    page = context.new_page()
    page.goto(house.door)
    page.add_init_script("const right = Date.now; Date.now = () => right() + 600_000;")

    page.goto(house.test)

    assert comes_to(page, "clock", "caution") == "10 minutes ahead"
    assert "put right by themselves" in page.inner_text('[data-check="clock"] [data-fix]')
    context.close()


@pytest.mark.browser
def test_the_page_shuts_nobody_out(tablet):
    tablet.emulate_media(reduced_motion="reduce")
    comes_to(tablet, "camera", "good")

    sound_at(tablet, {"tablet": TABLET, "phone": PHONE})


@pytest.mark.browser
def test_scanning_pages_may_decode_and_no_other_page_may(house, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(house.door)

    allowed = {
        path: "wasm-unsafe-eval" in page.goto(f"{house.url}/{path}").headers["content-security-policy"]
        for path in ("desk/chums/test", "static/js/scan/decoder_worker.js", "static/js/scan/camera.js", "")
    }

    assert list(allowed.values()) == [True, True, False, False]
    context.close()


@pytest.mark.browser
def test_page_and_script_agree_on_what_the_scanner_reads(tablet):
    assert tablet.evaluate("import('/static/js/scan/keys.js').then((keys) => keys.TRIAL)") == TRIAL
