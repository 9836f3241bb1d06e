"""Answers: what each of them changes, who reads its words, and what is remembered at the next event."""

from datetime import timedelta

import pytest

from badges import replies
from badges.errors import BadInput, Conflict, NotNow
from badges.letters.passed_on import split_link, with_link
from badges.people import card
from badges.report import report
from tests.builders import a_host, an_attendee, an_event, at
from tests.correspondence import Evening


@pytest.fixture
def evening(store):
    return Evening(store)


@pytest.fixture
def small(sqlite_store):
    return Evening(sqlite_store)


def standing(evening, clock):
    with evening.store.reading() as session:
        return str(card(session, evening.event, evening.mira.id, now=at(clock)).standing)


def test_who_is_on_their_way_is_no_longer_missing_and_expected_within_the_half_hour(evening):
    letter = evening.writes().letter
    before = standing(evening, "19:20")

    evening.says("on_my_way", to=letter)

    assert (before, standing(evening, "19:20")) == ("missing", "late")
    assert evening.facts().late_until == at("19:50")
    assert evening.facts().due_at == at("20:20")
    [line] = evening.lines()
    assert (line["kind"], line["reply"]) == ("replied", "on_my_way")


def test_who_sets_out_early_is_expected_as_they_were(small):
    small.says("cannot_come", "17:00")

    small.says("on_my_way", "17:30")

    assert (small.facts().late_until, small.facts().excused_at) == (None, None)


def test_on_the_way_is_never_after_the_end(small):
    small.says("on_my_way", "21:45")

    assert small.facts().late_until == at("21:59")


def test_who_says_they_were_there_changes_no_fact_and_is_looked_at(evening):
    evening.says("was_there", "21:00")

    mira = evening.facts()
    assert (mira.arrived_at, mira.left_at, mira.excused_at, mira.late_until) == (None, None, None, None)
    [line] = evening.lines()
    assert (line["kind"], line["review"]) == ("conflict", "says_they_were_there")
    with evening.store.reading() as session:
        [doubt] = report(session, evening.event, at=at("23:00")).doubts
    assert doubt.attendee == evening.mira.id


def test_who_says_they_were_there_is_called_neither_missing_nor_a_no_show(evening):
    evening.says("was_there", "19:20")

    assert evening.facts().due_at is None


def test_who_was_seen_and_had_to_leave_says_so_and_nothing_is_doubtful(evening):
    evening.scans(clock="18:42")

    evening.says("had_to_leave", "20:00")

    assert evening.kinds() == ["arrived", "replied"]
    assert evening.facts().left_at is None


def test_who_had_to_leave_and_was_never_seen_is_looked_at(small):
    small.says("had_to_leave", "20:00")

    assert small.kinds() == ["conflict"]


def test_nobody_was_there_before_the_doors_opened(small):
    with pytest.raises(NotNow):
        small.says("was_there", "17:00")


def test_after_the_evening_somebody_says_that_they_could_not_come(evening):
    with pytest.raises(NotNow):
        evening.says("could_not_come", "21:00")

    evening.says("could_not_come", "10:00", day=9, words="The train stood still.")

    assert evening.facts().excused_at == at("10:00", day=9)
    assert evening.kinds() == ["excused"]
    evening.scans("arrive", "18:42")
    with pytest.raises(Conflict):
        evening.says("could_not_come", "10:01", day=9)


def test_a_word_changes_nothing_and_needs_to_be_said(evening):
    with pytest.raises(BadInput):
        evening.says("word", words="  ")

    evening.says("word", words="Hello")

    mira = evening.facts()
    assert (mira.late_until, mira.excused_at) == (None, None)
    assert evening.lines()[0]["reply"] == "word"


def test_an_answer_is_read_by_the_host_who_wrote_and_by_no_other(evening):
    letter = evening.writes().letter

    evening.says("running_late", to=letter, until=at("20:40"), words="A flat tyre")

    with evening.store.reading() as session:
        ramits = replies.last_of(session, evening.event, evening.ramit)[evening.mira.id]
        theas = replies.last_of(session, evening.event, evening.thea)[evening.mira.id]
    assert (ramits.words, theas.words) == ("A flat tyre", "")
    assert theas.until == at("20:40")
    assert [one.words for one in evening.thread()] == ["Where are you?", "A flat tyre"]
    assert evening.thread(evening.thea) == []


def test_what_is_said_on_the_pass_is_said_to_all_hosts(small):
    small.says("cannot_come", words="A cold")

    assert [one.words for one in small.thread(small.thea)] == ["A cold"]


def test_the_thread_goes_to_and_fro_in_the_order_it_was_said(evening):
    letter = evening.writes().letter
    evening.says("on_my_way", "19:10", to=letter)
    answer = evening.writes(kind="answer", words="Wonderful", clock="19:12")
    evening.says("running_late", "19:13", to=answer.letter, until=at("20:15"))

    assert [(one.who, one.kind) for one in evening.thread()] == [
        ("host", "where_are_you"),
        ("attendee", "on_my_way"),
        ("host", "answer"),
        ("attendee", "running_late"),
    ]


def test_a_link_to_pass_on_goes_with_the_words_and_is_told_apart_again():
    assert split_link(with_link("See you", "example.org/me?a=1")) == ("See you", "https://example.org/me?a=1")
    assert split_link(with_link("", "http://example.org")) == ("", "http://example.org")
    assert split_link("Hello\nthere") == ("Hello\nthere", "")
    assert with_link("Hello", "  ") == "Hello"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "two words.org", "http://[", "me"],
)
def test_what_is_no_address_of_the_web_is_not_passed_on(link):
    with pytest.raises(BadInput):
        with_link("", link)
    assert split_link(link) == (link, "")


class Next:
    """The same host's next event a week later, with the same Mira."""

    def __init__(self, evening, host="Ramit@Example.test", mira="MIRA@example.test"):
        with evening.store.writing() as session:
            start = at("18:30") + timedelta(days=7)
            self.event = an_event(session, "second", "The second parade", start=start)
            self.host = a_host(session, self.event, "Ramit B", host)
            self.mira = an_attendee(session, self.event, "Mira Okafor-Bell", hosts=[self.host], email=mira)


def test_at_the_next_event_the_host_sees_what_the_attendee_agreed_to(evening):
    letter = evening.writes().letter
    evening.says("running_late", to=letter, until=at("20:00"), words="not this")
    evening.says("word", to=letter, words="this one", keep=True)
    following = Next(evening)

    said = evening.thread(following.host, following.mira)

    assert [(one.who, one.words, one.event) for one in said] == [
        ("host", "Where are you?", "The chum parade"),
        ("attendee", "this one", "The chum parade"),
    ]


@pytest.mark.parametrize(
    "others", [{"host": "thea@example.test"}, {"mira": "kenji@example.test"}, {"mira": ""}]
)
def test_another_host_or_another_attendee_sees_nothing_of_it(small, others):
    letter = small.writes().letter
    small.says("word", to=letter, words="for Ramit", keep=True)
    following = Next(small, **others)

    assert small.thread(following.host, following.mira) == []


def test_what_was_not_agreed_to_is_not_remembered(small):
    small.says("word", to=small.writes().letter, words="for now")
    following = Next(small)

    assert small.thread(following.host, following.mira) == []


def test_a_thread_is_nobody_elses_at_another_event(small):
    small.says("word", to=small.writes().letter, words="for now", keep=True)
    following = Next(small)

    assert small.thread(following.host, small.mira) == []
