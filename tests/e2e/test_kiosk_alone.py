"""The kiosk left alone: by whoever stood there, and by the server."""

import re

import pytest

from tests.kiosks import go_to, scans, typed, wait_for


@pytest.mark.browser
def test_after_ten_seconds_an_answer_is_gone_unless_somebody_is_still_reading(kiosk_evening, kiosk):
    page = kiosk(clock=True)
    typed(page, "nobody")
    wait_for(page, "answer")

    page.clock.run_for(6_000)
    assert page.inner_text("[data-over-words]") == "Starts over in 4 seconds"
    page.mouse.click(500, 300)
    page.clock.run_for(8_000)
    assert page.get_attribute("#step", "data-step") == "answer"
    page.clock.run_for(3_000)

    wait_for(page, "start")
    assert page.is_hidden("[data-over]")


@pytest.mark.browser
@pytest.mark.parametrize("step", ["not found", "read", "refused", "leave"])
def test_a_step_that_nobody_touches_is_gone_after_three_quarters_of_a_minute(kiosk_evening, kiosk, step):
    page = kiosk(clock=True)
    go_to(page, kiosk_evening, step)
    page.click("[data-lower]")

    page.clock.run_for(34_000)
    assert page.is_hidden("[data-over]")
    page.clock.run_for(3_000)
    assert page.inner_text("[data-over-words]") == "Starts over in 8 seconds"
    page.clock.run_for(9_000)

    wait_for(page, "start")
    assert not re.search("Marguerite|Somebody|Elsewhere", page.content())
    # Whoever comes next may be tall.
    assert page.get_attribute("[data-lower]", "aria-pressed") == "false"


@pytest.mark.browser
def test_a_start_left_half_typed_and_low_is_tidied_without_a_word(kiosk_evening, kiosk):
    page = kiosk(clock=True)
    page.fill("#text", "AB1")
    page.click("[data-lower]")

    page.clock.run_for(40_000)
    assert page.is_hidden("[data-over]")
    page.clock.run_for(6_000)

    assert page.input_value("#text") == ""
    assert page.get_attribute("[data-lower]", "aria-pressed") == "false"


def let_pass(page, step, seconds=60):
    """Time goes by, and between its steps what the page asked of the server is answered."""
    for _ in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(50)
        if page.get_attribute("#step", "data-step") == step:
            return
    raise AssertionError(f"the kiosk did not come to {step} in {seconds} seconds")


@pytest.mark.browser
def test_without_the_server_it_says_kindly_where_to_go_and_comes_back_by_itself(kiosk_evening, kiosk):
    page = kiosk(clock=True)
    page.route("**/kiosk/*/", lambda route: route.abort())
    typed(page, kiosk_evening.code)
    wait_for(page, "unreachable")
    assert page.inner_text("h1") == "Please come to the desk."
    assert scans(kiosk_evening) == 0

    page.unroute("**/kiosk/*/")
    let_pass(page, "start")

    assert page.evaluate("window.stands")


@pytest.mark.browser
def test_a_kiosk_that_lost_the_server_says_so_before_anybody_has_tried(kiosk_evening, kiosk):
    page = kiosk(clock=True)
    page.context.set_offline(True)

    let_pass(page, "unreachable")

    page.context.set_offline(False)
    let_pass(page, "start")
