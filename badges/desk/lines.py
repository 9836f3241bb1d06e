"""What the journal says of a scan."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from badges.desk.asked import Asked
from badges.desk.judge import DONE, Place, Verdict
from badges.desk.people import Found
from badges.journal import Line
from badges.moments import write_moment
from badges.rules.fold import UNDO, Facts

# Two desks may both have let somebody in: something to look at, for them and for the hosts.
DOUBTS = frozenset({"double_admission", "cancelled_but_here"})


def lines_of(
    asked: Asked, verdict: Verdict, found: Found | None, at: datetime | None, place: Place
) -> Iterator[Line]:
    """The lines one scan writes: one for each fact it changed, and one for each doubt it leaves."""
    if found is None or at is None:
        return
    kinds = list(_kinds(asked, verdict)) if verdict.result == DONE else []
    if verdict.review in DOUBTS:
        kinds.append("conflict")
    data = {"scan": str(asked.id), **_facts(verdict.after)}
    if verdict.review:
        data["review"] = verdict.review
    if place.host:
        data["seen_by"] = place.name
    if verdict.undone:
        data["undid"] = verdict.undone
    for kind in kinds:
        yield Line(kind, at, found.person.id, place.device or None, data=data)


def _kinds(asked: Asked, verdict: Verdict) -> Iterator[str]:
    before, after = verdict.before, verdict.after
    assert before is not None
    assert after is not None
    if asked.action == UNDO:
        yield "undone"
        return
    came_back = before.left is not None and after.left is None
    if after.arrived != before.arrived or came_back:
        yield "arrived"
    if after.collected != before.collected:
        yield "collected"
    if after.left != before.left and after.left is not None:
        yield "left"
    if after.set_aside != before.set_aside:
        yield "set_aside"


def _facts(facts: Facts | None) -> Mapping[str, Any]:
    """The facts after the scan, so that no reader has to fold."""
    if facts is None:
        return {}
    marks = {
        "arrived_at": facts.arrived,
        "collected_at": facts.collected,
        "left_at": facts.left,
        "set_aside_at": facts.set_aside,
    }
    return {name: write_moment(mark.at) if mark else None for name, mark in marks.items()}
