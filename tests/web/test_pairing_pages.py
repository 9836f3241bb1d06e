"""Pairing over HTTP: the organiser's code and words, the device's offer and its way in, the ends of keys."""

import logging
import re
import threading
import time
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from badges import access, pairing
from badges.model import Device, Pairing
from badges.moments import now
from web.context import of

KEY = "c2l4dHkgcGVvcGxlIHN0YW5kIGF0IHRoZSBkb29y"


class Organiser:
    """Somebody who is signed in and looks at the devices."""

    def __init__(self, evening):
        self.evening = evening
        self.client = evening.client(evening.links.organiser(evening.organiser))

    def begins(self, name="Desk 2", role="desk"):
        answer = self.client.post("/organiser/chums/devices/pair", data={"name": name, "role": role})
        assert answer.status_code == 302, answer.text
        self.page = answer.headers["Location"]
        return self.code()

    def rolls(self, device):
        answer = self.client.post(f"/organiser/chums/devices/{device.id}/roll")
        self.page = answer.headers["Location"]
        return self.code()

    def code(self):
        shown = re.search(r"pairing-typed.*?>(\w{4})<.*?</i>(\w{4})</b>", self.look(), re.DOTALL)
        return shown[1] + shown[2]

    def look(self, page=None):
        return self.client.get(page or self.page).text

    def words(self):
        shown = re.search(r'class="pair-words".*?</p>', self.look(), re.DOTALL)
        return " ".join(re.findall(r"<span>(\w+)</span>", shown[0]))

    def state(self):
        return self.client.get(f"{self.page}/state").json["state"]

    def says_yes(self, words=None):
        return self.client.post(f"{self.page}/confirm", data={"words": words or self.words()})

    def says_no(self):
        return self.client.post(f"{self.page}/refuse")

    def devices(self):
        return unescape(self.look("/organiser/chums/devices"))


class Tablet:
    """A browser without any account, and the key it made."""

    def __init__(self, evening, key=KEY):
        self.client, self.key = evening.app.test_client(), key

    @property
    def key_hash(self):
        return access.key_hash(self.key)

    def offers(self, code, **how):
        return self.client.post("/pair/offer", json={"code": code, "key_hash": self.key_hash}, **how)

    def asks(self):
        return self.client.get("/pair/state", headers={"Authorization": f"Bearer {self.key}"})

    def enters(self):
        return self.client.post("/pair/enter", headers={"Authorization": f"Bearer {self.key}"})


@pytest.fixture
def organiser(evening):
    return Organiser(evening)


@pytest.fixture
def tablet(evening):
    return Tablet(evening)


def paired(organiser, tablet, **device):
    tablet.offers(organiser.begins(**device))
    organiser.says_yes()
    return tablet


def aged(evening, by):
    """All pairings as they will stand after this time."""
    with evening.store.writing() as session:
        for one in session.scalars(select(Pairing)):
            one.expires_at -= by


def test_a_tablet_without_an_account_becomes_a_desk(evening, organiser, tablet):
    code = organiser.begins("Desk 2")

    offered = tablet.offers(code).json
    waits, asked = tablet.asks().json, organiser.words()
    organiser.says_yes()
    entered = tablet.enters().json

    about = {"role": "desk", "name": "Desk 2", "event": {"slug": "chums", "name": evening.event.name}}
    assert offered == waits == {"state": "offered", **about}
    assert asked == pairing.words(code, tablet.key_hash)
    assert tablet.asks().json["state"] == "confirmed"
    assert entered == {"go": "/desk/chums/"}
    assert tablet.client.get("/desk/chums/").status_code in {200, 302}
    assert evening.api("journal", key=KEY).status_code == 200


def test_a_kiosk_goes_to_its_own_page_and_a_station_to_none(evening, organiser):
    kiosk = paired(organiser, Tablet(evening), name="Kiosk 2", role="kiosk")
    station = paired(organiser, Tablet(evening, "another key"), name="Printer", role="station")

    assert (kiosk.enters().json, station.enters().json) == ({"go": "/kiosk/chums/"}, {"go": None})
    assert kiosk.client.get("/kiosk/chums/").status_code == 200
    assert kiosk.client.get("/desk/chums/").status_code == 403
    assert "Set-Cookie" not in station.enters().headers


def test_before_the_yes_a_key_opens_nothing(evening, organiser, tablet):
    tablet.offers(organiser.begins())

    assert tablet.enters().status_code == 401
    assert evening.api("journal", key=KEY).status_code == 401
    assert tablet.client.get("/desk/chums/").status_code == 403


def test_the_organisers_page_shows_the_code_then_the_words_then_that_it_is_done(organiser, tablet):
    code = organiser.begins()
    seen = [(organiser.state(), code[:4] in organiser.look(), "<svg" in organiser.look())]

    tablet.offers(code)
    seen.append((organiser.state(), code[:4] in organiser.look(), "three words?" in organiser.look()))
    organiser.says_yes()
    seen.append((organiser.state(), code[:4] in organiser.look(), "is paired" in organiser.look()))

    assert seen == [("waiting", True, True), ("offered", False, True), ("confirmed", False, True)]


def test_the_code_is_shown_where_it_was_begun_and_to_no_other_organiser(evening, organiser):
    code = organiser.begins()

    other = Organiser(evening).look(organiser.page)

    assert organiser.code() == code
    assert code[:4] not in other
    assert code[4:] not in other
    assert "on the screen where this pairing was begun" in other


def test_a_code_stands_on_the_page_of_its_own_pairing_and_on_no_other(organiser):
    organiser.begins("Desk 2")
    first = organiser.page

    code = organiser.begins("Desk 3")

    assert code[:4] in organiser.look()
    assert code[:4] not in organiser.look(first)


def test_another_organiser_sees_the_words_and_may_say_yes(evening, organiser, tablet):
    tablet.offers(organiser.begins())
    other = Organiser(evening)
    other.page = organiser.page

    answer = other.says_yes()

    assert (answer.status_code, organiser.state()) == (302, "confirmed")
    assert organiser.says_yes(pairing.words("x", "y")).status_code == 409


def test_a_swapped_key_shows_other_words_and_a_no_throws_it_away(evening, organiser, tablet):
    code = organiser.begins()
    Tablet(evening, "a stranger's key").offers(code)

    late = tablet.offers(code)
    different = organiser.words() != pairing.words(code, tablet.key_hash)
    organiser.says_no()

    assert late.status_code == 409
    assert "Another device has used this code already." in late.json["error"]["message"]
    assert different
    assert organiser.state() == "gone"
    assert organiser.client.get(organiser.page).status_code == 404
    assert Tablet(evening, "a stranger's key").asks().status_code == 404
    assert evening.api("journal", key="a stranger's key").status_code == 401


def test_a_device_that_was_thrown_away_is_told_what_to_do(organiser, tablet):
    tablet.offers(organiser.begins())
    organiser.says_no()

    answer = tablet.asks()

    assert answer.status_code == 404
    assert answer.json["error"]["message"] == (
        "The organiser did not confirm this device. Ask for a new code and try again."
    )


def test_a_code_that_ran_out_says_so_on_both_screens_and_a_new_one_is_a_touch_away(
    evening, organiser, tablet
):
    code = organiser.begins("Desk 2")
    aged(evening, timedelta(minutes=10))

    answer, page = tablet.offers(code), organiser.look()

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "not_now")
    assert "has run out" in answer.json["error"]["message"]
    assert organiser.state() == "expired"
    assert "Show a new code" in page
    assert 'name="name" value="Desk 2"' in page


def test_a_yes_that_comes_too_late_lets_nobody_in(evening, organiser, tablet):
    tablet.offers(organiser.begins())
    words = organiser.words()
    aged(evening, timedelta(minutes=11))

    answer = organiser.says_yes(words)

    assert answer.status_code == 409
    assert "has run out" in answer.text
    assert tablet.asks().json["state"] == "expired"
    assert evening.api("journal", key=KEY).status_code == 401


def test_guessing_codes_is_bounded(evening, organiser, tablet):
    code = organiser.begins()

    said = [tablet.offers(f"ABCD{number:04}").status_code for number in range(70)]
    right = tablet.offers(code)

    assert (said[0], set(said)) == (404, {404, 429})
    # Forty bits are no key: whoever guesses too often is not even told when they are right.
    assert right.status_code == 429


@pytest.mark.parametrize("how", ["form", "text", "list", "no json", "numbers"])
def test_an_offer_is_json_and_nothing_that_a_strangers_form_can_send(evening, organiser, tablet, how):
    code = organiser.begins()
    fields = {"code": code, "key_hash": tablet.key_hash}
    sent = {
        "form": {"data": fields},
        "text": {"data": '{"code": "x"}', "content_type": "text/plain"},
        "list": {"json": [fields]},
        "no json": {"data": "{", "content_type": "application/json"},
        "numbers": {"json": {"code": 12345678, "key_hash": tablet.key_hash}},
    }

    answer = tablet.client.post("/pair/offer", **sent[how])

    assert answer.status_code in {400, 422}
    assert answer.json["error"]["code"] in {"not_json", "bad_input"}
    assert organiser.state() == "waiting"


def test_the_devices_requests_need_no_form_token_and_the_organisers_do(evening):
    evening.app.config["WTF_CSRF_ENABLED"] = True
    organiser, tablet = Organiser(evening), Tablet(evening)

    forms = [
        organiser.client.post(f"/organiser/chums/devices/{path}").status_code
        for path in ("pair", "1/roll", "1/revoke", "pairing/1/confirm", "pairing/1/refuse")
    ]

    assert forms == [400] * 5
    assert tablet.offers("ABCD2345").json["error"]["code"] == "unknown_code"
    assert tablet.enters().json["error"]["code"] == "no_key"


def test_nobody_but_an_organiser_begins_confirms_or_ends_a_pairing(evening, organiser, tablet):
    tablet.offers(organiser.begins())
    desk = evening.client(evening.links.device(evening.desk))

    for path in ("/organiser/chums/devices/pair", f"{organiser.page}/confirm", f"{organiser.page}/refuse"):
        answer = desk.post(path, data={"words": organiser.words(), "name": "Mine", "role": "desk"})

        assert "/organiser/sign-in" in answer.headers["Location"]
    assert organiser.state() == "offered"


def test_neither_code_nor_key_gets_into_a_log_or_an_address(evening, organiser, tablet, caplog):
    caplog.set_level(logging.DEBUG)

    code = organiser.begins()
    tablet.offers(code)
    tablet.offers("WRNG" + code[4:])
    organiser.says_yes()
    tablet.enters()

    assert code not in caplog.text
    assert KEY not in caplog.text
    assert code not in organiser.page
    assert KEY not in organiser.look()


def test_a_rolled_device_has_its_new_key_and_everything_of_the_old_one_is_shut(evening, organiser, tablet):
    old = evening.client(evening.links.device(evening.desk))
    link = evening.links.device(evening.desk).removeprefix(evening.settings.public_url)

    tablet.offers(organiser.rolls(evening.desk))
    before = evening.api("journal").status_code
    organiser.says_yes()

    assert before == 200
    assert evening.api("journal").status_code == 401
    assert old.get("/desk/chums/").status_code == 403
    assert evening.app.test_client().get(link).status_code == 404
    assert evening.api("journal", key=KEY).status_code == 200
    assert tablet.enters().json["go"] == "/desk/chums/"
    assert tablet.client.get("/desk/chums/").status_code in {200, 302}


def test_who_rolls_is_told_that_the_old_tablet_goes(evening, organiser, tablet):
    tablet.offers(organiser.rolls(evening.desk))

    assert "until now is signed out by a yes" in organiser.look()


def test_a_revoked_device_is_out_at_once_wherever_it_was_in(evening, organiser, tablet):
    paired(organiser, tablet)
    tablet.enters()
    with evening.store.reading() as session:
        device = session.scalar(select(Device.id).where(Device.key_hash == tablet.key_hash))

    organiser.client.post(f"/organiser/chums/devices/{device}/revoke")

    assert evening.api("journal", key=KEY).status_code == 401
    assert tablet.client.get("/desk/chums/").status_code == 403
    assert tablet.enters().status_code == 401


@pytest.mark.parametrize("ends", ["revoked", "rolled"])
def test_an_open_feed_ends_within_seconds_of_its_devices_key(evening, ends):
    feed = evening.api("live", buffered=False)
    chunks = feed.iter_encoded()
    next(chunks)
    event = evening.event

    def end():
        with evening.store.writing() as session:
            if ends == "revoked":
                access.revoke_device(session, event, evening.desk.id, now=now())
            else:
                key_hash = access.key_hash(KEY)
                access.roll_device(session, event, evening.desk.id, key_hash=key_hash, since=now())

    # One second on a machine that has nothing else to do; a feed that goes on has no end at all.
    later, soon = threading.Timer(0.2, end), time.monotonic() + 20
    later.start()
    for _ in chunks:
        assert time.monotonic() < soon
    later.join()

    assert time.monotonic() < soon
    assert evening.api("live").status_code == 401
    of(evening.app).hub.close()
    feed.close()


def test_the_feeds_of_other_devices_go_on(evening, organiser):
    with evening.store.writing() as session:
        other = access.add_device(session, evening.event, role="desk", name="Desk 3", now=now())
    feed = evening.api("live", key=other.key, buffered=False)
    chunks = feed.iter_encoded()
    next(chunks)

    organiser.client.post(f"/organiser/chums/devices/{evening.desk.id}/revoke")
    time.sleep(1.5)
    evening.api(
        "scans",
        key=other.key,
        method="POST",
        json={
            "scans": [
                {
                    "id": "6b0e3c5e-5a43-4a4e-9d0f-0d3b4f6f8a10",
                    "action": "arrive",
                    "attendee": evening.mira.id,
                    "at": now().isoformat(),
                }
            ]
        },
    )

    assert b"arrived" in next(chunks)
    of(evening.app).hub.close()
    feed.close()


def said_of(evening, **what):
    with evening.store.writing() as session:
        desk = session.merge(evening.desk)
        for name, value in what.items():
            setattr(desk, name, value)


def test_the_devices_page_says_of_each_how_it_is(evening, organiser):
    said_of(
        evening,
        last_seen_at=now() - timedelta(minutes=4, seconds=10),
        unsent=3,
        oldest_unsent_at=now() - timedelta(minutes=5),
        clock_off=125_400,
        shift="Ana",
        version="0.2.0",
    )

    page = organiser.devices()

    assert "seen 4 minutes ago" in page
    assert re.search(r"Ana</bdi>\s*stands there", page)
    assert "version 0.2.0" in page
    assert "Holds 3 scans that it has not sent, the oldest from" in page
    assert "Its clock is 2:05 ahead." in page
    assert "It has fallen silent." in page
    assert "What it has not sent is lost with its key: 3 scans." in page


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "seen now"),
        (timedelta(seconds=70), "seen a minute ago"),
        (timedelta(minutes=59, seconds=50), "seen 59 minutes ago"),
        (timedelta(minutes=61), "seen an hour ago"),
        (timedelta(hours=23, minutes=30), "seen 23 hours ago"),
    ],
)
def test_when_a_device_was_last_seen_is_said_as_one_would_say_it(evening, organiser, ago, words):
    said_of(evening, last_seen_at=now() - ago)

    assert words in organiser.devices()


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (0, "clock right"),
        (-1_900, "clock right"),
        (4_000, "clock 0:04 ahead"),
        (-29_000, "clock 0:29 behind"),
        (-3_700_000, "Its clock is 61:40 behind."),
    ],
)
def test_a_clock_is_right_or_off_by_minutes_and_seconds(evening, organiser, off, words):
    said_of(evening, last_seen_at=now(), clock_off=off)

    assert words in organiser.devices()


def test_a_device_that_waits_for_a_yes_stands_on_the_devices_page(organiser, tablet):
    code = organiser.begins()
    waits = organiser.devices()

    tablet.offers(code)
    offers = organiser.devices()
    organiser.says_yes()

    assert "is being paired" in waits
    assert "Compare the words" in offers
    assert not re.search("is being paired|Compare the words", organiser.devices())


def test_a_name_that_is_taken_is_refused_beside_the_form(organiser):
    answer = organiser.client.post("/organiser/chums/devices/pair", data={"name": "Desk 1", "role": "desk"})

    assert answer.status_code == 409
    assert "has a device named Desk 1 already" in answer.text
    assert 'value="Desk 1"' in answer.text


def test_a_device_can_still_be_added_without_pairing(evening, organiser):
    page = organiser.client.post("/organiser/chums/devices", data={"name": "A program", "role": "desk"}).text

    key = re.search(r"<code>([\w-]{43})</code>", page)[1]
    assert evening.api("journal", key=key).status_code == 200


@pytest.mark.parametrize(
    ("public_url", "says"),
    [
        ("https://badges.example.test", None),
        ("http://192.168.0.9:8000", "pairs over https only"),
        ("http://127.0.0.1:8000", "Only this machine can open"),
    ],
)
def test_who_cannot_be_reached_over_https_is_told_before_they_try(evening, tmp_path, public_url, says):
    from badges import settings
    from web.app import create_app

    known = settings.from_environment(
        {
            "LAST_BADGE_DATA_DIR": str(tmp_path),
            "LAST_BADGE_SECRET_KEY": evening.settings.secret_key,
            "LAST_BADGE_PUBLIC_URL": public_url,
        }
    )
    evening.app, evening.settings = create_app(known, evening.store), known
    evening.app.config["WTF_CSRF_ENABLED"] = False
    client = evening.app.test_client()
    https = {"base_url": public_url}
    client.get(evening.links.organiser(evening.organiser).removeprefix("http://127.0.0.1:8000"), **https)

    page = client.post(
        "/organiser/chums/devices/pair",
        data={"name": "Desk 2", "role": "desk"},
        follow_redirects=True,
        **https,
    ).text

    assert ("https only" in page, "Only this machine" in page) == (
        says == "pairs over https only",
        says == "Only this machine can open",
    )


def test_the_devices_own_page_carries_every_word_in_its_order_and_no_secret(evening):
    from badges.pairing_words import WORDS

    page = evening.app.test_client().get("/pair")

    assert f'data-words="{" ".join(WORDS)}"' in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
