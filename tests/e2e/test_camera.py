"""The camera as a scanner: a badge that our paper code drew is filmed, and a page reads the film."""

import time
from contextlib import contextmanager

import pytest
from PIL import ImageOps

from tests import filming
from tests.filming import a_table, blurred, dark, flat, paper_of, seen, smeared, ticket, tilted, turned

CODE, OTHER = "0123456789ABCDEF", "ZYXWVTSRQPNMKJHG"
READ, OTHER_READ = f"LB1{CODE}", f"LB1{OTHER}"
A_SECOND = 30  # pictures

WATCH = """async (facing) => {
  const { openCamera } = await import("/static/js/scan/camera.js");
  window.video = document.createElement("video");
  window.video.width = 320;
  document.body.append(window.video);
  window.heard = [];
  window.troubles = [];
  window.starts = 0;
  window.camera = openCamera(window.video, {
    facing,
    onCode: (text, { at }) => window.heard.push([text, performance.now() - at]),
    onTrouble: (sentence) => window.troubles.push(sentence),
    onReady: () => (window.starts += 1),
  });
}"""


@pytest.fixture
def filmed(served, browser, tmp_path):
    """A page that watches a film; whatever it asks of another machine than this one is not there."""

    @contextmanager
    def watching(pictures):
        camera = filming.camera(browser, filming.film(tmp_path / "film.mjpeg", pictures))
        try:
            page = camera.new_page()
            page.goto(f"{served.url}/healthz")
            page.evaluate(WATCH, "environment")
            yield page
        finally:
            camera.close()

    return watching


def heard(page):
    return [text for text, _ in page.evaluate("window.heard")]


def wait_until(page, condition, patience=15):
    """Asked from without: the page's own policy lets nobody evaluate text inside it."""
    deadline = time.monotonic() + patience
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, (condition, page.evaluate("[window.heard, window.troubles]"))
        page.wait_for_timeout(20)


def on_paper(code, corners=None):
    return seen(paper_of(code), corners or flat())


def film_of(how):
    badge = paper_of(CODE)
    held = seen(badge, flat())
    return {
        "held still": lambda: [held],
        "small": lambda: [seen(badge, flat(500, 250, 330, 220))],
        "moving": lambda: [
            smeared(seen(badge, flat(left=-300 + 12 * step)), 5) for step in range(0, 60, 2)
        ],
        "out of focus": lambda: [blurred(held, 2.5)],
        "tilted": lambda: [seen(badge, tilted(50))],
        "turned": lambda: [seen(badge, turned(33))],
        "upside down": lambda: [seen(badge, turned(180))],
        "dark": lambda: [dark(held)],
        "dark, tilted and out of focus": lambda: [dark(blurred(seen(badge, tilted(35)), 1), 0.3)],
    }[how]()


@pytest.mark.browser
@pytest.mark.parametrize(
    "how",
    ["held still", "small", "moving", "out of focus", "tilted", "turned", "upside down", "dark",
     "dark, tilted and out of focus"],
)  # fmt: skip
def test_a_badge_is_read_as_it_is_held(filmed, how):
    with filmed(film_of(how)) as page:
        wait_until(page, "window.heard.length > 0")

        assert heard(page)[0] == READ


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["Code128", "PDF417", "Aztec", "DataMatrix"])
def test_the_ticket_of_another_maker_is_read_too(filmed, kind):
    shown = ticket(kind, "EVT-0042-7731")
    left, top = (1280 - shown.width) // 2, (720 - shown.height) // 2
    corners = flat(left, top, shown.width, shown.height)

    with filmed([seen(shown, corners)]) as page:
        wait_until(page, "window.heard.length > 0")

        assert heard(page) == ["EVT-0042-7731"]


@pytest.mark.browser
def test_a_code_in_light_on_dark_is_read_too(filmed):
    negative = ImageOps.invert(paper_of(CODE))

    with filmed([seen(negative, flat())]) as page:
        wait_until(page, "window.heard.length > 0")

        assert heard(page) == [READ]


@pytest.mark.browser
def test_a_code_is_told_while_its_picture_is_still_shown(filmed):
    table = [a_table()] * 2 * A_SECOND

    with filmed(table + [on_paper(CODE)] * A_SECOND) as page:
        wait_until(page, "window.heard.length >= 3", patience=40)
        took = sorted(round(ms) for _, ms in page.evaluate("window.heard"))

    # The quickest says what the page costs: some 40 ms where nothing else runs. The others, and the rest of
    # this bound, say what else the machine was doing; the benchmarks have the figure.
    assert took[0] < 300, took


@pytest.mark.browser
def test_a_code_held_in_view_is_one_scan_though_a_finger_covers_it_for_a_moment(filmed):
    with filmed([on_paper(CODE)] * 20 + [a_table()] * 20) as page:
        wait_until(page, "window.heard.length > 0")
        page.wait_for_timeout(4_000)

        assert heard(page) == [READ]


@pytest.mark.browser
def test_it_is_scanned_again_when_it_was_away_or_another_came_between(filmed):
    one, other = [on_paper(CODE)] * 20, [on_paper(OTHER)] * 20
    away = [a_table()] * 3 * A_SECOND

    with filmed(one + away) as page:
        wait_until(page, "window.heard.length >= 2")
        assert set(heard(page)) == {READ}
    with filmed(one + other) as page:
        wait_until(page, "window.heard.length >= 4")
        seen_in_turn = heard(page)[:4]
        assert seen_in_turn in ([READ, OTHER_READ] * 2, [OTHER_READ, READ] * 2)


@pytest.mark.browser
def test_of_two_badges_in_view_the_one_the_camera_is_pointed_at_is_scanned(filmed):
    both = seen(paper_of(OTHER), flat(left=900, width=360, height=240), on_paper(CODE, flat(left=300)))

    with filmed([both]) as page:
        wait_until(page, "window.heard.length > 0")
        page.wait_for_timeout(1_500)

        assert heard(page) == [READ]


@pytest.mark.browser
def test_a_camera_that_was_lost_comes_back_by_itself(filmed):
    with filmed([a_table()]) as page:
        wait_until(page, "window.starts === 1")

        page.evaluate("window.video.srcObject.getTracks().forEach((track) => track.stop())")
        wait_until(page, "window.starts === 2")

        assert page.evaluate("window.camera.running")
        assert page.evaluate("window.troubles") in ([], [None])


@pytest.mark.browser
def test_a_page_that_is_hidden_lets_the_camera_go_and_takes_it_up_again(filmed):
    hide = """(state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with filmed([on_paper(CODE)]) as page:
        wait_until(page, "window.heard.length === 1")

        page.evaluate(hide, "hidden")
        assert not page.evaluate("window.camera.running")
        assert page.evaluate("window.video.srcObject.getTracks()[0].readyState") == "ended"
        page.wait_for_timeout(1_600)
        page.evaluate(hide, "visible")
        wait_until(page, "window.heard.length === 2")


@pytest.mark.browser
def test_the_camera_is_named_and_can_be_chosen_and_stopped(filmed):
    with filmed([on_paper(CODE)]) as page:
        wait_until(page, "window.heard.length === 1")

        (only,) = page.evaluate("window.camera.cameras()")
        assert only["chosen"]
        page.evaluate("(id) => window.camera.choose(id)", only["id"])
        # Another camera is another look: the badge before it is scanned.
        wait_until(page, "window.heard.length === 2")
        assert page.evaluate("window.camera.hasTorch") is False
        assert page.evaluate("window.camera.torch(true)") is False
        page.evaluate("window.camera.stop()")
        page.wait_for_timeout(1_500)
        assert page.evaluate("window.video.srcObject") is None
        assert page.evaluate("window.starts") == 2


@pytest.mark.browser
def test_where_there_is_no_camera_it_is_said_with_what_to_do(served, browser):
    context = browser.new_context(permissions=["camera"])
    page = context.new_page()
    page.goto(f"{served.url}/healthz")

    page.evaluate(WATCH, "user")
    wait_until(page, "window.troubles.length > 0")

    assert "There is no camera here. Plug one in" in page.evaluate("window.troubles.at(-1)")
    context.close()


@pytest.mark.browser
def test_a_camera_that_was_refused_says_how_to_allow_it_and_then_starts_without_a_touch(served, browser):
    camera = filming.camera(browser, None)
    context = camera.new_context(permissions=[])
    page = context.new_page()
    page.goto(f"{served.url}/healthz")

    page.evaluate(WATCH, "user")
    wait_until(page, "window.troubles.length > 0")
    assert "may not use the camera. Allow it for this page" in page.evaluate("window.troubles.at(-1)")
    assert page.evaluate("window.starts") == 0
    context.grant_permissions(["camera"])
    wait_until(page, "window.starts === 1")

    assert page.evaluate("window.troubles.at(-1)") is None
    camera.close()


@pytest.mark.browser
def test_a_picture_that_the_decoder_chokes_on_costs_that_picture_only(filmed):
    with filmed([on_paper(CODE)]) as page:
        page.evaluate("window.camera.stop()")
        page.evaluate("""async () => {
          const { openDecoder } = await import("/static/js/scan/decoder.js");
          window.decoder = openDecoder();
          const stream = await navigator.mediaDevices.getUserMedia({ video: true });
          window.video.srcObject = stream;
          await window.video.play();
        }""")
        reads = """async () => {
          const torn = new Proxy(window.video, { get: (it, key) => (key === "videoWidth" ? 10 : undefined) });
          const none = await window.decoder.read(torn);
          for (let n = 0; n < 5; n++) {
            const found = await window.decoder.read(window.video);
            if (found.length) return [none.length, found[0].text];
          }
          return [none.length, null];
        }"""

        assert page.evaluate(reads) == [0, READ]
