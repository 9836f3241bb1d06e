"""Writing letters: what is kept, who learns of it, whose words they are, and how many of two hosts write."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import text

from badges import codes, letters
from badges.errors import BadInput, Conflict
from badges.letters import wording
from badges.letters.opened import opened
from badges.letters.phones import link_of, phone_of, ways_of
from badges.letters.writing import did_not_send
from badges.model import Host
from tests.builders import SECRET, at
from tests.correspondence import Evening
from tests.post import wait_until


@pytest.fixture
def evening(store):
    return Evening(store)


@pytest.fixture
def small(sqlite_store):
    return Evening(sqlite_store)


def test_a_letter_by_mail_is_owed_and_says_nothing_before_it_went_out(evening):
    written = evening.writes()

    [letter] = evening.letters()
    assert (written.letter, written.why_not) == (letter.id, "")
    assert (letter.state, letter.via, letter.due_at, letter.words) == (
        "owed",
        "mail",
        at("19:10"),
        "Where are you?",
    )
    assert evening.kinds() == []


def test_a_letter_by_the_hosts_own_phone_counts_as_sent_and_is_in_the_journal(evening):
    evening.writes(via="phone")

    [letter] = evening.letters()
    assert (letter.state, letter.settled_at) == ("sent", at("19:10"))
    [line] = evening.lines()
    assert (line["kind"], line["attendee"], line["letter"], line["via"]) == (
        "letter_sent",
        evening.mira.id,
        "where_are_you",
        "phone",
    )
    assert "Where are you?" not in str(line)


def test_the_link_is_no_secret_that_is_kept(evening):
    written = evening.writes()

    [letter] = evening.letters()
    assert letter.link_hash == codes.fingerprint(written.code)
    assert written.code == codes.letter_code(SECRET, letter.link_seed)
    assert codes.letter_code("another secret", letter.link_seed) != written.code
    with evening.store.reading() as session:
        assert opened(session, written.code.lower()).letter.id == letter.id
        assert opened(session, "0" * 16) is None


def test_a_phone_that_did_not_send_it_has_asked_nobody(small):
    written = small.writes(via="phone")
    with small.store.writing() as session, pytest.raises(Conflict):
        did_not_send(session, small.thea, written.letter, now=at("19:11"))

    with small.store.writing() as session:
        did_not_send(session, small.ramit, written.letter, now=at("19:11"))

    assert small.states() == ["taken_back"]
    assert small.reason("19:12") is None


def test_who_has_asked_already_is_known_to_all_hosts(evening):
    evening.writes(host=evening.thea, clock="19:05")

    with evening.store.reading() as session:
        asked = letters.asked_by(session, evening.event)[evening.mira.id]

    assert (asked.host_name, asked.host_id, asked.at) == ("Thea", evening.thea.id, at("19:05"))
    assert (asked.kind, asked.state) == ("where_are_you", "owed")


def test_of_several_letters_those_that_may_go_and_the_others_say_why(evening):
    kenji = evening.invites("Kenji Mori", email="kenji@example.test")
    evening.scans(who=kenji)
    with evening.store.writing() as session:
        mira, kenjis = evening.writing(session, evening.mira, kenji)

    assert (mira.why_not, kenjis.letter) == ("", None)
    assert kenjis.why_not.startswith("Kenji Mori is here")
    assert len(evening.letters()) == 1


@pytest.mark.parametrize("words", ["", "  \n\0", "x" * 2001])
def test_an_empty_letter_or_a_novel_is_none(small, words):
    with pytest.raises(BadInput):
        small.writes(words=words)

    assert small.letters() == []


def test_without_a_mail_address_nothing_is_mailed(small):
    small.change(email="", fields={"Mobile": "+44 7700 900123"})

    assert small.writes().why_not == "The list has no mail address of Mira Okafor."
    assert small.writes(via="phone").letter


def test_of_two_hosts_who_write_at_one_moment_exactly_one_does(evening):
    with ThreadPoolExecutor(1) as pool:
        with evening.store.writing() as session:
            [first] = evening.writing(session)
            waiting = pool.submit(evening.writes, host=evening.thea)
            _waits(session, waiting)
        second = waiting.result(timeout=5)

    assert first.letter
    assert second.why_not.startswith("Ramit has asked Mira Okafor already")
    assert len(evening.letters()) == 1


def test_a_host_who_writes_while_the_desk_lets_her_in_learns_that_she_is_here(evening):
    begun = threading.Event()

    def writes():
        begun.set()
        return evening.writes(clock="19:16")

    with ThreadPoolExecutor(1) as pool:
        with evening.store.writing() as session:
            session.get(type(evening.mira), evening.mira.id, with_for_update=True).arrived_at = at("19:15")
            session.flush()
            waiting = pool.submit(writes)
            begun.wait()
            _waits(session, waiting)
        assert waiting.result(timeout=5).why_not == "Mira Okafor is here, since 19:15."

    assert evening.letters() == []


def _waits(session, waiting):
    """On PostgreSQL the database says who waits for whom; on SQLite nobody writes before their turn."""
    if session.connection().dialect.name == "sqlite":
        assert not wait([waiting], timeout=0.02).done
        return
    blocked = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    wait_until(lambda: session.scalar(blocked) or waiting.done())
    assert not waiting.done(), "the second did not wait for the first"


def test_the_letter_has_the_facts_in_it_and_the_first_name_only_where_the_list_gave_it(small):
    kenji = small.invites("Kenji Mori")

    hers = wording.composed("where_are_you", small.mira, small.event, small.ramit)
    his = wording.composed("where_are_you", kenji, small.event, small.ramit)

    assert hers.startswith("Hello Mira,\n\n")
    assert his.startswith("Hello Kenji Mori,\n\n")
    assert "The chum parade" in hers
    assert hers.endswith("\n\nRamit")


def test_a_hosts_own_words_serve_for_the_next_person_too(small):
    kenji = small.invites("Kenji Mori", first_name="Kenji", expected_at=at("19:00"))
    with small.store.writing() as session:
        host = session.get(Host, small.ramit.id)
        facts = wording.facts(small.mira, small.event, host)
        words = "Mira! I had you down for 18:30 at The chum parade; Miracles happen. {smile} Ramit"
        wording.keep_template(host, "where_are_you", words, facts)

    with small.store.reading() as session:
        host = session.get(Host, small.ramit.id)
    assert host.templates == {
        "where_are_you": "{first name}! I had you down for {time} at {event}; Miracles happen. {smile} {host}"
    }
    assert wording.composed("where_are_you", kenji, small.event, host) == (
        "Kenji! I had you down for 19:00 at The chum parade; Miracles happen. {smile} Ramit"
    )
    assert wording.composed("thanks", kenji, small.event, host).startswith("Hello Kenji,")


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"Phone": "+49 170 123-4567"}, "+491701234567"),
        ({"Handynummer": "0049 (0) 170 1234567"}, "+491701234567"),
        ({"Numéro de téléphone": "06 12 34 56 78"}, "0612345678"),
        ({"Teléfono móvil": "600123123.0"}, "600123123"),
        ({"رقم الهاتف": "+٩٧١ ٥٠ ١٢٣ ٤٥٦٧"}, "+971501234567"),
        ({"Mobile": "ask me", "Tel.": "+44 7700 900123"}, "+447700900123"),
        ({"Order": "123456789"}, ""),
        ({"Phone": "12"}, ""),
    ],
)
def test_a_number_is_found_in_whatever_language_the_list_is(small, fields, number):
    small.change(fields=fields)

    assert phone_of(small.facts()) == number


def test_the_links_of_the_phone_carry_the_letter(small):
    small.change(fields={"Phone": "+49 170 1234567"})
    mira = small.facts()

    assert ways_of(mira) == ("sms", "whatsapp", "mailto")
    assert link_of("sms", mira, "", "Héllo & you?") == "sms:+491701234567?&body=H%C3%A9llo%20%26%20you%3F"
    assert link_of("whatsapp", mira, "", "a\nb") == "https://wa.me/491701234567?text=a%0Ab"
    assert link_of("mailto", mira, "A word", "a b") == "mailto:mira@example.test?subject=A%20word&body=a%20b"


def test_without_its_country_a_number_is_no_whatsapp(small):
    small.change(email="", fields={"Phone": "0170 1234567"})

    assert ways_of(small.facts()) == ("sms",)
