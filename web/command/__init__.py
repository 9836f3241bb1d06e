"""The ``last-badge`` command: one module for each kind of work."""

from web.command import preparing, running
from web.command.demo import demo
from web.command.group import main

__all__ = ["demo", "main", "preparing", "running"]
