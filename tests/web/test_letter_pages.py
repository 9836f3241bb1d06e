"""The pages of letters: the host writes, the attendee answers without a sign-in, each sees their own."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.letters import Draft, write
from badges.model import Attendee, Event, Host, Letter, ReasonRead, Reply
from badges.moments import now
from tests.builders import SECRET, at

WRITE = "/host/chums/write/{}"


@pytest.fixture
def mira(evening):
    known = {"email": "mira@example.test", "first_name": "Mira", "fields": {"Mobile": "+44 7700 900123"}}
    change(evening, evening.mira, **known)
    return evening.mira


@pytest.fixture
def ramit(evening, mira):
    return evening.client(evening.links.host(evening.ramit))


@pytest.fixture
def link(evening, mira):
    """The answer page of a letter that Ramit has written to Mira."""
    return "/l/" + written(evening, mira)


def change(evening, thing, **columns):
    with evening.store.writing() as session:
        row = session.get(type(thing), thing.id)
        for column, value in columns.items():
            setattr(row, column, value)


def is_over(evening):
    """The evening has ended, and it is about noon where it was, so that no test is about the night."""
    ended = now() - timedelta(hours=2)
    hours = {"doors_at": ended - timedelta(hours=4), "start_at": ended - timedelta(hours=3), "end_at": ended}
    change(evening, evening.event, timezone=daytime(), **hours)


def daytime():
    """A zone where it is about noon now; Etc/GMT-3 is three hours ahead."""
    ahead = 12 - now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def written(evening, attendee, host=None, kind="where_are_you", words="Where are you?"):
    with evening.store.writing() as session:
        host = session.get(Host, (host or evening.ramit).id)
        drafts = [Draft(attendee.id, kind, words)]
        [one] = write(
            session, session.get(Event, evening.event.id), host, drafts, via="mail", secret=SECRET, now=now()
        )
    assert not one.why_not, one.why_not
    return one.code


def rows(evening, what):
    with evening.store.reading() as session:
        return session.scalars(select(what).order_by(what.id)).all()


def letter_to(client, attendee, **form):
    form = {"kind": "where_are_you", "words": "Where are you?", "via": "mail", **form}
    return client.post(WRITE.format(attendee.id), data=form)


def test_the_letter_stands_ready_with_the_facts_in_it(evening, ramit, mira):
    page = ramit.get(WRITE.format(mira.id)).text

    assert "Hello Mira," in page
    assert "mira@example.test" in page
    assert "Ramit is looking out for you at The chum parade" in page
    assert "Send by mail" in page
    assert 'value="whatsapp"' in page


def test_a_letter_that_was_sent_is_shown_with_its_fate_and_cannot_be_sent_again(evening, ramit, mira):
    answer = letter_to(ramit, mira, words="Are you well?")
    page = ramit.get(answer.headers["Location"]).text

    [letter] = rows(evening, Letter)
    assert (answer.status_code, letter.words, letter.state) == (302, "Are you well?", "owed")
    assert "Are you well?" in page
    assert "on its way" in page
    assert "You have asked Mira Okafor already" in page
    assert "Send by mail" not in page


def test_a_letter_that_may_not_be_has_its_reason_instead_of_a_button(evening, ramit, mira):
    change(evening, mira, no_contact=True)

    page = ramit.get(WRITE.format(mira.id)).text
    sent = letter_to(ramit, mira)

    assert "Mira Okafor asked not to be written to." in page
    assert "Send by mail" not in page
    assert (sent.status_code, rows(evening, Letter)) == (409, [])


def test_what_was_typed_is_not_lost_when_it_is_refused(ramit, mira):
    answer = letter_to(ramit, mira, words="x" * 2001)

    assert answer.status_code == 422
    assert "at most 2000 characters" in answer.text
    assert "x" * 2001 in answer.text


def test_the_hosts_words_are_kept_where_they_say_so(evening, ramit, mira):
    letter_to(ramit, mira, words="Mira, are you coming?", keep="1")

    [host] = [one for one in rows(evening, Host) if one.id == evening.ramit.id]
    assert host.templates == {"where_are_you": "{first name}, are you coming?"}
    change(evening, evening.joanna, email="joanna@example.test")
    assert "Joanna Wren, are you coming?" in ramit.get(WRITE.format(evening.joanna.id)).text


def test_by_ones_own_phone_the_letter_is_kept_and_can_be_taken_back(evening, ramit, mira):
    answer = letter_to(ramit, mira, via="whatsapp", words="Where are you?")

    [letter] = rows(evening, Letter)
    assert (answer.status_code, letter.via, letter.state) == (200, "phone", "sent")
    assert "https://wa.me/447700900123?text=Where%20are%20you%3F" in answer.text
    code = re.search(r"/l/([0-9A-Z]{16})", answer.text)[1]
    assert evening.app.test_client().get(f"/l/{code}").status_code == 200
    ramit.post(f"{WRITE.format(mira.id)}/not-sent", data={"letter": letter.id})
    assert [one.state for one in rows(evening, Letter)] == ["taken_back"]
    assert "Send by mail" in ramit.get(WRITE.format(mira.id)).text


def test_a_host_writes_to_nobody_elses_people(evening, ramit):
    assert ramit.get(WRITE.format(evening.noor.id)).status_code == 404
    answer = letter_to(ramit, evening.noor)
    assert (answer.status_code, rows(evening, Letter)) == (404, [])


@pytest.mark.parametrize("form", [{"kind": "nonsense"}, {"via": "pigeon"}, {"kind": "", "via": ""}])
def test_a_form_that_is_none_of_ours_sends_nothing(evening, ramit, mira, form):
    assert letter_to(ramit, mira, **form).status_code == 422
    assert rows(evening, Letter) == []


def test_the_answer_page_opens_without_a_sign_in_and_is_kept_nowhere(evening, link):
    answer = evening.app.test_client().get(link)

    assert answer.status_code == 200
    assert "Where are you?" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers or "passes" not in answer.headers["Set-Cookie"]
    assert "noindex" in answer.text


def test_the_page_says_who_will_read_it_before_it_is_sent(evening, link):
    page = evening.app.test_client().get(link).text

    host_alone = re.search(r'name="readers" value="host" checked>(.*?)</label>', page, re.DOTALL)[1]
    assert "Ramit" in host_alone
    assert "alone" in host_alone
    assert 'name="readers" value="organisers">' in page


def test_guessing_letters_is_bounded_and_the_right_one_opens(evening, link):
    client = evening.app.test_client()

    statuses = [client.get(f"/l/{n:016}").status_code for n in range(70)]

    assert set(statuses) == {404, 429}
    assert client.get(link).status_code == 200
    assert client.post(f"/l/{0:016}", data={"answer": "word"}).status_code == 429


def test_an_answer_moves_the_attendee_at_once_and_the_host_reads_it(evening, ramit, mira, link):
    client = evening.app.test_client()

    form = {"answer": "late-30", "words": "A flat tyre", "link": "maps.example.org/me"}
    answer = client.post(link, data=form)
    page = ramit.get(WRITE.format(mira.id)).text

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{link}#said")
    [reply] = rows(evening, Reply)
    assert (reply.kind, reply.for_organisers, reply.keep) == ("running_late", False, False)
    assert reply.letter_id == rows(evening, Letter)[0].id
    assert "A flat tyre" in page
    assert 'href="https://maps.example.org/me" rel="noopener noreferrer nofollow ugc"' in page
    assert "Running late" in page
    copy = evening.api("copy").json
    assert [one["late_until"] for one in copy["attendees"] if one["id"] == mira.id] != [None]
    assert "tyre" not in evening.api("journal").text + evening.api("copy").text


def test_what_was_said_is_shown_and_can_be_changed(evening, link):
    client = evening.app.test_client()
    client.post(link, data={"answer": "cannot_come", "words": "A cold"})
    first = client.get(link).text

    client.post(link, data={"answer": "coming"})
    second = client.get(link).text

    assert "You cannot come" in first
    assert "A cold" in first
    assert "Answer once more" in first
    assert "You are coming" in second
    assert [one.kind for one in rows(evening, Reply)] == ["cannot_come", "coming"]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"answer": "late-15"}, "running_late"),
        ({"answer": "late-45"}, "running_late"),
        ({"answer": "on_my_way"}, "on_my_way"),
        ({"answer": "cannot_come", "readers": "organisers", "keep": "1"}, "cannot_come"),
        ({"answer": "was_there"}, "was_there"),
        ({"answer": "had_to_leave"}, "had_to_leave"),
        ({"answer": "word", "words": "Hello"}, "word"),
    ],
)
def test_each_answer_is_taken(evening, link, form, kind):
    assert evening.app.test_client().post(link, data=form).status_code == 302

    [reply] = rows(evening, Reply)
    assert reply.kind == kind
    assert (reply.for_organisers, reply.keep) == ("readers" in form, "keep" in form)


def test_a_time_of_ones_own_is_one_of_the_evening(evening, link):
    until = now() + timedelta(hours=1)
    answer = evening.app.test_client().post(link, data={"answer": "late-at", "at": f"{until:%H:%M}"})

    [reply] = rows(evening, Reply)
    assert answer.status_code == 302
    assert reply.until == until.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"answer": "nonsense"},
        {"answer": "late-at", "at": "soon"},
        {"answer": "late-7"},
        {"answer": "word"},
        {"answer": "on_my_way", "link": "javascript:alert(1)"},
        {"answer": "on_my_way", "words": "x" * 2001},
    ],
)
def test_an_answer_that_is_none_is_refused_in_a_sentence_and_nothing_typed_is_lost(evening, link, form):
    answer = evening.app.test_client().post(link, data=form)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert form.get("link", "") in answer.text
    assert rows(evening, Reply) == []


def test_after_the_evening_only_those_answers_are_offered_that_make_sense_then(evening, link):
    is_over(evening)

    page = evening.app.test_client().get(link).text

    assert re.findall(r'name="answer" value="([a-z0-9_-]+)"', page) == [
        "was_there",
        "had_to_leave",
        "cannot_come",
        "word",
    ]
    assert evening.app.test_client().post(link, data={"answer": "late-15"}).status_code == 422
    assert evening.app.test_client().post(link, data={"answer": "cannot_come"}).status_code == 302


def test_who_is_here_has_nothing_to_excuse_and_can_still_say_a_word(evening, mira, link):
    change(evening, mira, arrived_at=now())

    page = evening.app.test_client().get(link).text

    assert re.findall(r'name="answer" value="([a-z0-9_-]+)"', page) == ["had_to_leave", "word"]
    assert evening.app.test_client().post(link, data={"answer": "cannot_come"}).status_code == 409


def test_no_more_letters_is_one_touch_and_can_be_taken_back(evening, link):
    client = evening.app.test_client()

    client.post(f"{link}/letters", data={"letters": "no"})
    asked = evening.store.row(select(Attendee.no_contact).where(Attendee.id == evening.mira.id), {})
    page = client.get(link).text
    client.post(f"{link}/letters", data={"letters": "yes"})
    again = evening.store.row(select(Attendee.no_contact).where(Attendee.id == evening.mira.id), {})

    assert (asked[0], again[0]) == (True, False)
    assert "They may write to me again" in page


def test_a_person_who_was_taken_away_has_no_page_any_more(evening, mira, link):
    change(evening, mira, erased_at=now())

    assert evening.app.test_client().get(link).status_code == 404


def test_a_form_without_its_token_answers_nothing(evening, link):
    evening.app.config["WTF_CSRF_ENABLED"] = True

    assert evening.app.test_client().post(link, data={"answer": "on_my_way"}).status_code == 400
    assert rows(evening, Reply) == []


def test_words_that_look_like_code_do_nothing_on_either_page(evening, ramit, mira, link):
    nasty = "<script>alert(1)</script>"
    client = evening.app.test_client()
    client.post(link, data={"answer": "word", "words": nasty})

    pages = client.get(link).text + ramit.get(WRITE.format(mira.id)).text

    assert "<script>alert" not in pages
    assert pages.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_the_host_answers_back_and_the_attendee_reads_it_on_the_same_page(evening, ramit, mira, link):
    client = evening.app.test_client()
    client.post(link, data={"answer": "late-15"})

    page = ramit.get(WRITE.format(mira.id)).text
    letter_to(ramit, mira, kind="answer", words="We keep you a seat")

    assert "Answer back" in page
    assert "We keep you a seat" in client.get(link).text


def test_another_host_does_not_read_what_was_said_to_one(evening, ramit, mira, link):
    with evening.store.writing() as session:
        hers = session.get(Attendee, mira.id)
        hers.hosts.append(session.get(Host, evening.thea.id))
    evening.app.test_client().post(link, data={"answer": "cannot_come", "words": "I lost my nerve."})
    thea = evening.client(evening.links.host(evening.thea))

    theirs = thea.get(WRITE.format(mira.id)).text + thea.get("/host/chums/").text

    assert "nerve" not in theirs
    assert "has said that they cannot come" in theirs
    assert "nerve" in ramit.get("/host/chums/").text


def test_reading_somebodys_words_is_noted_once_a_day(evening, ramit, mira, link):
    ramit.get(WRITE.format(mira.id))
    assert rows(evening, ReasonRead) == []
    evening.app.test_client().post(link, data={"answer": "cannot_come", "words": "A cold"})

    for _ in range(3):
        ramit.get(WRITE.format(mira.id))

    [reading] = rows(evening, ReasonRead)
    assert (reading.reader, reading.reader_id, reading.attendee_id) == ("host", evening.ramit.id, mira.id)


@pytest.mark.parametrize(
    ("language", "word", "direction"),
    [
        ("de", "Unterwegs", "ltr"),
        ("fr", "En route", "ltr"),
        ("es", "En camino", "ltr"),
        ("ar", "في الطريق", "rtl"),
    ],
)
def test_the_answer_page_speaks_its_readers_language(evening, link, language, word, direction):
    page = evening.app.test_client().get(link, headers={"Accept-Language": language}).text

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert word in page
    assert "On my way" not in page


def test_several_are_written_to_only_after_the_evening(evening, ramit):
    assert "The evening still runs" in ramit.get("/host/chums/letters").text
    form = {"kind": "missed_you", "to": evening.mira.id, f"words-{evening.mira.id}": "Hello"}

    answer = ramit.post("/host/chums/letters", data=form)

    assert (answer.status_code, rows(evening, Letter)) == (200, [])
    assert "The evening still runs" in answer.text


def test_after_the_evening_each_text_is_seen_and_each_one_can_be_left_out(evening, ramit, mira):
    change(evening, evening.joanna, email="joanna@example.test", first_name="Joanna")
    is_over(evening)
    page = ramit.get("/host/chums/letters").text
    form = {"kind": "missed_you", f"words-{mira.id}": "M", f"words-{evening.joanna.id}": "J, I missed you"}

    answer = ramit.post("/host/chums/letters", data={**form, "to": [evening.joanna.id]})
    after = ramit.get(answer.headers["Location"]).text

    assert "Hello Mira," in page
    assert "Hello Joanna," in page
    assert [(one.attendee_id, one.words) for one in rows(evening, Letter)] == [
        (evening.joanna.id, "J, I missed you")
    ]
    assert "on its way" in after
    assert f'name="to" value="{evening.joanna.id}"' not in after
    assert f'name="to" value="{mira.id}"' in after


def test_who_may_not_be_written_to_is_named_with_the_reason(evening, ramit, mira):
    change(evening, mira, excused_at=at("18:00"))
    is_over(evening)

    page = ramit.get("/host/chums/letters").text

    assert "Mira Okafor has said that they cannot come." in page
    assert f'name="to" value="{mira.id}"' not in page


def test_those_who_came_are_thanked(evening, ramit, mira):
    change(evening, mira, arrived_at=now() - timedelta(hours=4))
    is_over(evening)

    page = ramit.get("/host/chums/letters?kind=thanks").text
    form = {"kind": "thanks", "to": [mira.id], f"words-{mira.id}": "Thank you"}
    ramit.post("/host/chums/letters", data=form)

    assert "thank you for coming to The chum parade" in page
    assert [one.kind for one in rows(evening, Letter)] == ["thanks"]


def test_nobody_chosen_sends_nothing(evening, ramit, mira):
    is_over(evening)

    answer = ramit.post("/host/chums/letters", data={"kind": "missed_you"})

    assert (answer.status_code, rows(evening, Letter)) == (422, [])
    assert "Nobody is chosen" in answer.text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("on_my_way", "Mira Okafor is on the way"),
        ("was_there", "Mira Okafor says that they were there, and no desk saw them"),
        ("word", "Mira Okafor has written to you"),
        ("coming", "Mira Okafor can come after all"),
    ],
)
def test_the_hosts_page_says_what_was_answered(evening, ramit, link, answer, sentence):
    evening.app.test_client().post(link, data={"answer": answer, "words": "Hello"})

    assert sentence in ramit.get("/host/chums/").text
