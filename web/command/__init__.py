"""The ``last-badge`` command: one module for each kind of work."""

from web.command import badge_sheets, guest_list, look, person, preparing, report, running, station
from web.command.demo import demo
from web.command.group import main

__all__ = [
    "badge_sheets",
    "demo",
    "guest_list",
    "look",
    "main",
    "person",
    "preparing",
    "report",
    "running",
    "station",
]
