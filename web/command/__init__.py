"""The ``last-badge`` command: one module for each kind of work."""

from web.command import guest_list, look, preparing, running
from web.command.demo import demo
from web.command.group import main

__all__ = ["demo", "guest_list", "look", "main", "preparing", "running"]
