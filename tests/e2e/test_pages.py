"""Every page at every size: no fault, no sideways scrolling, nothing for axe to find."""

import pytest

from badges.moments import now
from tests.builders import a_host, an_attendee, an_event
from tests.looking import sound_at
from tests.service import Service

SIZES = {
    "tablet": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1440, "height": 900},
}
NAMES = ("Ng", "Mira Okafor", "Wolfeschlegelsteinhausenbergerdorff", "محمد عبد الله", "王小明", "<b>Bo</b>")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    from badges import access

    service = Service(tmp_path_factory.mktemp("house"))
    with service.store.writing() as session:
        event = an_event(session, start=now(), missing_after=0)
        host = a_host(session, event)
        people = [an_attendee(session, event, name, hosts=[host]) for name in NAMES]
        organiser = access.add_organiser(session, email="organiser@example.test")
    service.event = event
    links = service.links
    service.doors = {
        "home": f"{service.url}/",
        "desk": links.device(service.device(event)[0]),
        "kiosk": links.device(service.device(event, "Kiosk", "kiosk")[0]),
        "host": links.host(host),
        "attendee": links.own_pass(people[1]),
        "organiser": links.organiser(organiser),
        "sign-in": f"{service.url}/organiser/sign-in",
        "lost": f"{service.url}/P/0000000000000000",
    }
    service.beyond = {
        "host": ["host/{}/report"],
        "desk": ["desk/{}/plain", "desk/{}/plain?text=a", f"desk/{{}}/plain?attendee={people[2].id}"],
        "organiser": [
            f"organiser/{{}}/{page}"
            for page in (
                *("", "list", "hosts", "devices", "badges", "notices", "report"),
                *("invitations", "printing", "privacy"),
            )
        ],
        "attendee": ["pass/{}/held", "pass/{}/cannot-come"],
    }
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "door", ["home", "desk", "kiosk", "host", "attendee", "organiser", "sign-in", "lost"]
)
def test_no_page_faults_scrolls_sideways_or_shuts_anybody_out(house, browser, door):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    beyond = [f"{house.url}/{path.format(house.event.slug)}" for path in house.beyond.get(door, [])]

    for address in [house.doors[door], *beyond]:
        answer = page.goto(address)

        assert answer.status == (404 if door == "lost" else 200), (address, answer.status)
        sound_at(page, SIZES, ["light"])
    assert troubles == []
    context.close()


# How high a finger finds it: also where the link's own box is lower than what leads to it.
REACH = """(wanted) => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip, .kiosk-behind *, [type=hidden]"))
  .filter((one) => {
    one.scrollIntoView({ block: "center" });
    const box = one.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width, innerWidth) / 2, box.y + box.height / 2];
    const hit = (up) => one.contains(document.elementFromPoint(x, y + up));
    let [above, below] = [0, 0];
    while (above < wanted && hit(-above - 1)) above++;
    while (below < wanted && hit(below + 1)) below++;
    return above + below + 1 < wanted - 1;
  })
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.mark.browser
@pytest.mark.parametrize("door", ["desk", "kiosk", "host", "attendee"])
def test_whatever_a_finger_touches_is_high_enough_for_it(house, browser, door):
    context = browser.new_context(viewport=SIZES["phone"], reduced_motion="reduce")
    page = context.new_page()
    beyond = [f"{house.url}/{path.format(house.event.slug)}" for path in house.beyond.get(door, [])]

    for address in [house.doors[door], *beyond]:
        page.goto(address)

        assert page.evaluate(REACH, 48) == [], page.url
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("word", ["Badges", "Notices", "Report"])
def test_on_a_phone_the_organiser_sees_which_page_this_is(house, browser, word):
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(house.doors["organiser"])

    page.goto(f"{house.url}/organiser/{house.event.slug}/{word.lower()}")

    box = page.locator(".pages [aria-current]").bounding_box()
    assert page.locator(".pages [aria-current]").inner_text() == word
    assert 0 <= box["x"] <= box["x"] + box["width"] <= SIZES["phone"]["width"], box
    context.close()


@pytest.mark.browser
def test_a_short_code_stays_on_one_line_where_it_is_read_aloud(house, browser):
    upright = browser.new_context(viewport={"width": 768, "height": 1024})
    page = upright.new_page()
    page.goto(house.doors["organiser"])

    page.goto(f"{house.url}/organiser/{house.event.slug}/list")

    codes = page.locator(".list-table .code")
    assert set(codes.evaluate_all("all => all.map((one) => one.getClientRects().length)")) == {1}
    upright.close()


# How much of a field is left beside its placeholder.
ROOM = """async (field) => {
  await document.fonts.ready;
  const style = getComputedStyle(field), words = document.createElement("span");
  words.textContent = field.placeholder;
  Object.assign(words.style, { position: "absolute", whiteSpace: "nowrap" });
  for (const one of ["fontFamily", "fontSize", "fontWeight"]) words.style[one] = style[one];
  document.body.append(words);
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  return field.clientWidth - padding - words.offsetWidth;
}"""


@pytest.mark.browser
def test_on_a_phone_the_desks_field_says_whole_what_it_takes(house, browser):
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()

    page.goto(house.doors["desk"])

    assert page.locator("#text").evaluate(ROOM) >= 0
    context.close()
