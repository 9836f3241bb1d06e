"""What is worn on a chest is read by strangers: nothing on it opens the attendee's pass."""

from io import BytesIO

import pytest

from badges import events, sheets
from badges.paper import design_names, draw_pdf
from tests.builders import pass_of
from tests.paper.reading import pixels, scanned, words_on


def drawn(evening, design):
    """The words and the QR's text of Mira's badge as it is printed."""
    with evening.store.reading() as session:
        event = events.event_named(session, "chums")
        badges = sheets.badges_of(session, event, ["Mira Okafor"])
        out = BytesIO()
        draw_pdf(badges, out, composer=sheets.composer(session, event, stock="page-90x60", design=design))
    return words_on(out.getvalue()).split(), scanned(pixels(out.getvalue())).text


@pytest.mark.parametrize("design", design_names())
def test_nothing_drawn_on_a_badge_opens_the_pass(evening, design):
    words, code = drawn(evening, design)

    visitor = evening.app.test_client()
    tried = {code, code.removeprefix("LB1"), *words, "".join(words)}
    answers = {one: visitor.get(f"/P/{one.replace('/', '')}").status_code for one in tried}

    assert code == "LB1" + evening.badge
    assert set(answers.values()) <= {404, 429}
    assert pass_of(evening.mira) not in "".join(words) + code


def test_the_pass_is_no_fact_that_a_design_could_draw(evening):
    with evening.store.reading() as session:
        event = events.event_named(session, "chums")
        (badge,) = sheets.badges_of(session, event, ["Mira Okafor"])

    said = [badge.name, badge.short_code, badge.badge_code, *badge.fields.values()]

    assert all(pass_of(evening.mira) not in one for one in said)
