"""An event's own badge in a real browser: dragged, coloured, worded; undone, kept over a reload, saved."""

import io

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import expect

from badges import designs, events, paper, sheets
from tests.browser import PHONE

TEAL = (20, 90, 120)


def own(house):
    with house.store.reading() as session:
        return designs.own_design(session, events.event_named(session, house.event.slug))


def text_of(design, called):
    return next(one for one in design.front if one.id == called)


def logo():
    out = io.BytesIO()
    Image.new("RGB", (120, 60), TEAL).save(out, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": out.getvalue()}


def drag(page, box, right, down):
    """Drag what a hand can hold by so many millimetres of a label of 90 mm."""
    scale = page.locator(".stage-over").bounding_box()["width"] / 90
    at = box.bounding_box()
    x, y = at["x"] + at["width"] / 3, at["y"] + at["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right * scale / 2, y + down * scale / 2, steps=4)
    page.mouse.move(x + right * scale, y + down * scale, steps=4)
    page.mouse.up()


def tried(page):
    """The answer of the server to the last change."""
    return page.expect_response(lambda answer: answer.url.endswith("/design/try"))


def saved(page):
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved, and chosen for this event")).to_be_visible()


def colour(page, label, value):
    # In one step, as a hand does it: the answer to the change before may come between two.
    page.get_by_label(label).first.evaluate(
        "(field, value) => {field.value = value; field.dispatchEvent(new Event('input', {bubbles: true}))}",
        value,
    )


def left_of(pdf, words):
    """Where these words begin on their page, in millimetres, and the page."""
    for sheet in pdf:
        text = sheet.get_textpage()
        whole = text.get_text_range()
        if words in whole:
            return text.get_charbox(whole.index(words))[0] / 72 * 25.4, sheet
    raise AssertionError(f"nowhere in the file: {words}")


@pytest.mark.browser
def test_a_design_is_chosen_dragged_coloured_given_a_logo_saved_made_and_read_back(house, open_page):
    page = open_page()
    page.get_by_role("radio", name="Plain").check()
    page.get_by_role("link", name="Make your own").click()

    with tried(page):
        drag(page, page.locator(".stage-box[aria-label=Name]"), 3, -2)
    with tried(page):
        colour(page, "Names and text", "#145a78")
    with tried(page):
        page.set_input_files("#logo-file", logo())
    expect(page.locator(".stage-box[aria-label=Logo]")).to_be_visible()
    saved(page)

    before, after = paper.design_named("plain"), own(house)
    moved = text_of(after, "name").inset, text_of(before, "name").inset
    right, up = moved[0].left - moved[1].left, moved[0].bottom - moved[1].bottom
    assert (right, up) == (pytest.approx(3, abs=1), pytest.approx(2, abs=1))
    assert dict(after.colours)["ink"] == "#145a78"

    page.get_by_role("link", name="To paper and printing").click()
    expect(page.get_by_role("radio", name="Your own")).to_be_checked()
    expect(page.get_by_text("All 6 badges can be printed.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_text("6 badges are in the file.")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    pdf = pypdfium2.PdfDocument(download.value.path().read_bytes())

    assert len(pdf) == 6
    left, sheet = left_of(pdf, "Mira Okafor")
    was_left, _ = left_of(drawn_as_shipped(house), "Mira Okafor")
    assert left - was_left == pytest.approx(right, abs=0.2)
    picture = sheet.render(scale=4).to_pil()
    at = next(one for one in own(house).front if one.id.startswith("logo")).inset
    dot = 25.4 / 72 / 4
    x, y = picture.width - (at.right + at.width / 2) / dot, (at.top + at.height / 2) / dot
    assert picture.getpixel((round(x), round(y))) == pytest.approx(TEAL, abs=3)


def drawn_as_shipped(house):
    out = house.settings.data_dir / "as-shipped.pdf"
    with house.store.reading() as session:
        event = events.event_named(session, house.event.slug)
        sheets.draw(session, event, out=out, design="plain")
    return pypdfium2.PdfDocument(out.read_bytes())


@pytest.mark.browser
def test_keys_move_and_resize_and_whatever_was_done_is_undone(house, open_page):
    page = open_page("/design")
    name = page.locator(".stage-box[aria-label=Name]")
    begun = text_of(paper.design_named("plain"), "name").inset

    name.focus()
    with tried(page):
        for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowLeft"):
            page.keyboard.press(key)
    saved(page)
    moved = text_of(own(house), "name").inset
    page.get_by_role("button", name="Undo").click()
    saved(page)
    undone = text_of(own(house), "name").inset
    page.get_by_role("button", name="Redo").click()
    saved(page)

    assert (moved.left, moved.top) == (begun.left + 1, begun.top + 0.5)
    assert moved.right == pytest.approx(begun.right - 1 + 0.5)
    assert undone == begun
    assert text_of(own(house), "name").inset == moved


@pytest.mark.browser
def test_a_text_is_hidden_added_removed_and_says_another_fact(house, open_page):
    page = open_page("/design")

    page.get_by_role("button", name="Company").first.click()
    with tried(page):
        page.get_by_label("What it says").select_option(label="Job Title")
    expect(page.locator(".stage-box[aria-label='Job Title']")).to_be_visible()
    with tried(page):
        page.get_by_role("radio", name="Bold").check()
    with tried(page):
        page.get_by_role("button", name="Hide Short code").click()
    with tried(page):
        page.get_by_role("button", name="+ Text").click()
    page.get_by_label("What it says").select_option(label="Your own words")
    with tried(page):
        page.get_by_label("Your own words", exact=True).last.fill("[Table {table}]Hello")
    saved(page)

    design = own(house)
    assert text_of(design, "company").template.source == "{job title}"
    assert text_of(design, "company").weight.value == "Bold"
    assert text_of(design, "text-1").template.source == "[Table {table}]Hello"
    hidden = text_of(design, "short code")
    assert not all(condition.holds("Mira") for condition in hidden.when if condition.field == "name")
    page.reload()
    page.get_by_role("button", name="Show Short code").click()
    page.locator(".stage-box[aria-label*=Hello]").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    saved(page)
    assert text_of(own(house), "short code").when == ()
    assert "text-1" not in {one.id for one in own(house).front}


@pytest.mark.browser
def test_a_qr_is_dragged_to_another_corner_and_hangs_there_on_every_label(house, open_page):
    page = open_page("/design")
    code = page.locator(".stage-box[aria-label='QR code']")

    with tried(page):
        drag(page, code, -60, -30)
    saved(page)

    inset = next(one for one in own(house).front if isinstance(one, paper.design.Qr)).inset
    assert (inset.right, inset.bottom) == (None, None)
    assert inset.left < 10
    assert inset.top < 10


@pytest.mark.browser
def test_a_reload_loses_nothing_and_a_badge_that_cannot_be_printed_says_why(house, open_page):
    page = open_page("/design")

    page.locator(".stage-box[aria-label=Name]").click()
    page.get_by_label("Lines").fill("1")
    with tried(page):
        page.get_by_label("At least").fill("36")
    page.get_by_text("Longest").click()
    expect(page.get_by_role("alert")).to_contain_text("This badge is not printed.")
    page.reload()
    expect(page.get_by_text("What you had changed and not saved is here again.")).to_be_visible()
    page.locator(".stage-box[aria-label=Name]").click()
    expect(page.get_by_label("At least")).to_have_value("36")
    page.get_by_role("button", name="Drop it").click()
    page.locator(".stage-box[aria-label=Name]").click()

    expect(page.get_by_label("At least")).not_to_have_value("36")
    assert own(house) is None


@pytest.mark.browser
def test_a_mistake_is_said_and_what_was_there_before_stays(house, open_page):
    page = open_page("/design")

    page.locator(".stage-box[aria-label=Name]").click()
    page.get_by_label("What it says").select_option(label="Your own words")
    # A refusal is an answer, which Chromium also writes down as an error of its own.
    page.get_by_label("Your own words", exact=True).last.fill("{name")
    expect(page.get_by_role("alert")).to_contain_text("a { has no }")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("alert")).to_have_count(0)
    assert own(house) is None
    page.troubles = [one for one in page.troubles if "422" not in one]


@pytest.mark.browser
def test_a_finger_chooses_first_and_drags_then_so_that_the_page_still_scrolls(house, open_page):
    page = open_page("/design", viewport=PHONE, has_touch=True)
    name = page.locator(".stage-box[aria-label=Name]")

    before = name.evaluate("(one) => getComputedStyle(one).touchAction")
    name.tap()
    after = name.evaluate("(one) => getComputedStyle(one).touchAction")

    assert (before, after) == ("auto", "none")
    expect(page.get_by_label("What it says")).to_be_in_viewport()


@pytest.mark.browser
def test_without_script_a_design_is_chosen_coloured_and_made(house, open_page):
    page = open_page(java_script_enabled=False)

    page.get_by_role("radio", name="Gala").check()
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_role("radio", name="Gala")).to_be_checked()
    page.get_by_role("link", name="Make your own").click()
    page.get_by_label("Accent").fill("#145a78")
    page.get_by_role("button", name="Keep these colours").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.get_by_role("link", name="To paper and printing").click()
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_text("6 badges are in the file.")).to_be_visible(timeout=60_000)

    assert dict(own(house).colours)["accent"] == "#145a78"
    assert own(house).about == "Begun from Gala."
