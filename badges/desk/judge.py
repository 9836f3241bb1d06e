"""Judging one scan: what it changes, whether it had already happened, or why it may not be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from badges.desk.asked import Asked
from badges.desk.people import OWN_PHONE, Person
from badges.model import Role
from badges.rules import fold
from badges.rules.fold import Facts, Mark, Move
from badges.rules.hours import Hours, desk_refusal, self_refusal

DONE, AGAIN, REFUSED = "done", "again", "refused"

ALLOWED: dict[str, frozenset[str]] = {
    Role.DESK: fold.ACTIONS,
    Role.KIOSK: frozenset({fold.ARRIVE, fold.COLLECT}),
    Role.STATION: frozenset(),
    # A host says that they saw somebody, and may take that back.
    "host": frozenset({fold.ARRIVE, fold.UNDO}),
    "self": frozenset({fold.ARRIVE}),
}
# Letting somebody in has its hours; leaving and putting things right has none.
IN_HOURS = frozenset({fold.ARRIVE, fold.COLLECT})


@dataclass(frozen=True)
class Place:
    """Where scans come from: the event and its hours, and a device, the attendee's own phone, or a host."""

    event_id: int
    hours: Hours
    device: int = OWN_PHONE
    role: str = "self"
    name: str = ""
    # The id of the host who saw them; 0 where it was somebody else.
    host: int = 0


@dataclass(frozen=True)
class Verdict:
    """What becomes of a scan. ``counts``: the fold reads it, now and whenever it is folded anew."""

    result: str
    reason: str | None = None
    review: str | None = None
    first: Mark | None = None
    before: Facts | None = None
    after: Facts | None = None
    # The action an undo took back.
    undone: str | None = None

    @property
    def arrives(self) -> bool:
        """Whether somebody who was not here is here by this scan."""
        return bool(self.before and self.after) and not self._was("arrived") and self._is("arrived")

    @property
    def unarrives(self) -> bool:
        """Whether somebody who was here no longer is, because it was taken back."""
        return bool(self.before and self.after) and self._was("arrived") and not self._is("arrived")

    @property
    def collects(self) -> bool:
        """Whether a badge was handed over by this scan."""
        return bool(self.before and self.after) and not self._was("collected") and self._is("collected")

    @property
    def uncollects(self) -> bool:
        """Whether a badge lies on the table again, because handing it over was taken back."""
        return bool(self.before and self.after) and self._was("collected") and not self._is("collected")

    @property
    def returns(self) -> bool:
        """Whether somebody who had left is here again, or never had."""
        return bool(self.before and self.after) and self._was("left") and not self._is("left")

    def _was(self, what: str) -> bool:
        return getattr(self.before, what) is not None

    def _is(self, what: str) -> bool:
        return getattr(self.after, what) is not None

    @property
    def counts(self) -> bool:
        """A leave before the arrival may yet turn out to come after it; what was not let through may not."""
        return self.result != REFUSED or self.reason in {"not_arrived", "nothing_to_undo"}


def refusal(reason: str) -> Verdict:
    """The scan may not be, and why."""
    return Verdict(REFUSED, reason=reason)


def before_the_list(asked: Asked, place: Place) -> Verdict | None:
    """What can be refused without knowing whose scan it is."""
    if asked.trouble:
        return refusal(asked.trouble)
    if asked.action not in ALLOWED[place.role]:
        return refusal("not_allowed")
    return None


def judge(
    asked: Asked, move: Move, person: Person, place: Place, moves: Callable[[], Sequence[Move]]
) -> Verdict:
    """What this scan does to this person; ``moves`` gives all their scans where the fold needs them."""
    if person.event_id != place.event_id:
        return refusal("other_event")
    if asked.action in IN_HOURS and (reason := _hours(place, move.at)):
        return refusal(reason)
    # What a desk told comes from its own copy, and may have been out of date by a second or by an hour.
    let_in_unknowing = asked.told == DONE
    if person.said.cancelled and asked.action in IN_HOURS and not let_in_unknowing:
        return refusal("cancelled")
    verdict = _undo(move, person, moves) if move.action == fold.UNDO else _happen(move, person, moves)
    return replace(verdict, review=_review(asked, move, verdict, person, place))


def _hours(place: Place, at: datetime) -> str | None:
    # A host who meets somebody before the doors or after the end has met them all the same.
    staffed = place.role in {Role.DESK, "host"}
    return (desk_refusal if staffed else self_refusal)(place.hours, at)


def _happen(move: Move, person: Person, moves: Callable[[], Sequence[Move]]) -> Verdict:
    before = person.facts
    in_order = person.folded_to is None or move.at > person.folded_to
    after = fold.step(before, move) if in_order else fold.fold([*moves(), move]).facts
    first = fold.first_of(before, move.action)
    if after != before:
        return Verdict(DONE, first=first, before=before, after=after)
    if move.action == fold.LEAVE and (before.arrived is None or before.arrived.at > move.at):
        return Verdict(REFUSED, reason="not_arrived", before=before, after=after)
    return Verdict(AGAIN, first=first or before.arrived, before=before, after=after)


def _undo(move: Move, person: Person, moves: Callable[[], Sequence[Move]]) -> Verdict:
    known = list(moves())
    target = next((scan for scan in known if scan.id == move.undoes and scan.action != fold.UNDO), None)
    if target is None:
        return Verdict(REFUSED, reason="nothing_to_undo", before=person.facts, after=person.facts)
    earlier = next((scan for scan in known if scan.undoes == target.id), None)
    after = fold.fold([*known, move]).facts
    if earlier is not None:
        mark = Mark(earlier.at, earlier.device, earlier.host)
        return Verdict(AGAIN, first=mark, before=person.facts, after=after)
    return Verdict(DONE, before=person.facts, after=after, undone=target.action)


def _review(asked: Asked, move: Move, verdict: Verdict, person: Person, place: Place) -> str | None:
    if asked.action not in IN_HOURS:
        return None
    if person.said.cancelled:
        return "cancelled_but_here"
    # Who checked in on their own phone, or met their host, and then met a desk was let in once.
    here = {place.device, OWN_PHONE}
    saw_them = place.role == "host"
    elsewhere = verdict.first if verdict.first and not saw_them and verdict.first.device not in here else None
    # Who had left and comes back changes something: they are let in once more, and were not let in twice.
    apart = verdict.result == AGAIN and (asked.told == DONE or (asked.offline and asked.told is None))
    # The earlier of two scans came second: both desks were told “done”, though neither was offline.
    overtaken = verdict.result == DONE and elsewhere is not None and elsewhere.at >= move.at
    if elsewhere and (apart or overtaken):
        return "double_admission"
    return "excused_but_here" if verdict.arrives and person.said.excused else None
