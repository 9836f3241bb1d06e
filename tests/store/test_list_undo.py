"""Taking an import back: as one thing, keeping what others did to its people since."""

import pytest
from sqlalchemy import func, select

from badges import corrections, journal, lists, replies
from badges.desk import take
from badges.errors import Conflict, NotFound, Refusal
from badges.model import Code, Host, Import
from tests.builders import a_device, a_place, a_scan, at
from tests.guest_lists import a_list, a_party, counts, everybody, names, take_in


@pytest.fixture
def party(store):
    p = a_party(store)
    with store.writing() as session:
        p.desk = a_device(session, p.event)
    return p


def undo(p, number):
    return lists.undo(p.store, p.event.slug, number, now=at("12:30"))


def correct(p, attendee, name, company=""):
    with p.store.writing() as session:
        return corrections.correct(
            session, p.event, attendee.id, name=name, company=company, device=p.desk.id, now=at("18:40")
        )


def test_what_an_import_added_leaves_and_what_it_changed_is_as_before(party):
    header = "name,email,company,type,host,expected,code,Shirt"
    before = ["Ann", "a@x", "Old", "guest", "ramit", "", "", "XL"]
    take_in(party, a_list(before, header=header))
    [was] = everybody(party)
    after = ["Ann", "A@x", "New", "speaker", "thea@example.test", "20:00", "K9", "L"]
    told = take_in(party, a_list(after, ["Bo", "b@x", *[""] * 6], header=header))

    undone = undo(party, told["import"])

    [ann] = everybody(party)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
    columns = ("name", "email", "company", "kind", "fields", "expected_at", "folded", "due_at", "pass_seed")
    assert [getattr(ann, column) for column in columns] == [getattr(was, column) for column in columns]
    assert [host.name for host in ann.hosts] == ["Ramit"]
    with party.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Code)) == 3
        *_, line = journal.read(session, party.event.id, after=0, limit=10)
    assert (line["kind"], line["import"], line["undone"], line["removed"]) == (
        "removed",
        told["import"],
        True,
        1,
    )


def test_who_came_wrote_or_was_changed_since_stays_and_is_named(party):
    rows = [[name, f"{name}@x", ""] for name in ("Came", "Wrote", "Mended", "Listed", "Nothing")]
    told = take_in(party, a_list(*rows))
    came, wrote, mended, _, _ = everybody(party)
    take(party.store, a_place(party.event, party.desk), [a_scan(attendee=came.id)], now=at("18:42"))
    with party.store.writing() as session:
        replies.cannot_come(session, party.event, wrote.id, now=at("17:00"))
    correct(party, mended, "Mended Well")
    take_in(party, a_list(["Listed", "listed@x", "A company"]))

    undone = undo(party, told["import"])

    assert names(party) == ["Came", "Wrote", "Mended Well", "Listed"]
    assert undone.removed == 1
    assert [(kept.name, kept.why.split()[0]) for kept in undone.kept] == [
        ("Came", "they"),
        ("Wrote", "they"),
        ("Mended Well", "the"),
        ("Listed", "a"),
    ]
    with party.store.reading() as session:
        assert len(session.get(Import, told["import"]).told["kept"]) == 4


def test_a_column_changed_again_since_stays_and_the_others_go_back(party):
    header = "name,email,company,Table"
    take_in(party, a_list(["Ann", "a@x", "One", "1"], header=header))
    second = take_in(party, a_list(["Ann", "a@x", "Two", "2"], header=header))
    take_in(party, a_list(["Ann", "a@x", "Three", "2"], header=header))

    undone = undo(party, second["import"])

    [ann] = everybody(party)
    assert (ann.company, ann.fields, undone.restored) == ("Three", {"Table": "1"}, 1)
    assert [(kept.name, kept.why) for kept in undone.kept] == [("Ann", "changed again since: company")]


def test_whom_an_import_took_off_the_list_is_on_it_again(party):
    take_in(party, a_list(["Ann", "a@x", ""], ["Bo", "b@x", ""]))
    told = take_in(party, a_list(["Ann", "a@x", ""]), lists.Choices(remove_all=True))

    undone = undo(party, told["import"])

    assert (told["removed"], undone.restored) == (1, 1)
    assert [one.cancelled_at for one in everybody(party)] == [None, None]


def test_an_import_is_taken_back_once_and_only_where_it_was_made(party):
    told = take_in(party, a_list(["Ann", "a@x", ""]))
    undo(party, told["import"])

    with pytest.raises(Conflict, match="taken back already"):
        undo(party, told["import"])
    with pytest.raises(NotFound):
        undo(party, 4711)


def test_after_taking_back_the_same_file_is_new_again(party):
    data = a_list(["Ann", "a@x", ""], ["Bo", "b@x", ""])
    undo(party, take_in(party, data)["import"])

    assert (counts(take_in(party, data))[:3], names(party)) == ((2, 0, 0), ["Ann", "Bo"])


def test_two_who_take_one_import_back_at_once_take_it_back_once(party):
    told = take_in(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(450))))
    first = lists.undo_in_chunks(party.store, party.event.slug, told["import"], now=at("12:30"))
    second = lists.undo_in_chunks(party.store, party.event.slug, told["import"], now=at("12:30"))

    next(first), next(second), next(first)
    *_, ends_second = second
    *_, ends_first = first

    assert (everybody(party), ends_first.removed + ends_second.removed) == ([], 450)
    with party.store.reading() as session:
        assert len(journal.read(session, party.event.id, after=1, limit=9)) == 1


def test_a_later_list_does_not_change_back_what_the_desk_corrected(party):
    take_in(party, a_list(["Jon Smth", "j@x", "Kiebitz"]))
    [jon] = everybody(party)

    new = correct(party, jon, "Jon Smith", "Kiebitz")
    told = take_in(party, a_list(["Jon Smth", "j@x", "Kiebitz & Co"]), lists.Choices(doubles="same"))

    [jon] = everybody(party)
    assert (new, counts(told)[:3]) == (("name",), (0, 1, 0))
    assert (jon.name, jon.company, jon.folded) == ("Jon Smith", "Kiebitz & Co", " jon smith kiebitz co")


@pytest.mark.parametrize("name", ["", " \u200b", "x" * 501])
def test_nobody_is_corrected_to_nobody(party, name):
    take_in(party, a_list(["Ann", "a@x", ""]))

    with pytest.raises(Refusal):
        correct(party, everybody(party)[0], name)


def test_a_host_added_with_a_list_stays_when_the_list_is_taken_back(party):
    data = a_list(["Ann", "a@x", "Lou <lou@x>"], header="name,email,host")
    told = take_in(party, data, lists.Choices(hosts={"Lou <lou@x>": ""}))

    undo(party, told["import"])

    with party.store.reading() as session:
        assert "lou@x" in session.scalars(select(Host.email)).all()
