"""Keyboard scanners in a real browser: any layout, wherever the focus is, and what a person types stays."""

import pytest

CODE = "LB1ZY0QAWMX7E3K9PVG"
PASS = "https://badges.example.test/P/ZY0QAWMX7E3K9PVG"
TRIAL = "LAST-BADGE-TRIAL-0123456789-AZERTY-QWMYZ"

# What the keys of an American keyboard write under another layout; those not named write what they say.
PLAIN = {"-": "Minus", "/": "Slash", ":": "Semicolon", ".": "Period"}
SHIFTED = set(":")
DIGITS = "0123456789"
LAYOUTS = {
    "american": {},
    "german": {"y": "z", "z": "y", "Y": "Z", "Z": "Y", "-": "ß", "/": "-", ":": "Ö"},
    "french": {
        **dict(zip("aqwzAQWZmM", "qazwQAZW,?", strict=True)),
        **dict(zip(DIGITS, 'à&é"\'(-è_ç', strict=True)),
        "-": ")", "/": "!", ":": "M", ".": ":",
    },
    "arabic": {
        letter: chr(0x0627 + number)
        for number, letter in enumerate("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    }
    | {"B": "لآ"}
    | {digit: chr(0x0660 + int(digit)) for digit in DIGITS},
    "dvorak": dict(zip(
        "bcdefghijklnopqrstuvwxyzBCDEFGHIJKLNOPQRSTUVWXYZ-/:.",
        "xje.uidchtnbrl'poygk,qf;XJE>UIDCHTNBRL\"POYGK<QF:[zSv", strict=True)),
}  # fmt: skip


def place_of(letter):
    if letter.isdigit():
        return f"Digit{letter}"
    return PLAIN.get(letter) or f"Key{letter.upper()}"


class Scanner:
    """Presses keys by their place as an American scanner does, at a speed; the tablet has another layout."""

    def __init__(self, page, layout="american"):
        self.page, self.layout = page, LAYOUTS[layout]
        self.keys = page.context.new_cdp_session(page)

    def press(self, key, place, text=None, *, shift=False):
        modifiers = 8 if shift else 0
        both = {"key": key, "code": place, "modifiers": modifiers}
        # Without its number Enter would be a key that does nothing by itself.
        both |= {"windowsVirtualKeyCode": 13} if key == "Enter" else {}
        down = {"type": "keyDown" if text else "rawKeyDown", **({"text": text} if text else {})}
        for one in (down, {"type": "keyUp"}):
            self.keys.send("Input.dispatchKeyEvent", both | one)

    def type(self, text, pause=4):
        for letter in text:
            written = self.layout.get(letter, letter)
            self.press(written, place_of(letter), written, shift=letter.isupper() or letter in SHIFTED)
            self.page.clock.run_for(pause)

    def scan(self, text, ending="Enter"):
        self.type(text)
        if ending:
            self.press(ending, ending, "\r" if ending == "Enter" else None)


@pytest.fixture
def page(served, browser):
    """A page with fields and a button, which listens for scanners."""
    context = browser.new_context()
    page = context.new_page()
    # How fast somebody types is ours to say, whatever else this machine does.
    page.clock.install(time=0)
    page.goto(f"{served.url}/organiser/sign-in")
    page.clock.pause_at(60_000)
    page.evaluate("""async () => {
      const { listenToWedge } = await import("/static/js/scan/wedge.js");
      window.scans = [];
      window.sent = 0;
      document.querySelector("form").noValidate = true;
      document.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        window.sent += 1;
      });
      window.wedge = listenToWedge(document, (text, other) => window.scans.push([text, other]));
    }""")
    yield page
    context.close()


def scans(page):
    page.clock.run_for(200)
    return page.evaluate("window.scans")


@pytest.mark.browser
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("code", [PASS, TRIAL])
def test_a_pass_is_read_in_every_layout_of_the_tablet(page, layout, code):
    Scanner(page, layout).scan(code)

    assert scans(page) == [[code, None]]


@pytest.mark.browser
@pytest.mark.parametrize("layout", ["american", "french", "arabic", "dvorak"])
def test_a_badge_code_is_read_in_every_layout_that_shows_what_it_is(page, layout):
    Scanner(page, layout).scan(CODE)

    assert scans(page) == [[CODE, None]]


@pytest.mark.browser
def test_where_a_german_tablet_leaves_it_open_both_readings_are_handed_on(page):
    Scanner(page, "german").scan(CODE)

    assert scans(page) == [["LB1YZ0QAWMX7E3K9PVG", CODE]]


@pytest.mark.browser
@pytest.mark.parametrize("teach", ["pass", "trial", "confirm"])
def test_one_scan_that_tells_teaches_the_page_how_this_scanner_is_read(page, teach):
    scanner = Scanner(page, "german")
    if teach == "confirm":
        scanner.scan(CODE)
        page.evaluate("(code) => window.wedge.confirm(code)", CODE)
    else:
        scanner.scan(PASS if teach == "pass" else TRIAL)

    scanner.scan(CODE)

    assert scans(page)[-1] == [CODE, "LB1YZ0QAWMX7E3K9PVG"]


@pytest.mark.browser
def test_a_scanner_set_to_the_tablets_own_layout_is_read_too(page):
    scanner = Scanner(page)
    # A French scanner on a French tablet presses shift for digits, and Q where A stands.
    for letter in CODE:
        place = {"A": "KeyQ", "Q": "KeyA", "Z": "KeyW", "W": "KeyZ", "M": "Semicolon"}.get(letter)
        scanner.press(letter, place or place_of(letter), letter, shift=True)
    scanner.press("Enter", "Enter", "\r")

    assert scans(page) == [[CODE, None]]


@pytest.mark.browser
@pytest.mark.parametrize("ending", ["Enter", "Tab", None])
def test_a_scan_ends_with_enter_or_tab_or_a_pause(page, ending):
    Scanner(page).scan(CODE, ending)

    assert scans(page) == [[CODE, None]]


@pytest.mark.browser
def test_what_a_scanner_wrote_into_a_field_is_taken_out_and_its_enter_sends_nothing(page):
    page.fill("input[type=email]", "mira@ex")

    Scanner(page).scan(CODE)

    assert scans(page) == [[CODE, None]]
    assert page.input_value("input[type=email]") == "mira@ex"
    assert page.evaluate("window.sent") == 0


@pytest.mark.browser
def test_a_scan_presses_no_button_that_happens_to_have_the_focus(page):
    page.focus("form button")

    Scanner(page).scan(CODE)

    assert scans(page) == [[CODE, None]]
    assert page.evaluate("window.sent") == 0


@pytest.mark.browser
@pytest.mark.parametrize("pause", [45, 80])
def test_what_a_person_types_stays_however_quick_they_are(page, pause):
    page.focus("input[type=email]")
    page.fill("input[type=password]", "x")
    page.focus("input[type=email]")
    scanner = Scanner(page)

    scanner.type("mira.okafor", pause)
    scanner.press("Enter", "Enter", "\r")

    assert scans(page) == []
    assert page.input_value("input[type=email]") == "mira.okafor"
    assert page.evaluate("window.sent") == 1


@pytest.mark.browser
def test_two_scans_in_a_row_are_two_and_a_key_held_down_is_none(page):
    scanner = Scanner(page)

    scanner.scan(CODE)
    scanner.scan(PASS)
    page.evaluate("""() => {
      for (let n = 0; n < 12; n++) {
        const held = { key: "a", code: "KeyA", repeat: n > 0, bubbles: true };
        document.body.dispatchEvent(new KeyboardEvent("keydown", held));
      }
    }""")

    assert scans(page) == [[CODE, None], [PASS, None]]


@pytest.mark.browser
def test_caps_lock_does_not_turn_the_letters_of_another_makers_code_round(page):
    page.evaluate("""() => {
      for (const letter of "evtAb42x") {
        const key = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const code = /[0-9]/.test(letter) ? `Digit${letter}` : `Key${letter.toUpperCase()}`;
        const shiftKey = /[A-Z]/.test(letter);
        document.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, modifierCapsLock: true }));
      }
    }""")

    assert scans(page) == [["evtAb42x", None]]


@pytest.mark.browser
def test_a_scanner_that_names_letters_by_their_numbers_is_read(page):
    page.evaluate("""(code) => {
      const say = (kind, how) => document.dispatchEvent(new KeyboardEvent(kind, how));
      for (const letter of code) {
        say("keydown", { key: "Alt", code: "AltLeft", altKey: true });
        for (const digit of `0${letter.charCodeAt(0)}`) {
          say("keydown", { key: digit, code: `Numpad${digit}`, altKey: true });
        }
        say("keyup", { key: "Alt", code: "AltLeft" });
      }
      say("keydown", { key: "Enter", code: "Enter" });
    }""", CODE)

    assert scans(page) == [[CODE, None]]


@pytest.mark.browser
def test_a_serial_scanner_is_cut_into_codes_by_line_ends_and_pauses(page):
    heard = page.evaluate("""async ([code, pass]) => {
      const { openLines } = await import("/static/js/scan/serial.js");
      const heard = [], bytes = (text) => new TextEncoder().encode(text);
      const lines = openLines((text) => heard.push(text));
      lines.add(bytes(code.slice(0, 5)));
      lines.add(bytes(code.slice(5) + "\\r\\n" + pass.slice(0, 9)));
      lines.add(bytes(pass.slice(9)));
      window.heard = heard;
      return [...heard];
    }""", [CODE, PASS])
    page.clock.run_for(100)

    assert heard == [CODE]
    assert page.evaluate("window.heard") == [CODE, PASS]
