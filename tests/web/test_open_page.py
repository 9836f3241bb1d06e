"""The open page that the poster leads to: what is answered, what is mailed, and that it tells on nobody."""

import re

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select

from badges.model import AskedPass, Attendee, CodeKind, Event
from badges.moments import now
from badges.notices import mail
from badges.notices.pass_sender import Addresses, PassSender
from tests.builders import an_attendee, badge_of
from tests.formless import without_guard
from web.links import Links

MIRA = {"name": "Mira Okafor", "email": "mira@example.test"}
# Whoever may ask: on the list or nearly so, under another's address, off it, of another event, nobody at all.
ASKING = {
    "on the list": MIRA,
    "nearly so": {"name": "mira", "email": "MIRA@example.test"},
    "another's address": {"name": "Mira Okafor", "email": "noor@example.test"},
    "another's name": {"name": "Noor Haddad", "email": "mira@example.test"},
    "cancelled": {"name": "Cal Celled", "email": "cal@example.test"},
    "another event's": {"name": "Zelda Elsewhere", "email": "zelda@example.test"},
    "nobody": {"name": "Nobody Known", "email": "nobody@example.test"},
    "odd": {"name": "%' OR 1=1 --", "email": "%@%"},
}


@pytest.fixture
def wall(evening_on_both):
    evening = evening_on_both
    with evening.store.writing() as session:
        for attendee, email in ((evening.mira, "mira@example.test"), (evening.noor, "noor@example.test")):
            session.get_one(Attendee, attendee.id).email = email
        session.get_one(Attendee, evening.stranger.id).email = "zelda@example.test"
        an_attendee(session, evening.event, "Cal Celled", email="cal@example.test", cancelled_at=now())
    return evening


def change(evening, **columns):
    with evening.store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        for key, value in columns.items():
            setattr(event, key, value)


def ask(evening, form, client=None):
    return (client or evening.app.test_client()).post("/e/chums", data=form)


def send(evening):
    links = Links(evening.settings)
    PassSender(evening.store, evening.settings, Addresses(links.own_pass, links.open_page)).send_due()
    return mail.list_outbox(evening.settings)


def seen(answer):
    """All that who asks can see of an answer, but for what is random in every one."""
    headers = {key: value for key, value in answer.headers if key != "Set-Cookie"}
    return answer.status_code, headers, without_guard(answer.text)


def test_everybody_who_asks_gets_the_same_answer(wall):
    answers = [seen(ask(wall, form)) for form in ASKING.values()]
    after = [seen(wall.app.test_client().get(answers[0][1]["Location"])) for _ in ASKING]

    assert answers == [answers[0]] * len(ASKING)
    assert answers[0][:2] == (302, {**answers[0][1], "Location": "/e/chums/asked"})
    assert after == [after[0]] * len(ASKING)
    assert "If this is how the list has you, a mail with your pass is on its way" in after[0][2]


def test_everybody_who_asks_costs_the_same_work(wall):
    """Wall clocks lie; the statements are all that the answer waits for."""
    ask(wall, MIRA)
    statements = []
    sa_event.listen(wall.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    def work(form):
        statements.clear()
        ask(wall, form)
        return list(statements)

    costs = {who: work(form) for who, form in ASKING.items()}

    assert costs == dict.fromkeys(ASKING, costs["nobody"])
    assert len(costs["nobody"]) == 2
    assert not any("attendee" in statement.lower().split("into")[0] for statement in costs["nobody"])


def test_asking_again_costs_and_answers_the_same_when_nothing_is_mailed_any_more(wall):
    answers, statements = [], []
    sa_event.listen(wall.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    costs = []
    for _ in range(6):
        statements.clear()
        answers.append(seen(ask(wall, MIRA)))
        costs.append(list(statements))
        send(wall)

    assert len(mail.list_outbox(wall.settings)) == 3
    assert answers == [answers[0]] * 6
    assert costs == [costs[0]] * 6


def test_only_the_lists_own_address_is_mailed_and_its_link_opens_the_pass(wall):
    for form in ASKING.values():
        ask(wall, form)

    letters = send(wall)

    assert {letter.to for letter in letters} == {"Mira Okafor <mira@example.test>"}
    link = re.search(r"http://\S+/P/\w+", letters[0].text)[0]
    assert "Mira Okafor" in wall.client(link).get("/pass/chums/").text


def test_when_nobody_waits_any_more_nothing_typed_is_kept(wall):
    for form in ASKING.values():
        ask(wall, form)

    send(wall)

    with wall.store.reading() as session:
        kept = session.scalars(select(AskedPass)).all()
        assert {(one.name, one.email, one.attendee_id) for one in kept} == {("", "", wall.mira.id)}


def test_asking_leaves_nothing_that_a_desk_or_a_host_would_read(wall):
    ask(wall, MIRA)
    send(wall)

    assert wall.api("journal").json["seq"] == 0


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "email": "mira@example.test"}, "name"),
        ({"name": "?!", "email": "mira@example.test"}, "name"),
        ({"name": "M" * 201, "email": "mira@example.test"}, "name"),
        ({"name": "Mira Okafor", "email": "mira"}, "email"),
        ({"name": "Mira Okafor", "email": "@example.test"}, "email"),
        ({"name": "Mira Okafor", "email": "mira @example.test"}, "email"),
        ({"name": "Mira Okafor", "email": f"{'m' * 250}@example.test"}, "email"),
        ({}, "email"),
    ],
)
def test_a_form_that_is_not_filled_in_is_told_so_whoever_sent_it(wall, form, field):
    answer = ask(wall, form)

    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert send(wall) == []


def test_what_is_typed_comes_back_as_text_and_not_as_markup(wall):
    page = ask(wall, {"name": '"><script>alert(1)</script>', "email": "none"}).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_from_elsewhere_mails_nobody(wall):
    wall.app.config["WTF_CSRF_ENABLED"] = True

    answer = ask(wall, MIRA)

    assert answer.status_code == 400
    assert send(wall) == []


@pytest.mark.parametrize("form", [MIRA, ASKING["nobody"]])
def test_asking_is_bounded_by_where_it_comes_from_and_not_by_who_it_is(wall, form):
    client = wall.app.test_client()

    statuses = [ask(wall, form, client).status_code for _ in range(62)]

    assert statuses == [302] * 60 + [429] * 2


def test_the_open_page_says_what_when_and_where_and_names_nobody(wall):
    change(wall, venue="The Net Loft", dress="Warm")

    page = wall.app.test_client().get("/e/chums").text

    start = wall.event.start_at
    day = f"{start:%A} {start.day} {start:%B}"
    hours = f"Doors {wall.event.doors_at:%H:%M}, start {start:%H:%M}"
    for said in ("The chum parade", "The Net Loft", day, hours):
        assert said in page
    # The third of a month and 19:23 are no numbers of people.
    page = re.sub(r"\d\d:\d\d", "", page.replace(day, ""))
    for name in ("Mira", "Noor", "Joanna", "Okafor", "Ramit", "Thea", "Desk 1", "organiser@", "3 "):
        assert name not in page


NOWHERE = ["/e/nowhere", "/e/nowhere/asked", "/e/nowhere/event.ics", "/e/%00", "/e/CHUMS"]


@pytest.mark.parametrize("path", NOWHERE)
def test_an_event_that_is_not_there_is_answered_as_any_address_where_nothing_is(wall, path):
    anywhere = wall.app.test_client().get("/nowhere")

    for method in ("GET", "POST") if path.count("/") == 2 else ("GET",):
        answer = wall.app.test_client().open(path, method=method, data=MIRA)

        assert seen(answer) == seen(anywhere), (method, path)
    assert anywhere.status_code == 404


@pytest.mark.parametrize("path", ["/e/chums", "/e/chums/asked", "/e/chums/event.ics"])
def test_no_cache_on_the_way_keeps_the_open_pages(wall, path):
    answer = wall.app.test_client().get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers


def test_no_open_page_takes_a_code_a_number_or_a_search(wall):
    with wall.store.reading() as session:
        badge = badge_of(session, wall.mira)
        short = badge_of(session, wall.mira, CodeKind.SHORT)
    plain = seen(wall.app.test_client().get("/e/chums"))
    tries = [{"q": "Mira"}, {"text": "Mira"}, {"code": badge}, {"text": short}, {"attendee": wall.mira.id}]

    for query in tries:
        assert seen(wall.app.test_client().get("/e/chums", query_string=query)) == plain
    for path in (f"/e/chums/{short}", f"/e/chums/{wall.mira.id}", f"/pass/chums/{short}", f"/e/{badge}"):
        assert wall.app.test_client().get(path).status_code == 404
    assert wall.app.test_client().get("/pass/chums/", query_string={"code": badge}).status_code == 403


def test_after_the_evening_nobody_asks_any_more(wall):
    over = now().replace(year=now().year - 1)
    change(wall, doors_at=over, start_at=over, end_at=now())

    page = wall.app.test_client().get("/e/chums").text
    answers = [seen(ask(wall, form)) for form in (MIRA, ASKING["nobody"])]

    assert "The evening is over" in page
    assert "<form" not in page
    assert answers[0] == answers[1]
    assert answers[0][0] == 409
    assert send(wall) == []


def test_whose_browser_has_the_pass_already_is_led_to_it(wall):
    from tests.builders import pass_of

    own = wall.client(f"/P/{pass_of(wall.mira)}").get("/e/chums").text
    strangers = wall.client(f"/P/{pass_of(wall.stranger)}").get("/e/chums").text

    assert 'href="/pass/chums/"' in own
    assert 'href="/pass/' not in strangers


def test_the_organiser_sees_what_became_of_the_passes_that_were_asked_for(evening):
    with evening.store.writing() as session:
        session.get_one(Attendee, evening.mira.id).email = "mira@example.test"
        session.get_one(Attendee, evening.noor.id).email = "nonsense@"
    ask(evening, MIRA)
    with evening.store.writing() as session:
        for n, who in enumerate((evening.joanna, evening.noor)):
            more = {"trouble": "451 not now"} if n else {}
            moments = {"asked_at": now(), "due_at": now().replace(year=9999)}
            session.add(AskedPass(event_id=evening.event.id, attendee_id=who.id, **moments, **more))
    send(evening)
    with evening.store.writing() as session:
        [one] = session.scalars(select(AskedPass).where(AskedPass.attendee_id == evening.joanna.id))
        one.state, one.settled_at, one.trouble = "failed", now(), "550 <b>no</b>"

    organiser = evening.client(evening.links.organiser(evening.organiser))
    page = organiser.get("/organiser/chums/poster").text

    assert re.search(r"Mira Okafor</bdi><br><span[^>]*>Mailed at \d\d:\d\d", page)
    assert "550 &lt;b&gt;no&lt;/b&gt;" in page
    assert "it is tried again. 451 not now" in page
