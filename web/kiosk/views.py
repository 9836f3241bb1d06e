"""The kiosk's steps, gathered: importing them hangs them on the blueprint."""

from web.kiosk import finding, leaving, printing, reading
from web.kiosk.blueprint import blueprint

__all__ = ["blueprint", "finding", "leaving", "printing", "reading"]
