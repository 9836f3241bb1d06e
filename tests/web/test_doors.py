"""Doors: links become cookies, forms need their token, hosts see their own, nothing is framed or logged."""

import pytest

from badges.moments import now
from tests.builders import pass_of
from web.app import create_app


def test_a_host_link_becomes_a_cookie_and_leaves_the_address_bar(evening):
    client = evening.app.test_client()

    answer = client.get(evening.links.host(evening.ramit).removeprefix(evening.settings.public_url))

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/host/chums/"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_is_secure_where_the_address_is(evening, tmp_path):
    from badges import settings

    safe = settings.from_environment(
        {
            "LAST_BADGE_DATA_DIR": str(tmp_path),
            "LAST_BADGE_SECRET_KEY": evening.settings.secret_key,
            "LAST_BADGE_PUBLIC_URL": "https://badges.example.test",
        }
    )
    client = create_app(safe, evening.store).test_client()

    answer = client.get(f"/P/{pass_of(evening.mira)}")

    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/", "/host/chums/report"])
def test_a_host_sees_their_own_attendees_and_nobody_elses(evening, path):
    client = evening.client(evening.links.host(evening.ramit))

    page = client.get(path if path != "/" else "/host/chums/").text

    assert "Mira Okafor" in page
    assert "Joanna Wren" in page
    assert "Noor Haddad" not in page
    assert "noor" not in page.lower()


def test_a_host_link_opens_no_other_event_and_no_other_door(evening):
    client = evening.client(evening.links.host(evening.ramit))

    for path in ("/host/gala/", "/desk/chums/", "/pass/chums/", "/kiosk/chums/"):
        assert client.get(path).status_code == 403, path
    assert client.get("/organiser/chums/list").status_code == 302
    assert client.get("/api/v1/events/chums/journal").status_code == 401


def test_a_closed_link_no_longer_opens_and_its_cookie_ends(evening):
    link = evening.links.host(evening.ramit)
    client = evening.client(link)
    with evening.store.writing() as session:
        session.merge(evening.ramit).link_version += 1

    assert client.get("/host/chums/").status_code == 403
    assert client.get(link.removeprefix(evening.settings.public_url)).status_code == 404


def test_a_forged_link_opens_nothing(evening):
    link = evening.links.host(evening.ramit).removeprefix(evening.settings.public_url)

    elsewhere = ["/d/" + link[3:], "/o/" + link[3:], "/P/" + "0" * 16]
    for forged in (link[:-2], link + "x", "/h/" + "x" * 40, *elsewhere):
        assert evening.app.test_client().get(forged).status_code == 404, forged


def test_the_badge_code_opens_no_pass(evening):
    assert evening.app.test_client().get(f"/P/{evening.badge}").status_code == 404


def test_guessing_links_is_bounded(evening):
    client = evening.app.test_client()

    statuses = [client.get(f"/P/{n:016}").status_code for n in range(70)]

    assert set(statuses) == {404, 429}


def test_guessing_codes_at_a_kiosk_is_bounded_and_at_a_desk_it_is_not(evening):
    kiosk = evening.client(evening.links.device(evening.kiosk))
    statuses = [kiosk.post("/kiosk/chums/", data={"text": f"A{n:05}"}).status_code for n in range(70)]

    desk = evening.client(evening.links.device(evening.desk)).post(
        "/desk/chums/plain", data={"text": evening.badge}
    )

    assert set(statuses) == {200, 429}
    assert "Mira Okafor" in desk.text


def test_guessing_passwords_is_bounded_and_the_right_one_opens(evening):
    client = evening.app.test_client()
    right = {"email": "Organiser@example.test", "password": "a good long sentence"}
    assert client.post("/organiser/sign-in", data=right).headers["Location"] == "/organiser/"

    statuses = [
        evening.app.test_client().post("/organiser/sign-in", data={**right, "password": "wrong"}).status_code
        for _ in range(22)
    ]

    assert set(statuses) == {403, 429}


@pytest.mark.parametrize("next_page", ["https://evil.test/", "//evil.test/", "/\\evil.test", "/host/x"])
def test_signing_in_leads_to_no_other_site(evening, next_page):
    right = {"email": "organiser@example.test", "password": "a good long sentence"}

    answer = evening.app.test_client().post(
        "/organiser/sign-in", query_string={"next": next_page}, data=right
    )

    assert answer.headers["Location"] == "/organiser/"


def test_a_form_without_its_token_is_refused(evening):
    evening.app.config["WTF_CSRF_ENABLED"] = True
    client = evening.client(evening.links.device(evening.desk))

    answer = client.post("/desk/chums/plain/act", data={"action": "arrive", "attendee": evening.mira.id})

    assert answer.status_code == 400
    assert evening.api("journal").json["seq"] == 0


def test_every_page_carries_a_strict_policy(evening):
    for path in ("/", "/organiser/sign-in", "/nowhere", "/api/v1/openapi.json"):
        headers = evening.app.test_client().get(path).headers

        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_upload_is_bounded(evening):
    client = evening.client(evening.links.organiser(evening.organiser))
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname\n'
    too_much = head + b"x" * evening.settings.upload_limit + b"\r\n--x--\r\n"

    answer = client.post(
        "/organiser/chums/list/preview", data=too_much, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 413


def test_an_attendee_checks_in_alone_once_the_doors_are_open(evening):
    client = evening.client(f"/P/{pass_of(evening.mira)}")

    client.post("/pass/chums/here")

    line = evening.api("journal").json["lines"][-1]
    assert (line["kind"], line["attendee"], line["device"]) == ("arrived", evening.mira.id, None)


def test_before_the_doors_an_attendee_is_told_when_they_open(evening):
    from datetime import timedelta

    with evening.store.writing() as session:
        event = session.merge(evening.event)
        event.doors_at, event.start_at = now() + timedelta(minutes=20), now() + timedelta(minutes=50)
    client = evening.client(f"/P/{pass_of(evening.mira)}")

    answer = client.post("/pass/chums/here")

    assert answer.status_code == 409
    assert "doors open at" in answer.text
    assert evening.api("journal").json["seq"] == 0


def test_a_reason_is_read_by_the_hosts_it_was_sent_to_and_by_nobody_else(evening):
    attendee = evening.client(f"/P/{pass_of(evening.joanna)}")
    attendee.post("/pass/chums/cannot-come", data={"reason": "I lost my nerve."})

    mine = evening.client(evening.links.host(evening.ramit)).get("/host/chums/").text
    others = [
        evening.client(evening.links.host(evening.thea)).get("/host/chums/").text,
        evening.client(evening.links.device(evening.desk))
        .get(f"/desk/chums/plain?attendee={evening.joanna.id}")
        .text,
        evening.client(evening.links.organiser(evening.organiser)).get("/organiser/chums/report").text,
        evening.client(evening.links.organiser(evening.organiser)).get("/organiser/chums/list").text,
        evening.api("journal").text,
        evening.api("report").text,
        evening.api("copy").text,
    ]

    assert "I lost my nerve." in mine
    assert not any("nerve" in text for text in others)


def test_names_that_look_like_code_are_shown_as_they_are_and_do_nothing(evening):
    from markupsafe import escape

    from tests.builders import an_attendee

    nasty = ["<b>Bo</b>", "{{7*7}}", "${7*7}", "Robert'); DROP TABLE attendee;--"]
    nasty.append('"><script>alert(1)</script>')
    with evening.store.writing() as session:
        for name in nasty:
            an_attendee(session, evening.event, name, hosts=[session.merge(evening.ramit)])
    host = evening.client(evening.links.host(evening.ramit)).get("/host/chums/").text
    organiser = evening.client(evening.links.organiser(evening.organiser)).get("/organiser/chums/list").text

    for name in nasty:
        for page in (host, organiser):
            assert str(escape(name)) in page
    assert "<script>alert" not in host + organiser


def test_however_often_others_are_wrong_whoever_is_right_gets_in(evening):
    for n in range(130):
        evening.api("journal", key=f"guess {n}")
        evening.app.test_client().get(f"/P/{n:016}")

    assert evening.api("journal").status_code == 200
    assert evening.app.test_client().get(f"/P/{pass_of(evening.mira)}").status_code == 302


def test_a_kiosks_key_lets_people_in_and_reads_nothing(evening):
    for path in ("journal", "live", "attendees", "copy", "report"):
        assert evening.api(path, key=evening.kiosk_key).status_code == 403, path


def test_one_browser_may_hold_a_desk_and_a_kiosk_at_once(evening):
    client = evening.client(evening.links.device(evening.desk), evening.links.device(evening.kiosk))

    assert client.get("/desk/chums/plain").status_code == 200
    assert client.get("/kiosk/chums/").status_code == 200


def test_a_page_that_follows_the_evening_takes_no_door_back_that_was_opened_meanwhile(evening):
    client = evening.client(evening.links.device(evening.desk))
    client.get("/desk/chums/plain")

    late = client.get("/desk/chums/plain", query_string={"part": "lists"})
    client.get(evening.links.device(evening.kiosk).removeprefix(evening.settings.public_url))

    # Its answer may arrive after the kiosk's, and a cookie in it would be the older one.
    assert late.status_code == 200
    assert "Set-Cookie" not in late.headers


def test_a_form_with_nonsense_for_a_number_is_refused_in_a_sentence(evening):
    client = evening.client(evening.links.device(evening.desk))

    for nonsense in ("9" * 5000, "9" * 30, "99999999999", "٣", "-1"):
        answer = client.post("/desk/chums/plain/act", data={"action": "arrive", "attendee": nonsense})

        assert answer.status_code in {404, 422}, nonsense
        assert client.get("/desk/chums/plain", query_string={"attendee": nonsense}).status_code in {200, 404}


def test_an_organiser_chooses_the_paper_by_its_makers_name_and_its_measures(evening):
    client = evening.client(evening.links.organiser(evening.organiser))

    page = client.get("/organiser/chums/badges").text

    assert "Avery L4785" in page
    assert "80 × 50 mm" in page


def test_a_tablet_that_only_looked_is_not_called_unseen(evening):
    evening.client(evening.links.device(evening.desk)).get("/desk/chums/plain")

    page = evening.client(evening.links.organiser(evening.organiser)).get("/organiser/chums/devices").text

    assert "Desk · no scan yet" in page
    assert "not seen" not in page


def test_a_report_read_the_day_before_says_that_the_evening_is_still_to_come(evening):
    from datetime import timedelta

    client = evening.client(evening.links.host(evening.ramit))
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        for hour in ("doors_at", "start_at", "end_at"):
            setattr(event, hour, getattr(event, hour) + timedelta(days=1))

    page = client.get("/host/chums/report").text

    assert "2 are expected." in page
    assert "The doors are not open yet." in page
    assert "still running" not in page


def test_a_time_said_the_day_before_is_one_of_the_evening(evening):
    from datetime import timedelta

    with evening.store.writing() as session:
        event = session.merge(evening.event)
        start = (now() + timedelta(days=3)).replace(hour=18, minute=30, second=0, microsecond=0)
        event.doors_at, event.start_at = start - timedelta(minutes=30), start
        event.end_at = start + timedelta(hours=4)
    client = evening.client(f"/P/{pass_of(evening.mira)}")

    in_time = client.post("/pass/chums/late", data={"at": "20:15"})
    before_doors = client.post("/pass/chums/late", data={"at": "11:00"})

    with evening.store.reading() as session:
        assert session.get_one(type(evening.mira), evening.mira.id).late_until == start.replace(
            hour=20, minute=15
        )
    assert (in_time.status_code, before_doors.status_code) == (302, 422)


def test_a_page_shows_what_is_new_and_settles_only_that(evening):
    from sqlalchemy import func, select

    from badges.model import Notice, NoticeState
    from badges.notices import owed
    from tests.builders import an_attendee

    with evening.store.writing() as session:
        host = session.merge(evening.ramit)
        crowd = [an_attendee(session, evening.event, f"Attendee {n}", hosts=[host]).id for n in range(32)]
        lines = list(enumerate(crowd, start=1))
        owed.owe(session, evening.event.id, "missing", lines, now=now(), channels=("page",))

    evening.client(evening.links.host(evening.ramit)).get("/host/chums/")

    with evening.store.reading() as session:
        unseen = session.scalar(select(func.count(Notice.id)).where(Notice.state == NoticeState.OWED))
    assert unseen == 12
