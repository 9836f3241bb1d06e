"""My people on the host's page: four groups, one person's card, the desk, and what a live look sends."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import insert, select

from badges import journal, readings, replies
from badges.desk import take
from badges.model import Attendee, DeskWord, Letter, Notice, invitation
from badges.moments import now, write_moment
from tests.builders import a_place, a_scan, an_attendee


@pytest.fixture
def ramit(evening):
    return evening.client(evening.links.host(evening.ramit))


@pytest.fixture
def thea(evening):
    return evening.client(evening.links.host(evening.thea))


def card_of(evening, attendee):
    return f"/host/{evening.event.slug}/people/{attendee.id}"


def arrival_of(attendee):
    return {"id": str(a_scan().id), "action": "arrive", "attendee": attendee.id, "at": write_moment(now())}


def parts_of(page):
    return re.findall(r'id="(group-\w+)" class="group-part" data-live-part data-digest="(\w+)"', page)


def copied(evening):
    everybody = evening.api("copy").json["attendees"]
    return next(one for one in everybody if one["id"] == evening.mira.id)


def lines(evening):
    with evening.store.reading() as session:
        return journal.read(session, evening.event.id, after=0, limit=100)


def many(evening, count, host):
    with evening.store.writing() as session:
        rows = [
            {"event_id": evening.event.id, "name": f"Person {n:04}", "folded": "", "pass_seed": b"x"}
            for n in range(count)
        ]
        ids = session.scalars(insert(Attendee).returning(Attendee.id), rows).all()
        session.execute(insert(invitation), [{"attendee_id": one, "host_id": host.id} for one in ids])
    return ids


def statements_of(evening, ask):
    found = []

    def count(*about):
        found.append(about[2])

    sa_event.listen(evening.store.engine, "before_cursor_execute", count)
    ask()
    sa_event.remove(evening.store.engine, "before_cursor_execute", count)
    return found


def test_the_calm_sentence_says_how_my_people_are(evening, ramit):
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        said = an_attendee(session, event, "Sofia Marchetti", hosts=[session.merge(evening.ramit)])
        away = an_attendee(session, event, "Late Larry Lund", hosts=[session.merge(evening.ramit)])
        replies.cannot_come(session, event, said.id, now=now())
        replies.running_late(session, event, away.id, until=now() + timedelta(minutes=45), now=now())
        session.get(Attendee, evening.joanna.id).expected_at = now() - timedelta(minutes=40)
    evening.scan(arrival_of(evening.mira))

    page = ramit.get("/host/chums/").text

    assert "1 here, 1 late and said so, 1 cannot come, 1 we have not heard from." in page


def test_a_person_has_a_card_with_everything_known(evening, ramit):
    page = ramit.get(card_of(evening, evening.mira)).text

    assert "Mira Okafor" in page
    assert "Okafor &amp; Daughters" in page
    assert "I have seen them here" in page


def test_nobody_opens_the_card_of_anothers_person_or_does_anything_to_them(evening, thea):
    path = card_of(evening, evening.mira)

    answers = [thea.get(path), thea.post(f"{path}/seen"), thea.post(f"{path}/not-seen")]
    answers.append(thea.post(f"{path}/word", data={"kind": "coming"}))
    answers.append(thea.get("/host/chums/people/99999999999"))

    assert [one.status_code for one in answers] == [404] * 5
    assert lines(evening) == []


def test_whom_i_have_seen_is_here_by_my_word_until_i_take_it_back(evening, ramit):
    path = card_of(evening, evening.mira)

    ramit.post(f"{path}/seen")
    seen = ramit.get(path).text
    ramit.post(f"{path}/not-seen")

    assert "Seen by you" in seen
    assert "take it back" in seen
    assert [line["kind"] for line in lines(evening)] == ["arrived", "undone"]
    assert "I have seen them here" in ramit.get(path).text


def test_the_desk_reads_who_saw_them(evening, ramit):
    ramit.post(f"{card_of(evening, evening.mira)}/seen")

    scan = {"id": str(a_scan().id), "action": "arrive", "code": evening.badge, "at": write_moment(now())}
    (result,) = evening.scan(scan)["results"]
    here = copied(evening)

    assert (result["result"], result["review"], result["first"]["host"]) == ("again", None, "Ramit")
    assert "Ramit saw them at" in result["message"]
    assert here["vouched_by"] == "Ramit"


def test_a_desk_takes_a_hosts_word_back_by_the_scan_in_its_copy(evening, ramit):
    ramit.post(f"{card_of(evening, evening.mira)}/seen")
    here = copied(evening)

    undo = {**arrival_of(evening.mira), "action": "undo", "undoes": here["vouch"]}
    (result,) = evening.scan(undo)["results"]

    assert result["result"] == "done"
    assert result["attendee"]["arrived_at"] is None


def test_a_word_to_the_desk_is_in_the_journal_and_on_every_tablet(evening, ramit):
    ramit.post(f"{card_of(evening, evening.mira)}/word", data={"kind": "welcome"})
    ramit.post(f"{card_of(evening, evening.mira)}/word", data={"kind": "word", "words": "With <b>a dog</b>"})

    here = copied(evening)

    assert [(one["word"], one["words"], one["by"]) for one in here["words"]] == [
        ("welcome", "", "Ramit"),
        ("word", "With <b>a dog</b>", "Ramit"),
    ]
    assert [(line["kind"], line["from"], line["host"]) for line in lines(evening)] == [
        ("desk_word", "host", "Ramit")
    ] * 2
    assert "&lt;b&gt;a dog" in ramit.get(card_of(evening, evening.mira)).text


@pytest.mark.parametrize(
    "form", [{}, {"kind": "word"}, {"kind": "word", "words": "x" * 201}, {"kind": "shout"}]
)
def test_what_the_desk_cannot_be_told_is_said_so_and_nothing_is_lost(evening, ramit, form):
    answer = ramit.post(f"{card_of(evening, evening.mira)}/word", data=form)

    assert answer.status_code == 422
    assert form.get("words", "") in answer.text
    assert lines(evening) == []


def test_a_desk_tells_the_host_and_hears_the_answer(evening, ramit):
    told = evening.api(f"attendees/{evening.mira.id}/word", method="POST", json={"word": "at_desk"})
    page = ramit.get("/host/chums/").text

    ramit.post(f"{card_of(evening, evening.mira)}/word", data={"kind": "coming", "back": "people"})

    here = copied(evening)
    assert told.json["attendee"]["words"][0]["word"] == "at_desk"
    assert "is at <bdi" in page
    assert "I am on my way" in page
    assert "I am on my way" not in ramit.get("/host/chums/").text
    assert [one["word"] for one in here["words"]] == ["at_desk", "coming"]


def test_the_host_is_owed_the_call_at_once_and_it_is_taken_back_when_answered(evening, ramit):
    evening.api(f"attendees/{evening.mira.id}/word", method="POST", json={"word": "at_desk"})
    with evening.store.reading() as session:
        owed = session.scalars(select(Notice).where(Notice.kind == "at_desk", Notice.channel == "mail")).all()

    ramit.post(f"{card_of(evening, evening.mira)}/word", data={"kind": "send_in"})

    assert [(one.host_id, one.due_at) for one in owed] == [(evening.ramit.id, owed[0].owed_at)]
    with evening.store.reading() as session:
        states = set(session.scalars(select(Notice.state).where(Notice.kind == "at_desk")))
    assert states == {"taken_back"}


def test_two_touches_of_the_button_are_one_call(evening):
    for _ in range(2):
        evening.api(f"attendees/{evening.mira.id}/word", method="POST", json={"word": "at_desk"})

    with evening.store.reading() as session:
        assert len(session.scalars(select(DeskWord)).all()) == 1


def test_a_call_is_over_once_the_badge_is_handed_over(evening, ramit):
    evening.api(f"attendees/{evening.mira.id}/word", method="POST", json={"word": "at_desk"})
    take(evening.store, a_place(evening.event, evening.desk), [a_scan("collect", evening.badge)], now=now())

    assert "I am on my way" not in ramit.get("/host/chums/").text


@pytest.mark.parametrize("sent", [{}, {"word": "hello"}, {"word": 7}, {"word": None}])
def test_a_desk_says_only_what_it_can(evening, sent):
    answer = evening.api(f"attendees/{evening.mira.id}/word", method="POST", json=sent)

    assert answer.status_code == 422
    assert lines(evening) == []


def test_of_nobody_on_the_list_no_word_is_said(evening):
    for number in (evening.stranger.id, 999_999, 2**40):
        answer = evening.api(f"attendees/{number}/word", method="POST", json={"word": "at_desk"})
        assert answer.status_code == 404


def test_a_kiosk_says_no_words_to_hosts(evening):
    answer = evening.api(
        f"attendees/{evening.mira.id}/word", key=evening.kiosk_key, method="POST", json={"word": "at_desk"}
    )

    assert answer.status_code == 403


def test_three_thousand_people_cost_no_more_statements_than_three(evening, ramit):
    ramit.get("/host/chums/")
    few = statements_of(evening, lambda: ramit.get("/host/chums/"))
    many(evening, 3_000, evening.ramit)

    lots = statements_of(evening, lambda: ramit.get("/host/chums/"))

    assert len(lots) == len(few)


def test_a_live_look_sends_only_the_groups_that_changed_and_of_these_what_is_shown(evening, ramit):
    many(evening, 3_000, evening.ramit)
    page = ramit.get("/host/chums/").text
    have = ",".join(":".join(one) for one in parts_of(page))

    same = ramit.get("/host/chums/", query_string={"part": "people", "have": have}).text
    evening.scan(arrival_of(evening.mira))
    moved = ramit.get("/host/chums/", query_string={"part": "people", "have": have}).text

    assert parts_of(same) == []
    assert {name for name, _ in parts_of(moved)} == {"group-coming", "group-here"}
    # A person of three thousand is some sixty kilobytes, however many there are.
    assert len(moved.encode()) < 90_000, len(moved.encode())
    assert len(same.encode()) < 20_000, len(same.encode())


def test_whoever_is_looked_for_is_found_by_the_first_letters_of_any_name(evening, ramit):
    many(evening, 300, evening.ramit)

    page = ramit.get("/host/chums/", query_string={"name": "oka mi"}).text
    nobody = ramit.get("/host/chums/", query_string={"name": "Noor"}).text

    assert "Mira Okafor" in page
    assert "Person 0001" not in page
    assert "Noor Haddad" not in nobody
    assert "Nobody of yours is called" in nobody


def test_a_group_can_be_seen_in_full(evening, ramit):
    many(evening, 300, evening.ramit)

    page = ramit.get("/host/chums/").text
    whole = ramit.get("/host/chums/", query_string={"group": "coming"}).text

    assert page.count("data-person=") < 100
    assert "Show all 302" in page
    assert whole.count("data-person=") == 302


def test_before_the_doors_there_is_no_curve_and_after_them_there_is_one(evening, ramit):
    after = ramit.get("/host/chums/").text
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        event.doors_at, event.start_at = now() + timedelta(hours=1), now() + timedelta(hours=1)

    before = ramit.get("/host/chums/").text

    assert '<svg class="curve"' in after
    assert '<svg class="curve"' not in before


def test_who_has_asked_already_stands_on_row_and_card(evening):
    with evening.store.writing() as session:
        session.execute(insert(invitation), [{"attendee_id": evening.mira.id, "host_id": evening.thea.id}])
        session.add(
            Letter(
                event_id=evening.event.id,
                host_id=evening.thea.id,
                attendee_id=evening.mira.id,
                words="Where are you?",
                written_at=now(),
            )
        )
    ramit = evening.client(evening.links.host(evening.ramit))

    pages = ramit.get("/host/chums/").text, ramit.get(card_of(evening, evening.mira)).text

    assert all("Thea</bdi> asked" in page for page in pages)


def test_reading_somebodys_words_is_in_the_audit_trail_once_a_day(evening, ramit):
    with evening.store.writing() as session:
        replies.cannot_come(session, session.merge(evening.event), evening.mira.id, words="A cold", now=now())

    for _ in range(2):
        assert "A cold" in ramit.get("/host/chums/").text
        assert "A cold" in ramit.get(card_of(evening, evening.mira)).text

    with evening.store.reading() as session:
        (read,) = readings.of_attendee(session, evening.mira.id)
    assert (read.reader, read.name, read.where) == ("host", "Ramit", "page")
