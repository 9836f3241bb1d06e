"""The kiosk on a tablet: scanned, typed and named, and left by PIN only."""

import pytest
from sqlalchemy import select

from badges.model import Scan
from tests import filming
from tests.filming import a_table, flat, paper_of, seen
from tests.kiosks import SIZES, go_to, mira, scans, typed, wait_for


@pytest.mark.browser
def test_a_badge_held_to_the_camera_is_read_confirmed_and_welcome(kiosk_evening, browser, tmp_path):
    film = [a_table()] * 20 + [seen(paper_of(kiosk_evening.code), flat())] * 200
    camera = filming.camera(browser, filming.film(tmp_path / "film.mjpeg", film))
    page = camera.new_page(viewport=SIZES["landscape"])
    page.goto(kiosk_evening.door)

    page.wait_for_selector("[data-eye]:not([hidden])")
    wait_for(page, "read")
    assert page.locator(".kiosk-badge svg").get_attribute("aria-label") == "Mira Okafor Okafor & Daughters"
    # The badge is still in view, and is not another person.
    page.wait_for_timeout(500)
    page.click("text=Yes, that is me")
    wait_for(page, "answer")

    assert page.inner_text("h1") == "Welcome, Mira Okafor."
    assert mira(kiosk_evening).arrived_at is not None
    with kiosk_evening.store.reading() as session:
        assert session.scalar(select(Scan.via).where(Scan.attendee_id == kiosk_evening.mira.id)) == "camera"
    camera.close()


@pytest.mark.browser
def test_the_whole_way_is_one_page_and_each_step_is_read_aloud_from_its_heading(kiosk_evening, kiosk):
    page = kiosk()
    held = "[document.activeElement.tagName, document.activeElement.textContent]"

    typed(page, kiosk_evening.short)
    wait_for(page, "read")
    assert page.evaluate(held) == ["H1", "Is this how your badge should read?"]
    page.click("text=Correct it")
    wait_for(page, "correct")
    page.fill("#name", "Mira Ókafor")
    page.click("text=Show me the badge")
    wait_for(page, "read")
    assert "Mira Ókafor" in page.locator(".kiosk-badge svg").get_attribute("aria-label")
    page.click("text=Yes, that is me")
    wait_for(page, "answer")

    assert page.evaluate(held) == ["H1", "Welcome, Mira Ókafor."]
    assert page.inner_text("[data-spoken]") == "Your badge is at the desk. Tell them that you corrected it."
    assert page.evaluate("window.stands")
    assert mira(kiosk_evening).name == "Mira Ókafor"


@pytest.mark.browser
def test_by_name_and_mail_address_with_the_keyboard_alone(kiosk_evening, kiosk):
    page = kiosk()
    press = page.keyboard.press
    page.focus(".kiosk-other")
    press("Enter")
    wait_for(page, "name")

    press("Tab")
    page.keyboard.type("mira okafor", delay=60)
    press("Tab")
    page.keyboard.type("mira@example.test", delay=60)
    press("Enter")
    wait_for(page, "read")
    press("Tab")
    press("Enter")
    wait_for(page, "answer")

    assert page.inner_text("h1") == "Welcome, Mira Okafor."


@pytest.mark.browser
def test_a_keyboard_scanner_needs_no_field_and_presses_no_button(kiosk_evening, kiosk):
    page = kiosk(clock=True)
    page.focus(".kiosk-other")

    page.keyboard.type(f"LB1{kiosk_evening.code}")
    page.keyboard.press("Enter")

    wait_for(page, "read")
    assert page.locator(".kiosk-badge svg").get_attribute("aria-label") == "Mira Okafor Okafor & Daughters"


@pytest.mark.browser
def test_an_answer_lost_on_its_way_is_asked_for_again_and_is_one_arrival(kiosk_evening, kiosk):
    page = kiosk()
    typed(page, kiosk_evening.code)
    wait_for(page, "read")
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/confirm", lose_the_first)
    page.click("text=Yes, that is me")
    wait_for(page, "answer")

    assert lost == [200]
    assert page.inner_text("h1") == "Welcome, Mira Okafor."
    assert scans(kiosk_evening) == 1


@pytest.mark.browser
def test_only_who_holds_the_mark_and_knows_the_pin_leaves(kiosk_evening, kiosk):
    page = kiosk()
    page.click("[data-leave]")
    assert page.get_attribute("#step", "data-step") == "start"

    page.hover("[data-leave]")
    page.mouse.down()
    wait_for(page, "leave")
    page.mouse.up()
    for digit in "4712":
        page.click(f'[data-digit="{digit}"]')
    page.click("[aria-label=Leave]")
    page.wait_for_selector("[role=alert]")
    assert page.inner_text("[role=alert]") == "That is not the PIN of this event."
    for digit in "4711":
        page.click(f'[data-digit="{digit}"]')
    page.click("[aria-label=Leave]")
    page.wait_for_url("**/pair")

    assert page.goto(f"{kiosk_evening.url}/kiosk/{kiosk_evening.event.slug}/").status == 403


@pytest.mark.browser
def test_nothing_a_finger_does_by_mistake_leads_out(kiosk_evening, kiosk):
    page = kiosk()
    go_to(page, kiosk_evening, "read")

    prevented = page.evaluate("""() => {
      const menu = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
      return !document.querySelector(".kiosk-badge").dispatchEvent(menu);
    }""")
    page.evaluate("history.back()")
    wait_for(page, "start")

    assert prevented
    assert page.evaluate("window.stands")


@pytest.mark.browser
def test_the_first_touch_fills_the_screen(kiosk_evening, kiosk):
    page = kiosk()

    page.mouse.click(20, 20)

    page.wait_for_timeout(500)
    assert page.evaluate("document.fullscreenElement === document.documentElement")


# Whatever can be touched, the step's words and its pictures.
