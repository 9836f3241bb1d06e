"""A simulated evening: attendees who come on a realistic curve, some late, some never, over real HTTP."""

import json
import logging
import random
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from badges.moments import now, write_moment

log = logging.getLogger(__name__)

SEED = 20260508
NEVER = 0.25
# Event minutes from the start: most come within twenty, a few long after they were missed.
USUAL = (-2.0, 9.0)
LATE = (38.0, 70.0)
LATE_SHARE = 0.07
# Who walks past the badge table, and of those who comes back for it.
FORGETS_BADGE = 0.12
COMES_BACK_AFTER = 18.0
LEAVES_EARLY = 0.05


@dataclass(order=True)
class Step:
    """One thing an attendee does, at an event minute counted from the start."""

    minute: float
    action: str
    attendee: int


def script(attendees: list[int], before_start: float) -> list[Step]:
    """What everybody does this evening, in order; the same people and seed give the same evening."""
    chance = random.Random(SEED)  # noqa: S311 - a play, not a secret.
    coming = [attendee for attendee in attendees if chance.random() >= NEVER]
    late = set(chance.sample(coming, max(1, round(len(coming) * LATE_SHARE)))) if coming else set()
    steps = [step for attendee in coming for step in _of_one(attendee, chance, before_start, late)]
    return sorted(steps)


def _of_one(attendee: int, chance: random.Random, before_start: float, late: set[int]) -> list[Step]:
    minute = chance.uniform(*LATE) if attendee in late else max(-before_start + 1, chance.gauss(*USUAL))
    if chance.random() >= FORGETS_BADGE:
        steps = [Step(minute, "collect", attendee)]
    else:
        steps = [Step(minute, "arrive", attendee)]
        if chance.random() < 0.5:  # noqa: PLR2004 - half of them.
            steps.append(Step(minute + COMES_BACK_AFTER, "collect", attendee))
    if chance.random() < LEAVES_EARLY:
        steps.append(Step(minute + 60, "leave", attendee))
    return steps


@dataclass
class Evening:
    """Plays a script against a running service as one of its desks."""

    api_url: str
    key: str
    start: datetime
    pace: float
    stop: threading.Event = field(default_factory=threading.Event)

    def play(self, steps: list[Step]) -> None:
        """Do each step when its time has come, until the evening or the patience ends."""
        for step in steps:
            due = self.start + timedelta(minutes=step.minute) / self.pace
            if self.stop.wait(max(0.0, (due - now()).total_seconds())):
                return
            self._scan(step)

    def _scan(self, step: Step) -> None:
        scan: dict[str, Any] = {
            "id": str(uuid4()),
            "action": step.action,
            "attendee": step.attendee,
            "at": write_moment(now()),
            "via": "search",
        }
        request = urllib.request.Request(  # noqa: S310 - our own address.
            f"{self.api_url}/scans",
            data=json.dumps({"scans": [scan]}).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - as above.
                response.read()
        except (urllib.error.URLError, OSError) as trouble:
            if not self.stop.is_set():
                log.warning("an arrival of the demo did not come through: %s", trouble)
