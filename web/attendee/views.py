"""The attendee's pages, gathered: importing them hangs them on the blueprint."""

from web.attendee import held, keeping, own_pass, saying_no
from web.attendee.blueprint import blueprint

__all__ = ["blueprint", "held", "keeping", "own_pass", "saying_no"]
