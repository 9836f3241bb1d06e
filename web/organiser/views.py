"""The organiser's pages, gathered: importing them hangs them on the blueprint."""

from web.organiser import (
    account,
    badges,
    devices,
    event,
    events,
    guest_list,
    hosts,
    imports,
    list_export,
    told,
)
from web.organiser.blueprint import blueprint

__all__ = [
    "account",
    "badges",
    "blueprint",
    "devices",
    "event",
    "events",
    "guest_list",
    "hosts",
    "imports",
    "list_export",
    "told",
]
