"""The page of an event's own badge: tried with every touch, kept when it is saved, its logo, its refusals."""

import io
import json
import re
import zlib

import pytest
from PIL import Image

from badges import designs, events, paper
from tests.badge_pages import Pages
from tests.builders import an_attendee, an_event

DESIGN = "/organiser/chums/badges/design"


class Designer(Pages):
    """The same, at the design."""

    def first(self, **query):
        """What the editor begins with."""
        text = self.see(DESIGN, **query)
        return json.loads(re.search(r"<script[^>]*data-first>(.*?)</script>", text, re.DOTALL)[1])

    def tries(self, document):
        return self.send("/design/try", document=json.dumps(document))

    def saves(self, document):
        return self.send("/design", document=json.dumps(document))

    def puts(self, data, name="logo.png", **more):
        # By hand: Flask's client leaves large files of its own open.
        parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in more.items()]
        parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + data)
        body = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
        sent = {"data": body + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
        return self.client.post("/organiser/chums/badges/picture", **sent)

    def own(self):
        with self.evening.store.reading() as session:
            return designs.own_design(session, self.event())

    def pictures(self):
        with self.evening.store.reading() as session:
            return designs.pictures_of(session, self.event())


@pytest.fixture
def page(evening):
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        an_attendee(session, event, "Ng", kind="speaker", fields={"Job Title": "Poet"})
        an_attendee(session, event, "Pablo Diego José Francisco de Paula Juan Nepomuceno", kind="crew")
        an_attendee(session, event, "王小明")
    return Designer(evening)


def a_document(key="plain", **more):
    return json.loads(paper.write_design(paper.design_named(key))) | more


def a_picture(width=60, height=30, form="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#145a78").save(out, form)
    return out.getvalue()


def element(document, called):
    return next(one for one in document["front"] if one["id"] == called)


def test_the_editor_begins_with_the_chosen_design_on_the_names_that_matter(page):
    first = page.first()

    names = {which: one["name"] for which, one in first["samples"].items()}
    assert names["longest"].startswith("Pablo")
    assert names["shortest"] == "Ng"
    assert names["hardest"] == "王小明"
    assert first["document"]["about"] == "Begun from Networking."
    assert (first["size"], first["own"], first["begun"]) == ({"width": 90, "height": 60}, False, False)
    assert ["job title", "Job Title"] in first["fields"]
    assert first["kinds"] == ["crew", "speaker"]


def test_the_editor_begins_with_another_design_when_asked(page):
    first = page.first(**{"from": "gala"})

    assert first["document"]["about"] == "Begun from Gala."
    assert first["begun"]
    assert page.client.get(DESIGN, query_string={"from": "baroque"}).status_code == 404
    assert page.client.get(f"{DESIGN}/gala.json").json == first["document"]


def test_trying_draws_every_sample_and_keeps_nothing(page):
    document = a_document(colours={"ink": "#123456"})

    samples = page.tries(document).json["samples"]

    assert set(samples) == {"ordinary", "longest", "shortest", "hardest"}
    assert all('fill="#123456"' in one["front"] for one in samples.values())
    assert "The name is on" in " ".join(samples["longest"]["looks"])
    assert page.own() is None


def test_trying_says_where_each_element_is(page):
    samples = page.tries(a_document()).json["samples"]

    left, top, right, bottom = samples["ordinary"]["places"]["front"]["qr"]
    # The dark symbol, 4.5 mm from the edges of a label of 90 × 60 mm, is square.
    assert (right, bottom) == pytest.approx((85.5, 55.5), abs=0.02)
    assert right - left == pytest.approx(bottom - top, abs=0.02)


def test_a_name_that_does_not_fit_is_said_of_its_sample_and_the_others_are_drawn(page):
    document = a_document()
    element(document, "name").update({"lines": 1, "floor": 30, "wrap_below": 30})

    samples = page.tries(document).json["samples"]

    assert samples["longest"]["front"] == ""
    assert "does not fit" in samples["longest"]["why"]
    assert samples["shortest"]["front"].startswith("<svg")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "name"),
        ("{", "cannot be read"),
        (json.dumps(a_document(front=[])), "no QR"),
        (json.dumps(a_document(bleed=99)), "bleed"),
        (json.dumps(a_document(about="x" * 70_000)), "64 KB"),
        ('{"a":' * 12_000, "nested"),
        ('{"name": "\0"}', "cannot be read"),
    ],
    ids=["empty", "broken", "bare", "bleed", "large", "nested", "NUL"],
)
def test_what_is_no_design_is_refused_with_where_and_what_to_do(page, text, said):
    for path in ("/design/try", "/design"):
        answer = page.send(path, document=text) if text or path.endswith("try") else None

        if answer is not None:
            assert answer.status_code == 422
            assert said in answer.json["problem"]
            assert answer.json["fix"]
    assert page.own() is None


def test_a_saved_design_is_chosen_drawn_on_its_card_and_begun_from_the_next_time(page):
    document = a_document(name="Ours", colours={"ink": "#123456"})

    assert page.saves(document).json == {"saved": True}

    assert page.event().badge_design == "own"
    first = page.first()
    assert (first["document"]["name"], first["own"]) == ("Ours", True)
    text = page.see()
    assert "<b>Ours</b>" in text
    assert re.search(r'value="own" checked', text)
    assert 'fill="#123456"' in text


def test_without_script_colours_are_kept_by_a_form(page):
    answer = page.send("/design", **{"from": "gala", "colour-accent": "#123456", "colour-ink": "#000000"})

    own = page.own()
    assert answer.headers["Location"] == f"{DESIGN}?saved=yes"
    assert (own.colour("accent", ""), own.colour("ink", "")) == ("#123456", "#000000")
    assert own.about == "Begun from Gala."
    assert "Kept." in page.see(DESIGN, saved="yes")
    refused = page.send("/design", **{"colour-ink": "red"})
    assert refused.status_code == 422
    assert "Write a colour such as" in refused.text


def test_a_logo_is_kept_shown_on_the_badge_and_removed(page):
    document = a_document()
    document["front"].append(
        {"element": "image", "image": "logo", "left": 5, "top": 12, "width": 10, "height": 5}
    )

    without = page.tries(document).json["samples"]["shortest"]["front"]
    sent = page.puts(a_picture(form="JPEG"), "logo.jpg", answer="json")
    shown = page.tries(document).json["samples"]["shortest"]["front"]
    removed = page.send("/picture/remove", answer="json")

    assert sent.json["source"].startswith("data:image/png;base64,")
    assert ("<image" in without, "<image" in shown) == (False, True)
    assert (removed.json, page.pictures()) == ({}, {})


def test_without_script_a_logo_is_kept_by_a_form(page):
    answers = [page.puts(a_picture()), page.send("/picture/remove")]

    assert [answer.headers["Location"] for answer in answers] == [DESIGN, DESIGN]


def bomb():
    """A PNG of a few hundred bytes that says it is 60,000 pixels each way."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    chunk = len(head[4:]).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk + a_picture()[33:]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Save the picture as PNG"),
        (b"<svg><image href='http://evil.test/x'/></svg>", "an SVG must become"),
        (b"%PDF-1.7", "Save the picture as PNG"),
        (bomb(), "picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5 * 1024 * 1024), "5 MB"),
    ],
    ids=["empty", "an SVG that links outside", "a PDF", "a bomb", "too large"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(page, data, said):
    by_script, by_form = page.puts(data, answer="json"), page.puts(data)

    assert (by_script.status_code, by_form.status_code) == (422, 422)
    assert said in by_script.json["problem"]
    assert said in by_form.text
    assert page.pictures() == {}


def test_choosing_no_file_says_so(page):
    assert "choose a picture first" in page.send("/picture").text


def test_names_and_columns_that_look_like_code_are_shown_as_they_are(page):
    nasty = '</script><script>alert(1)</script>"><b>'
    with page.evening.store.writing() as session:
        event = session.merge(page.evening.event)
        an_attendee(session, event, nasty * 2, kind=nasty, fields={nasty: "x"})

    text = page.see(DESIGN) + page.see()
    first = page.first()

    assert "<script>alert" not in text
    assert "<b>'" not in text
    assert first["samples"]["longest"]["name"] == nasty * 2
    assert nasty in first["kinds"]


def test_samples_follow_the_list(page):
    from badges import journal
    from badges.moments import now

    page.first()
    page.add("X")
    with page.evening.store.writing() as session:
        journal.write(session, page.evening.event.id, [journal.Line("added", now())])

    assert page.first()["samples"]["shortest"]["name"] == "X"


def test_another_events_design_and_logo_stay_its_own(page):
    page.saves(a_document(name="Ours"))
    page.puts(a_picture())
    with page.evening.store.writing() as session:
        an_event(session, "regatta", "The regatta")

    with page.evening.store.reading() as session:
        other = events.event_named(session, "regatta")
        assert designs.own_design(session, other) is None
        assert designs.pictures_of(session, other) == {}
    assert "<b>Ours</b>" not in page.see("/organiser/regatta/badges")
