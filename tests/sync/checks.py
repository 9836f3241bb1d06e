"""What must be true when an evening is over, whatever happened in it."""

from collections import defaultdict

from badges.desk.people import facts_of
from badges.rules.fold import Move, fold

SHOWN = ("name", "company", "standing", "arrived_at", "arrived_by", "collected_at", "collected_by", "left_at")


def check(evening, report):
    """Every promise of the desk, one after the other."""
    tablets = report["tablets"]
    scans = {str(scan.id): scan for scan in evening.scans()}
    everybody_is_in_step(tablets)
    every_beep_is_in_the_journal_once(evening, tablets, scans)
    numbers_have_no_gaps(evening, tablets, scans)
    every_walk_in_is_there_once(evening, tablets)
    facts_are_those_of_the_fold(evening, scans)
    every_tablet_knows_what_the_server_knows(evening, tablets)
    what_was_shown_otherwise_was_told(tablets, scans)
    every_double_is_known(evening, tablets, scans)
    nobody_cries_double_without_one(tablets, scans)
    lists_are_those_of_the_server(evening, tablets)


def everybody_is_in_step(tablets):
    for tablet in tablets:
        state = tablet["state"]
        assert state, f"{tablet['name']} has no page that is ready"
        assert (state["unsent"], state["apart"], state["trouble"]) == (0, 0, None), (tablet["name"], state)
        assert not state["reachable"], "what is looked at is what the disk holds"


def every_beep_is_in_the_journal_once(evening, tablets, scans):
    devices = {desk["name"]: desk["id"] for desk in evening.desks}
    made = {}
    for tablet in tablets:
        kept = [one for one in tablet["made"] if one["kind"] == "scan"]
        ids = [one["id"] for one in kept]
        assert len(set(ids)) == len(ids), f"{tablet['name']} gave one id twice"
        assert {beep["id"] for beep in tablet["beeps"]} <= set(ids), "a beep before it was kept"
        for one in kept:
            assert one["id"] in scans, f"{tablet['name']} kept {one} and the server has never seen it"
            assert scans[one["id"]].device_id == devices[tablet["name"]]
        made |= dict.fromkeys(ids)
    assert set(made) == set(scans), "the server has scans that nobody made"


def numbers_have_no_gaps(evening, tablets, scans):
    for desk, tablet in zip(evening.desks, tablets, strict=True):
        numbers = sorted(scan.n for scan in scans.values() if scan.device_id == desk["id"])
        assert numbers == list(range(1, len(numbers) + 1)), (tablet["name"], numbers)


def every_walk_in_is_there_once(evening, tablets):
    written = sorted(one["id"] for tablet in tablets for one in tablet["made"] if one["kind"] == "walk_in")
    listed = sorted(str(one.walk_in_id) for one in evening.attendees() if one.walk_in_id)

    assert listed == written


def facts_are_those_of_the_fold(evening, scans):
    moves = defaultdict(list)
    for scan in scans.values():
        if scan.counts:
            move = Move(scan.id, scan.action, scan.at, scan.device_id or 0, scan.n, scan.undoes)
            moves[scan.attendee_id].append(move)
    for attendee in evening.attendees():
        assert facts_of(attendee) == fold(moves[attendee.id]).facts, attendee.name


def every_tablet_knows_what_the_server_knows(evening, tablets):
    known = {one["id"]: shown(one) for one in evening.copy()["attendees"]}
    for tablet in tablets:
        people = {one["id"]: shown(one) for one in tablet["people"]}
        differing = {
            one: (people.get(one), known.get(one))
            for one in people | known
            if people.get(one) != known.get(one)
        }
        assert not differing, (tablet["name"], differing)
        assert not [one["name"] for one in tablet["people"] if one["pending"]]


def shown(person):
    return {what: person[what] for what in SHOWN}


def what_was_shown_otherwise_was_told(tablets, scans):
    """Where the server says another result, the desk that showed its own is told; a tab that died is not."""
    for tablet in tablets:
        if tablet["deaths"]:
            continue
        told = {one["id"] for one in tablet["corrections"]}
        for one in tablet["made"]:
            if one["kind"] == "scan" and one["shown"]["result"] != scans[one["id"]].result:
                assert one["id"] in told, (tablet["name"], one)


def lists_are_those_of_the_server(evening, tablets):
    missing, counts = evening.glance()
    for tablet in tablets:
        assert tablet["missing"] == missing, tablet["name"]
        assert tablet["counts"] == counts, tablet["name"]


def doubles(tablets, scans):
    """Who was let in for the first time at two desks that did not know of each other."""
    by_person = defaultdict(list)
    for tablet in tablets:
        for one in tablet["made"]:
            if one["kind"] == "scan":
                by_person[scans[one["id"]].attendee_id].append((scans[one["id"]], was_the_first_time(one)))
    for person, made in by_person.items():
        moves = [Move(s.id, s.action, s.at, s.device_id or 0, s.n, s.undoes) for s, _ in made if s.counts]
        gone = fold(moves).taken_back
        # Who had left was let in anew, also where somebody took the leaving back later.
        stood = sorted(
            ((s, first) for s, first in made if s.counts and (s.id not in gone or s.action == "leave")),
            key=order,
        )
        for place, (one, first) in enumerate(stood):
            for other, also in stood[place + 1 :]:
                if other.action == "leave":
                    break
                if first and also and one.action == other.action and one.device_id != other.device_id:
                    yield person, one, other


def was_the_first_time(one):
    """Whether a desk let somebody in, or gave them their badge, and thought that nobody had before."""
    what = {"arrive": "arrived", "collect": "collected"}.get(one["action"])
    return what is not None and one["shown"]["result"] == "done" and not (one["before"] or {}).get(what)


def order(scan_and_first):
    scan = scan_and_first[0]
    return (scan.at, scan.device_id, scan.n, scan.id)


def every_double_is_known(evening, tablets, scans):
    doubted = [s for s in scans.values() if s.review == "double_admission"]
    reviewed = {s.attendee_id for s in doubted}
    journalled = {line.attendee_id for line in evening.lines("conflict")}
    for person, first, second in doubles(tablets, scans):
        reviews = {first.review, second.review}
        assert reviews & {"double_admission", "cancelled_but_here"}, (person, first.id, second.id)
        assert person in journalled
    for desk, tablet in zip(evening.desks, tablets, strict=True):
        # A desk that opened its list later was at none of the earlier ones.
        its = {s.attendee_id for s in doubted if desk["id"] in {s.device_id, s.first_by}}
        assert its <= set(tablet["state"]["doubles"]) <= reviewed, tablet["name"]


def nobody_cries_double_without_one(tablets, scans):
    """Who comes back to another desk, which knew that they had been there, was let in once."""
    for tablet in tablets:
        for one in tablet["made"]:
            before = one["before"] if one["kind"] == "scan" else None
            knew = before and before["arrived"] and before["arrived"]["device"] != tablet["name"]
            if knew and one["shown"]["result"] == scans[one["id"]].result == "done":
                earlier = scans[one["id"]].first_at
                overtaken = earlier and earlier >= scans[one["id"]].at
                assert overtaken or scans[one["id"]].review != "double_admission", (tablet["name"], one)
