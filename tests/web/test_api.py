"""The interface as the contract promises it."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event as sa_event

from badges.moments import now, write_moment
from tests.builders import pass_of


def a_scan(**what):
    return {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), "via": "camera", **what}


def test_a_scan_is_answered_with_the_person_and_the_number_of_its_line(evening):
    answer = evening.scan(a_scan(code=evening.badge))

    (result,) = answer["results"]
    assert result["result"] == "done"
    assert (result["reason"], result["review"], result["first"]) == (None, None, None)
    assert result["attendee"]["name"] == "Mira Okafor"
    assert result["attendee"]["standing"] == "here"
    assert result["seq"] == answer["seq"]


def test_an_answer_for_one_scan_is_under_a_kilobyte_and_costs_at_most_six_statements(evening_on_both):
    evening = evening_on_both
    statements = []
    sa_event.listen(evening.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    scan = a_scan(action="collect", code=evening.badge)
    answer = evening.api("scans", method="POST", json={"scans": [scan]})

    assert answer.json["results"][0]["result"] == "done"
    assert len(answer.data) < 1024
    assert len(statements) <= 6, statements


def test_a_scan_sent_three_times_gets_one_answer(evening_on_both):
    scan = a_scan(code=evening_on_both.badge)

    answers = [evening_on_both.scan(scan)["results"] for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("how", ["badge", "pass", "pass address", "lower case", "prefix", "foreign", "short"])
def test_a_code_is_read_in_every_form_people_scan_it(evening, how):
    from badges.model import CodeKind
    from tests.builders import badge_of

    with evening.store.reading() as session:
        short = badge_of(session, evening.mira, CodeKind.SHORT)
    code = {
        "badge": evening.badge,
        "pass": pass_of(evening.mira),
        "pass address": f"https://badges.example.test/P/{pass_of(evening.mira)}",
        "lower case": f"lb1{evening.badge}".lower(),
        "prefix": f"LB1{evening.badge}",
        "foreign": "evt-0042",
        "short": short.lower(),
    }[how]

    (result,) = evening.scan(a_scan(code=code))["results"]

    assert (result["result"], result["attendee"]["id"]) == ("done", evening.mira.id)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"code": "0000000000000000"}, "unknown_code"),
        ({"code": ""}, "unknown_code"),
        ({"attendee": 999999}, "unknown_code"),
        ({"action": "dance"}, "unknown_action"),
        ({"action": "undo", "undoes": str(uuid4())}, "nothing_to_undo"),
        ({"action": "leave"}, "not_arrived"),
        ({"at": "2026-05-08T18:42:00"}, "bad_moment"),
        ({"at": "yesterday"}, "bad_moment"),
        ({"at": None}, "bad_moment"),
        ({"at": "2199-01-01T00:00:00Z"}, "bad_moment"),
    ],
)
def test_what_cannot_be_is_refused_by_its_own_reason_in_words(evening, what, reason):
    (result,) = evening.scan(a_scan(**({"code": evening.badge} | what)))["results"]

    assert (result["result"], result["reason"]) == ("refused", reason)
    assert result["message"].endswith(".")


def test_a_code_of_another_event_says_so_and_not_whose_it_is(evening):
    (result,) = evening.scan(a_scan(code=evening.strangers_badge))["results"]

    assert (result["result"], result["reason"], result["attendee"]) == ("refused", "other_event", None)


def test_a_kiosk_may_let_in_but_not_take_back(evening):
    arrive = a_scan(code=evening.badge)
    undo = a_scan(action="undo", undoes=arrive["id"])

    answer = evening.api("scans", key=evening.kiosk_key, method="POST", json={"scans": [arrive, undo]})

    assert [(r["result"], r["reason"]) for r in answer.json["results"]] == [
        ("done", None),
        ("refused", "not_allowed"),
    ]


def test_before_the_doors_and_long_after_the_end_nobody_is_let_in(evening):
    for moved, reason in ((timedelta(days=2), "not_open"), (timedelta(days=-2), "closed")):
        with evening.store.writing() as session:
            event = session.merge(evening.event)
            event.doors_at = now() + moved
            event.start_at = event.doors_at + timedelta(minutes=30)
            event.end_at = event.doors_at + timedelta(hours=4)

        (result,) = evening.scan(a_scan(code=evening.badge))["results"]

        assert (result["result"], result["reason"]) == ("refused", reason)


def test_somebody_the_organiser_cancelled_is_refused_but_stands_where_an_offline_desk_let_them_in(evening):
    with evening.store.writing() as session:
        session.merge(evening.mira).cancelled_at = now()

    (online,) = evening.scan(a_scan(code=evening.badge))["results"]
    (offline,) = evening.scan(a_scan(code=evening.badge, offline=True, told="done"))["results"]

    assert (online["result"], online["reason"]) == ("refused", "cancelled")
    assert (offline["result"], offline["review"]) == ("done", "cancelled_but_here")


def test_somebody_who_said_no_is_welcome(evening):
    with evening.store.writing() as session:
        session.merge(evening.mira).excused_at = now()

    (result,) = evening.scan(a_scan(code=evening.badge))["results"]

    assert (result["result"], result["review"]) == ("done", "excused_but_here")


def test_a_dry_run_says_what_would_happen_and_writes_nothing(evening_on_both):
    evening = evening_on_both

    answer = evening.api("scans?dry=1", method="POST", json={"scans": [a_scan(code=evening.badge)]}).json

    assert answer["results"][0]["result"] == "done"
    assert evening.api("journal").json == {"lines": [], "seq": 0}
    assert evening.scan(a_scan(code=evening.badge))["results"][0]["result"] == "done"


def test_a_clock_ten_minutes_fast_is_corrected_by_what_it_shows_as_it_sends(evening):
    fast = now() + timedelta(minutes=10)

    scan = a_scan(code=evening.badge, at=write_moment(fast))
    (result,) = evening.scan(scan, clock=write_moment(fast))["results"]

    arrived = result["attendee"]["arrived_at"]
    assert write_moment(now() - timedelta(seconds=20)) < arrived <= write_moment(now())


def test_a_slow_batch_does_not_make_its_scans_later_where_the_device_has_measured_its_clock(evening):
    made = now() - timedelta(seconds=4)
    sent_at, ahead = now() - timedelta(seconds=3), timedelta(minutes=10)

    scan = a_scan(code=evening.badge, at=write_moment(made + ahead))
    (result,) = evening.scan(scan, clock=write_moment(sent_at + ahead), ahead=600_000)["results"]

    assert result["attendee"]["arrived_at"] == write_moment(made)


@pytest.mark.parametrize("ahead", [-3_600_000, 10**30, "600000", None, True])
def test_a_measure_that_cannot_be_is_passed_over_for_what_the_clock_reads(evening, ahead):
    fast = now() + timedelta(minutes=10)

    scan = a_scan(code=evening.badge, at=write_moment(fast))
    (result,) = evening.scan(scan, clock=write_moment(fast), ahead=ahead)["results"]

    arrived = result["attendee"]["arrived_at"]
    assert write_moment(now() - timedelta(seconds=20)) < arrived <= write_moment(now())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"scans": []}', 422),
        (b'{"scans": {}}', 422),
        (json.dumps({"scans": [{}] * 501}).encode(), 422),
        (b'{"scans": ["' + b"x" * 2_000_000 + b'"]}', 413),
    ],
)
def test_a_request_that_is_no_batch_is_refused_in_a_sentence(evening, body, status):
    answer = evening.api("scans", method="POST", data=body)

    assert answer.status_code == status
    assert answer.json["error"]["code"]
    assert answer.json["error"]["message"].endswith(".")


def test_nonsense_among_scans_spoils_none_of_its_neighbours(evening):
    nonsense = [None, 7, "x", [], {}, {"id": 3}, {"id": "x"}, {"id": str(uuid4())}]

    results = evening.scan(*nonsense, a_scan(code=evening.badge))["results"]

    assert [r["result"] for r in results] == ["refused"] * len(nonsense) + ["done"]


def test_hostile_values_are_refused_and_never_a_fault(evening):
    texts = ["", "\0", "'; DROP TABLE scan;--", "a" * 100_000, "🦊", "\ud800"]
    values = [None, True, -1, 2**70, 1.5, [], {}, [[]], *texts]
    for field in ("action", "code", "attendee", "undoes", "at", "n", "via", "offline", "told", "note"):
        scans = [a_scan(**{"code": "nobody", field: value}) for value in values]

        results = evening.scan(*scans)["results"]

        assert {r["result"] for r in results} <= {"refused"}, field


def test_the_journal_pages_on_from_any_number(evening):
    evening.scan(*[a_scan(attendee=one.id) for one in (evening.mira, evening.noor, evening.joanna)])

    page = evening.api("journal?after=1&limit=1").json

    assert [line["seq"] for line in page["lines"]] == [2]
    assert page["seq"] == 3


def test_people_are_found_as_they_are_mistyped(evening):
    for text in ("mira", "Okafro", "okafor mi", "daughters", evening.badge, "evt-0042"):
        found = evening.api("attendees", query_string={"q": text}).json["attendees"]

        assert found[0]["name"] == "Mira Okafor", text


def test_without_a_question_everybody_is_listed_and_pages_on(evening):
    first = evening.api("attendees?limit=2").json["attendees"]
    rest = evening.api(f"attendees?limit=2&after={first[-1]['id']}").json["attendees"]

    assert [one["name"] for one in first + rest] == ["Mira Okafor", "Noor Haddad", "Joanna Wren"]


def test_the_copy_holds_what_a_desk_needs_and_no_mail_address(evening):
    evening.scan(a_scan(code=evening.badge))

    copy = evening.api("copy").json

    assert copy["seq"] == 1
    assert {one["name"] for one in copy["attendees"]} == {"Mira Okafor", "Noor Haddad", "Joanna Wren"}
    assert "@" not in json.dumps(copy)
    assert pass_of(evening.mira) not in json.dumps(copy)


@pytest.mark.parametrize("path", ["journal?after=x", "attendees?limit=-1", "report?at=noon"])
def test_a_parameter_that_cannot_be_is_refused_in_a_sentence(evening, path):
    answer = evening.api(path)

    assert answer.status_code == 422
    assert answer.json["error"]["message"].endswith(".")


def test_a_key_opens_its_own_event_alone(evening):
    headers = {"Authorization": f"Bearer {evening.key}"}

    elsewhere = evening.app.test_client().get("/api/v1/events/gala/journal", headers=headers)
    nowhere = evening.api("journal", key="no such key")

    assert (elsewhere.status_code, nowhere.status_code) == (403, 401)
    assert nowhere.json["error"]["code"] == "no_key"


def test_a_revoked_device_is_out_at_once(evening):
    from badges import access

    with evening.store.writing() as session:
        access.revoke_device(session, session.merge(evening.event), evening.desk.id, now=now())

    assert evening.api("journal").status_code == 401


def test_guessing_keys_is_bounded(evening):
    statuses = {evening.api("journal", key=f"guess {n}").status_code for n in range(130)}

    assert statuses == {401, 429}


def test_the_description_names_every_route_and_its_answers_are_true(evening):
    described = evening.app.test_client().get("/api/v1/openapi.json").json
    routes = {
        re.sub(r"<int:(\w+)_id>", r"{\1}", rule.rule.replace("<slug>", "{event}"))
        for rule in evening.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }

    assert set(described["paths"]) == routes
    answer = evening.scan(a_scan(code=evening.badge), a_scan(code="nobody"))
    promised = described["components"]["schemas"]["Result"]["properties"]
    for result in answer["results"]:
        assert set(result) == set(promised)


def test_who_checked_in_on_their_own_phone_was_not_let_in_twice_by_an_offline_desk(evening):
    evening.client(f"/P/{pass_of(evening.mira)}").post("/pass/chums/here")

    (result,) = evening.scan(a_scan(code=evening.badge, offline=True, told="done"))["results"]

    assert result["review"] is None


def test_json_nested_without_end_is_refused_in_a_sentence(evening):
    answer = evening.api("scans", method="POST", data=b'{"scans":' + b"[" * 100_000)

    assert answer.status_code == 400
