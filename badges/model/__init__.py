"""The tables: typed, every constraint named, moments aware and in UTC."""

from badges.model.access import Device, Organiser, Role
from badges.model.base import Base, Moment
from badges.model.evening import Attendee, Code, CodeKind, Event, Host, hours_of, invitation
from badges.model.happenings import JournalCounter, JournalLine, Scan
from badges.model.listed import ColumnMapping, Import, ImportRow
from badges.model.owed import Letter, Notice, NoticeState, Reply

__all__ = [
    "Attendee",
    "Base",
    "Code",
    "CodeKind",
    "ColumnMapping",
    "Device",
    "Event",
    "Host",
    "Import",
    "ImportRow",
    "JournalCounter",
    "JournalLine",
    "Letter",
    "Moment",
    "Notice",
    "NoticeState",
    "Organiser",
    "Reply",
    "Role",
    "Scan",
    "hours_of",
    "invitation",
]
