"""The fold: an attendee's scans, in whatever order they came, become the facts.

Scans fold in the order (time, device, n, id). An undo takes back the scan it
names and that device's repetitions of it up to the undo, because somebody who
touched twice and takes it back means both. A scan is taken back once: a
second undo of it takes nothing else along. What was taken back stays in the
journal; here it merely no longer counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

ARRIVE, COLLECT, LEAVE, SET_ASIDE, UNDO = "arrive", "collect", "leave", "set_aside", "undo"
ACTIONS = frozenset({ARRIVE, COLLECT, LEAVE, SET_ASIDE, UNDO})


@dataclass(frozen=True)
class Move:
    """One scan as the fold sees it.

    ``device`` is 0 for the attendee's own phone, and for a host who says that
    they saw them: then ``host`` is that host's id.
    """

    id: UUID
    action: str
    at: datetime
    device: int = 0
    n: int = 0
    undoes: UUID | None = None
    host: int = 0

    @property
    def order(self) -> tuple[datetime, int, int, UUID]:
        """Where this scan stands in the evening."""
        return (self.at, self.device, self.n, self.id)


@dataclass(frozen=True)
class Mark:
    """When something happened first, and at which device (0: their own phone, or their ``host`` saw them)."""

    at: datetime
    device: int
    host: int = 0


@dataclass(frozen=True)
class Facts:
    """What is true of one attendee; None where it has not happened."""

    arrived: Mark | None = None
    collected: Mark | None = None
    left: Mark | None = None
    set_aside: Mark | None = None


@dataclass(frozen=True)
class Folded:
    """The facts, the first arrival's scan, and which scans were taken back."""

    facts: Facts
    taken_back: frozenset[UUID] = field(default_factory=frozenset)


def step(facts: Facts, move: Move) -> Facts:
    """The facts after one more scan that is later than all before it. Undo needs the whole fold."""
    mark = Mark(move.at, move.device, move.host)
    match move.action:
        case "arrive":
            return replace(facts, arrived=facts.arrived or mark, left=None)
        case "collect":
            return replace(
                facts, arrived=facts.arrived or mark, collected=facts.collected or mark, left=None
            )
        case "leave" if facts.arrived is not None:
            return replace(facts, left=facts.left or mark)
        case "set_aside" if facts.collected is None:
            return replace(facts, set_aside=facts.set_aside or mark)
        case _:
            return facts


def fold(moves: Iterable[Move]) -> Folded:
    """The facts that any order and any repetition of these scans leads to."""
    in_order = sorted({move.id: move for move in moves}.values(), key=lambda move: move.order)
    taken_back = _taken_back(in_order)
    facts = Facts()
    for move in in_order:
        if move.id not in taken_back:
            facts = step(facts, move)
    return Folded(facts, taken_back)


def first_of(facts: Facts, action: str) -> Mark | None:
    """When and where what this action does was first done, if it was."""
    return {
        ARRIVE: facts.arrived,
        COLLECT: facts.collected,
        LEAVE: facts.left,
        SET_ASIDE: facts.collected or facts.set_aside,
    }.get(action)


def _taken_back(in_order: Sequence[Move]) -> frozenset[UUID]:
    by_id = {move.id: move for move in in_order}
    gone: set[UUID] = set()
    for undo in in_order:
        target = by_id.get(undo.undoes) if undo.undoes else None
        if undo.action == UNDO and target and target.action != UNDO and target.id not in gone:
            gone.add(target.id)
            gone.update(move.id for move in in_order if _repeats(move, target, undo))
    return frozenset(gone)


def _repeats(move: Move, target: Move, undo: Move) -> bool:
    same = (move.action, move.device, move.host) == (target.action, target.device, target.host)
    return same and target.order <= move.order <= undo.order
