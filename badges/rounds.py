"""Rounds: what a thread of ours does until it is told to stop, woken by the bell or by the hour."""

import logging
import threading
import time
from collections.abc import Callable

from badges.bell import Bell

log = logging.getLogger(__name__)

# How long a thread may sleep before it looks by itself: the net under a lost ring and a moved clock.
NAP = 5.0
# After trouble the next try waits for this and not for the bell, which may ring hundreds of times a second.
AFTER_TROUBLE = 3.0
# How soon a sleeper notices that it is to stop when nobody rings the bell as well.
GLANCE = 0.25


def go_rounds(
    once: Callable[[threading.Event], float],
    bell: Bell,
    stop: threading.Event,
    *,
    called: str,
    gap: float,
    nap: float = NAP,
) -> None:
    """Call ``once`` again and again until ``stop`` is set; it answers in how many seconds it is due.

    Between two rounds lie at least ``gap`` seconds, however often the bell
    rings, and at most ``nap``, which also bounds every other wait. Trouble is
    logged and tried again.
    """
    gap, after_trouble = min(gap, nap), min(AFTER_TROUBLE, nap)
    while not stop.is_set():
        began, heard = time.monotonic(), bell.count
        try:
            pause = once(stop)
        except Exception:  # A thread that dies silently tells nobody that somebody is missing.
            log.exception("%s met trouble and tries again in %g seconds", called, after_trouble)
            stop.wait(after_trouble)
            continue
        _sleep(bell, heard, stop, until=began + min(max(pause, gap), nap))
        stop.wait(max(0.0, began + gap - time.monotonic()))


def _sleep(bell: Bell, heard: int, stop: threading.Event, until: float) -> None:
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        if bell.wait(heard, min(left, GLANCE)) != heard:
            return
