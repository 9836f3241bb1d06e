"""Pairing: a code good once for ten minutes, words that give a swapped key away, one device at last."""

import hashlib
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from badges import access, codes, devices, pairing
from badges.bell import Bell
from badges.desk import take
from badges.errors import BadInput, Conflict, NotFound, NotNow, Refusal, UnknownCode
from badges.model import Device, Pairing
from badges.pairing import State
from badges.pairing_words import WORDS
from badges.store import Store, make_engine
from tests.builders import SECRET, a_device, a_place, a_scan, an_attendee, an_event, at
from tests.post import wait_until

KEY = "the tablet's own key"
OTHER = "a stranger's key"


class Evening:
    """One event and those who pair devices with it; ``other`` is another process on the same database."""

    def __init__(self, store, other):
        self.store, self.other = store, other
        with store.writing() as session:
            self.event = an_event(session)

    def does(self, errand, *facts, store=None, **more):
        with (store or self.store).writing() as session:
            return errand(session, *facts, **more)

    def begins(self, name="Desk 1", role="desk", clock="18:00"):
        return self.does(pairing.begin, self.event, secret_key=SECRET, role=role, name=name, now=at(clock))

    def rolls(self, device, clock="18:00"):
        return self.does(pairing.begin_again, self.event, device.id, secret_key=SECRET, now=at(clock))

    def offers(self, code, key=KEY, clock="18:01"):
        return self.does(offering(code, key, clock))

    def confirms(self, offered, clock="18:02"):
        return self.does(confirming(self.event, offered, clock))

    def pairs(self, name="Desk 1", key=KEY):
        return self.confirms(self.offers(self.begins(name).code, key))

    def count(self, what):
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(what))

    def opened_by(self, key):
        """The name of the device that this key is at present, or None."""
        with self.store.reading() as session:
            good = (Device.key_hash == access.key_hash(key), Device.revoked_at.is_(None))
            return session.scalar(select(Device.name).where(*good))

    def at_once(self, first, second):
        """``second`` begins before ``first`` has committed, waits for it, and goes on; what each was told."""
        with ThreadPoolExecutor(1) as pool:
            with self.store.writing() as session:
                told = first(session)
                session.flush()
                waiting = pool.submit(self.does, second, store=self.other)
                it_waits(session, waiting)
            trouble = waiting.exception(timeout=5)
            if trouble and not isinstance(trouble, Refusal):
                raise trouble
            return told, trouble or waiting.result()


def it_waits(session, waiting):
    """On PostgreSQL the database says who waits for whom; on SQLite nobody writes before their turn."""
    if session.connection().dialect.name == "sqlite":
        assert not wait([waiting], timeout=0.02).done
        return
    blocked = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    wait_until(lambda: session.scalar(blocked) or waiting.done())
    assert not waiting.done(), "the second did not wait for the first"


def offering(code, key=KEY, clock="18:01"):
    offer = {"secret_key": SECRET, "code": code, "key_hash": access.key_hash(key), "now": at(clock)}
    return lambda session: pairing.offer(session, **offer)


def confirming(event, offered, clock="18:02"):
    said = {"words": offered.words, "now": at(clock)}
    return lambda session: pairing.confirm(session, event, offered.id, **said)


@pytest.fixture
def evening(store):
    if store.engine.dialect.name == "sqlite":
        # One process writes a SQLite file; its threads take turns.
        yield Evening(store, store)
        return
    other = Store(make_engine(store.engine.url.render_as_string(hide_password=False)), Bell())
    yield Evening(store, other)
    other.close()


@pytest.fixture
def small(sqlite_store):
    return Evening(sqlite_store, sqlite_store)


def test_a_device_is_paired_by_a_code_its_own_key_and_a_yes(evening):
    begun = evening.begins("  Desk\0 1 ", "kiosk")

    offered = evening.offers(begun.code)
    before = evening.opened_by(KEY)
    device = evening.confirms(offered)

    assert before is None
    assert (device.name, device.role, device.key_hash) == ("Desk 1", "kiosk", access.key_hash(KEY))
    assert evening.opened_by(KEY) == "Desk 1"


def test_a_code_is_two_groups_of_four_that_are_read_as_people_type_them(small):
    begun = small.begins()

    typed = f" {begun.code[:4].lower()} - {begun.code[4:].lower().replace('1', 'l').replace('0', 'O')}"
    offered = small.offers(typed)

    assert len(begun.code) == 8
    assert set(begun.code) <= set(codes.ALPHABET)
    assert offered.id == begun.pairing.id


def test_neither_code_nor_key_stands_in_the_database_nor_what_finds_them(small):
    begun = small.begins()
    small.confirms(small.offers(begun.code))

    with small.store.engine.connect() as connection:
        kept = "\n".join(connection.connection.dbapi_connection.iterdump())

    assert access.key_hash(KEY) in kept
    assert begun.code not in kept
    assert KEY not in kept
    # Forty bits behind a plain hash are found in minutes.
    assert hashlib.sha256(begun.code.encode()).hexdigest() not in kept


def test_no_two_codes_are_the_same(small):
    assert len({small.begins(f"Desk {number}").code for number in range(30)}) == 30


def test_a_code_nobody_made_is_unknown(evening):
    evening.begins()

    for code in ("", "ABCD2345", "0" * 300, "\0", "ABCD-234\ud800".encode(errors="ignore").decode()):
        with pytest.raises(UnknownCode, match="do not know this code"):
            evening.offers(code)


def test_a_code_is_good_for_ten_minutes(evening):
    begun, late = evening.begins(), evening.begins("Desk 2")

    assert evening.offers(begun.code, clock="18:09:59").key_hash
    with pytest.raises(NotNow, match="good for 10 minutes"):
        evening.offers(late.code, OTHER, clock="18:10")


def test_a_code_is_good_once_and_the_second_is_told_so(evening):
    begun = evening.begins()
    first = evening.offers(begun.code)

    with pytest.raises(Conflict, match="Another device has used this code"):
        evening.offers(begun.code, OTHER)

    evening.confirms(first)
    with pytest.raises(Conflict, match="Another device has used this code"):
        evening.offers(begun.code, OTHER)
    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == ("Desk 1", None)


def test_an_offer_sent_again_is_the_same_offer_whatever_became_of_it(evening):
    begun = evening.begins()
    first = evening.offers(begun.code)

    again = evening.offers(begun.code, clock="18:05")
    evening.confirms(first)
    afterwards = evening.offers(begun.code, clock="18:30")

    assert (again.id, again.offered_at) == (first.id, at("18:01"))
    assert pairing.state(afterwards, at("18:30")) == State.CONFIRMED


@pytest.mark.parametrize("key_hash", ["", "x", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_an_offer_without_the_hash_of_a_key_takes_no_code(small, key_hash):
    begun = small.begins()

    with pytest.raises(BadInput, match="64 hex digits"):
        small.does(pairing.offer, secret_key=SECRET, code=begun.code, key_hash=key_hash, now=at("18:01"))

    assert small.offers(begun.code).key_hash == access.key_hash(KEY)


def test_a_key_that_is_a_devices_already_is_offered_no_second_time(evening):
    evening.pairs()
    begun = evening.begins("Desk 2")

    with pytest.raises(Conflict, match="a device’s already"):
        evening.offers(begun.code)


def test_the_words_follow_from_the_code_and_the_key(small):
    begun = small.begins()

    offered = small.offers(begun.code)

    digest = hashlib.sha256(f"{begun.code}{access.key_hash(KEY)}".encode()).digest()
    assert offered.words.split() == [WORDS[byte] for byte in digest[:3]]


def test_a_key_that_was_swapped_on_the_way_shows_other_words(small):
    begun = small.begins()

    offered = small.offers(begun.code, OTHER)

    on_the_tablet = pairing.words(begun.code, access.key_hash(KEY))
    assert offered.words != on_the_tablet
    with pytest.raises(Conflict, match="not the offer that was on your screen"):
        small.does(pairing.confirm, small.event, offered.id, words=on_the_tablet, now=at("18:02"))
    assert small.opened_by(OTHER) is None


def test_no_two_words_are_taken_for_each_other():
    def apart(one, two):
        if len(one) == len(two):
            return sum(a != b for a, b in zip(one, two, strict=True)) > 1
        long, short = sorted((one, two), key=len, reverse=True)
        return len(long) > len(short) + 1 or all(long[:n] + long[n + 1 :] != short for n in range(len(long)))

    assert len(WORDS) == len(set(WORDS)) == 256
    for number, one in enumerate(WORDS):
        assert one.isascii()
        assert one.islower()
        assert 4 <= len(one) <= 7
        for two in WORDS[number + 1 :]:
            assert apart(one, two), (one, two)
            assert not two.startswith(one), (one, two)


def test_an_organiser_who_says_no_throws_the_offer_away(evening):
    begun = evening.begins()
    offered = evening.offers(begun.code)

    evening.does(pairing.refuse, evening.event, offered.id)

    with evening.store.reading() as session:
        assert pairing.of_key(session, KEY) is None
    with pytest.raises(NotFound, match="thrown away"):
        evening.confirms(offered)
    with pytest.raises(UnknownCode):
        evening.offers(begun.code)
    assert evening.count(Device) == 0


def test_a_no_after_the_yes_changes_nothing(evening):
    offered = evening.offers(evening.begins().code)
    evening.confirms(offered)

    evening.does(pairing.refuse, evening.event, offered.id)

    assert evening.opened_by(KEY) == "Desk 1"
    with evening.store.reading() as session:
        assert pairing.of_key(session, KEY)[0].confirmed_at == at("18:02")


def test_nothing_is_confirmed_before_a_device_came(evening):
    begun = evening.begins()

    with pytest.raises(Conflict, match="not the offer"):
        evening.confirms(begun.pairing)

    assert evening.count(Device) == 0


def test_an_offer_that_nobody_answers_runs_out(evening):
    offered = evening.offers(evening.begins().code, clock="18:09")

    assert pairing.state(offered, at("18:18:59")) == State.OFFERED
    with pytest.raises(NotNow):
        evening.confirms(offered, clock="18:19")
    assert evening.opened_by(KEY) is None


def test_a_stale_page_does_not_confirm_the_offer_that_took_its_number(evening):
    stale = evening.offers(evening.begins().code)
    evening.does(pairing.refuse, evening.event, stale.id)
    # SQLite gives the number of a row that is gone to the next.
    fresh = evening.offers(evening.begins().code, OTHER)

    with pytest.raises((Conflict, NotFound)):
        evening.confirms(stale)

    assert evening.opened_by(OTHER) is None
    assert evening.confirms(fresh).name == "Desk 1"


def test_a_pairing_of_another_evening_is_not_found(evening):
    offered = evening.offers(evening.begins().code)
    gala = evening.does(an_event, "gala", "The gala")

    with pytest.raises(NotFound):
        evening.does(pairing.confirm, gala, offered.id, words=offered.words, now=at("18:02"))
    evening.does(pairing.refuse, gala, offered.id)

    with evening.store.reading() as session:
        assert pairing.pairing_of(session, gala, offered.id) is None
        assert pairing.pairing_of(session, evening.event, offered.id).key_hash


@pytest.mark.parametrize(
    ("role", "name", "says"),
    [
        ("cook", "Olu", "a kiosk or a station"),
        ("desk", " \0", "at most 60"),
        ("desk", "x" * 61, "at most 60"),
    ],
)
def test_a_device_that_cannot_be_gets_no_code(small, role, name, says):
    with pytest.raises(BadInput, match=says):
        small.begins(name, role)

    assert small.count(Pairing) == 0


def test_a_name_that_is_taken_gets_no_code(evening):
    evening.does(a_device, evening.event)

    with pytest.raises(Conflict, match="has a device named Desk 1"):
        evening.begins()


def test_a_name_that_was_given_away_meanwhile_is_refused_and_nobody_is_let_in(evening):
    offered = evening.offers(evening.begins().code)
    evening.does(a_device, evening.event)

    with pytest.raises(Conflict, match="has a device named Desk 1"):
        evening.confirms(offered)

    assert evening.opened_by(KEY) is None


def test_a_rolled_device_has_the_new_key_and_the_old_one_is_dead(evening):
    device = evening.pairs(key=OTHER)
    mira = evening.does(an_attendee, evening.event)
    take(evening.store, a_place(evening.event, device), [a_scan(attendee=mira.id)], now=at("18:40"))

    offered = evening.offers(evening.rolls(device).code)
    meanwhile = evening.opened_by(OTHER)
    rolled = evening.confirms(offered)

    assert (rolled.id, meanwhile) == (device.id, "Desk 1")
    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == ("Desk 1", None)
    with evening.store.reading() as session:
        assert [scans for _, _, scans in access.devices_of(session, evening.event)] == [1]


def test_a_rolled_device_says_nothing_of_what_the_old_tablet_held(evening):
    device = evening.pairs(key=OTHER)
    with evening.store.writing() as session:
        said = session.merge(device)
        said.unsent, said.oldest_unsent_at, said.clock_off = 3, at("18:00"), 90_000
        said.shift, said.last_seen_at = "Ana", at("18:05")

    rolled = evening.confirms(evening.offers(evening.rolls(device).code))

    assert (rolled.unsent, rolled.oldest_unsent_at, rolled.clock_off) == (0, None, None)
    assert (rolled.shift, rolled.last_seen_at) == ("", None)


def test_a_revoked_device_comes_back_with_another_key_and_only_so(evening):
    device = evening.pairs(key=OTHER)
    evening.does(access.revoke_device, evening.event, device.id, now=at("18:10"))

    evening.confirms(evening.offers(evening.rolls(device, "18:20").code, clock="18:21"), "18:22")

    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == ("Desk 1", None)


def test_a_device_revoked_while_it_is_rolled_stays_revoked(evening):
    device = evening.pairs(key=OTHER)
    offered = evening.offers(evening.rolls(device).code)
    evening.does(access.revoke_device, evening.event, device.id, now=at("18:01:30"))

    with pytest.raises(Conflict, match="revoked meanwhile"):
        evening.confirms(offered)

    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == (None, None)


def test_a_device_of_another_evening_is_not_rolled(evening):
    stranger = evening.does(lambda session: a_device(session, an_event(session, "gala", "The gala")))

    with pytest.raises(NotFound, match="no such device"):
        evening.rolls(stranger)


def test_what_ended_is_forgotten_after_an_hour_and_what_became_a_device_is_not(evening):
    device, forgotten = evening.pairs(), evening.begins("Desk 2", clock="18:00")

    evening.begins("Desk 3", clock="19:09")
    within = evening.count(Pairing)
    evening.begins("Desk 4", clock="19:11")

    assert within == 3
    with evening.store.reading() as session:
        assert pairing.pairing_of(session, evening.event, forgotten.pairing.id) is None
        found, event = pairing.of_key(session, KEY)
        assert (found.device_id, event.slug) == (device.id, "chums")


def test_offers_stand_before_what_still_waits_and_what_ended_is_gone(evening):
    evening.pairs("Desk 0")
    waits, offers = evening.begins("Desk 1"), evening.begins("Desk 2")
    evening.begins("Desk 3", clock="17:00")
    evening.offers(offers.code, OTHER)

    with evening.store.reading() as session:
        found = pairing.open_pairings(session, evening.event, now=at("18:02"))

    assert [one.id for one in found] == [offers.pairing.id, waits.pairing.id]


def test_of_two_devices_that_offer_at_once_the_first_has_the_code(evening):
    code = evening.begins().code

    one, two = evening.at_once(offering(code), offering(code, OTHER))

    assert one.key_hash == access.key_hash(KEY)
    assert isinstance(two, Conflict)
    with evening.store.reading() as session:
        assert session.get(Pairing, one.id).words == one.words


def test_one_offer_sent_twice_at_once_is_one_offer(evening):
    code = evening.begins().code

    one, two = evening.at_once(offering(code), offering(code))

    assert (one.id, one.words) == (two.id, two.words)


def test_two_organisers_who_say_yes_at_once_make_one_device(evening):
    offered = evening.offers(evening.begins().code)

    one, two = evening.at_once(
        confirming(evening.event, offered), confirming(evening.event, offered, "18:02:01")
    )

    assert (one.id, evening.count(Device)) == (two.id, 1)
    with evening.store.reading() as session:
        assert session.get(Pairing, offered.id).confirmed_at == at("18:02")


def test_two_organisers_who_roll_with_one_offer_at_once_roll_once(evening):
    device = evening.pairs(key=OTHER)
    offered = evening.offers(evening.rolls(device).code)

    one, two = evening.at_once(confirming(evening.event, offered), confirming(evening.event, offered))

    assert one.id == two.id == device.id
    assert evening.opened_by(KEY) == "Desk 1"


@pytest.mark.parametrize("yes_first", [True, False])
def test_of_a_yes_and_a_no_at_once_the_first_holds(evening, yes_first):
    offered = evening.offers(evening.begins().code)
    errands = [
        confirming(evening.event, offered),
        lambda session: pairing.refuse(session, evening.event, offered.id),
    ]

    _, two = evening.at_once(*(errands if yes_first else reversed(errands)))

    assert evening.opened_by(KEY) == ("Desk 1" if yes_first else None)
    assert isinstance(two, NotFound) != yes_first


def test_two_pairings_under_one_name_confirmed_at_once_make_one_device(evening):
    mine, theirs = evening.begins(), evening.begins()
    one, two = evening.offers(mine.code), evening.offers(theirs.code, OTHER)

    _, second = evening.at_once(confirming(evening.event, one), confirming(evening.event, two))

    assert isinstance(second, Conflict)
    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == ("Desk 1", None)


@pytest.mark.parametrize("roll_first", [True, False])
def test_a_device_revoked_at_the_moment_it_is_rolled_is_shut_either_way(evening, roll_first):
    device = evening.pairs(key=OTHER)
    offered = evening.offers(evening.rolls(device).code)
    errands = [
        confirming(evening.event, offered),
        lambda session: access.revoke_device(session, evening.event, device.id, now=at("18:02")),
    ]

    evening.at_once(*(errands if roll_first else reversed(errands)))

    assert (evening.opened_by(KEY), evening.opened_by(OTHER)) == (None, None)


def a_look(small, now="19:00", **said):
    """How a device that says this of itself is seen."""
    with small.store.writing() as session:
        device = a_device(session, small.event, said.pop("name", "Desk 1"))
        for what, value in said.items():
            setattr(device, what, value)
    with small.store.reading() as session:
        return next(
            one for one in devices.seen(session, small.event, now=at(now)) if one.device.id == device.id
        )


@pytest.mark.parametrize(
    ("said", "worries"),
    [
        ({}, ()),
        ({"last_seen_at": at("18:59:30"), "clock_off": 30_000}, ()),
        ({"last_seen_at": at("18:59:30"), "clock_off": 30_001}, ("clock",)),
        ({"last_seen_at": at("18:59:30"), "clock_off": -31_000}, ("clock",)),
        ({"last_seen_at": at("18:57")}, ()),
        ({"last_seen_at": at("18:56:59")}, ("silent",)),
        ({"last_seen_at": at("18:59:30"), "unsent": 2, "oldest_unsent_at": at("18:59:10")}, ()),
        ({"last_seen_at": at("18:59:30"), "unsent": 2, "oldest_unsent_at": at("18:58:30")}, ("unsent",)),
        ({"last_seen_at": at("18:59:30"), "unsent": 1}, ("unsent",)),
        ({"last_seen_at": at("18:50"), "clock_off": 90_000, "revoked_at": at("18:55"), "unsent": 9}, ()),
    ],
)
def test_a_device_needs_a_look_when_it_holds_scans_is_silent_or_has_a_wrong_clock(small, said, worries):
    assert a_look(small, **said).worries == worries


def test_after_the_evening_no_device_has_to_be_awake_and_what_it_holds_still_counts(small):
    look = a_look(small, "23:00", last_seen_at=at("21:00"), unsent=4, oldest_unsent_at=at("20:59"))

    assert look.worries == ("unsent",)


def test_how_long_a_scan_waits_is_told_by_our_clock_and_not_by_the_devices(small):
    look = a_look(
        small, last_seen_at=at("18:59:30"), unsent=1, oldest_unsent_at=at("19:08"), clock_off=600_000
    )

    assert look.unsent_since == at("18:58")
    assert look.worries == ("unsent", "clock")
    assert look.ahead == timedelta(minutes=10)


def test_a_device_that_scans_is_heard_of_though_it_says_nothing_of_itself(small):
    with small.store.writing() as session:
        device, mira = a_device(session, small.event), an_attendee(session, small.event)
    take(small.store, a_place(small.event, device), [a_scan(attendee=mira.id)], now=at("18:40"))

    with small.store.reading() as session:
        [look] = devices.seen(session, small.event, now=at("18:40:30"))

    assert (look.at, look.scans, look.worries) == (at("18:40"), 1, ())
    assert devices.in_step(look.at, at("18:40:30"))
    assert not devices.in_step(None, at("18:40:30"))


def test_devices_that_need_a_look_stand_first_and_the_revoked_ones_last(small):
    a_look(small, name="A fine one")
    a_look(small, name="B revoked", revoked_at=at("18:50"))
    a_look(small, name="C silent", last_seen_at=at("18:30"))
    a_look(small, name="D holds scans", last_seen_at=at("18:59:50"), unsent=3)

    with small.store.reading() as session:
        names = [one.device.name for one in devices.seen(session, small.event, now=at("19:00"))]

    assert names == ["D holds scans", "C silent", "A fine one", "B revoked"]
