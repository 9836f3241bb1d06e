"""The tables: typed, every constraint named, moments aware and in UTC."""

from badges.model.access import Device, Organiser, Pairing, Role
from badges.model.asked import AskedPass, AskedState, Why
from badges.model.base import Base, Moment
from badges.model.channels import DeskWord, HostChannel, ReasonRead, Webhook
from badges.model.designs import BadgeDesign, BadgePicture, BadgePrinter
from badges.model.evening import Attendee, Code, CodeKind, Event, Host, TablePlace, hours_of, invitation
from badges.model.happenings import JournalCounter, JournalLine, Scan
from badges.model.listed import ColumnMapping, Import, ImportRow
from badges.model.owed import Letter, Notice, NoticeState, Reply
from badges.model.printing import JobState, PrinterState, PrintJob, PrintStation

__all__ = [
    "AskedPass",
    "AskedState",
    "Attendee",
    "BadgeDesign",
    "BadgePicture",
    "BadgePrinter",
    "Base",
    "Code",
    "CodeKind",
    "ColumnMapping",
    "DeskWord",
    "Device",
    "Event",
    "Host",
    "HostChannel",
    "Import",
    "ImportRow",
    "JobState",
    "JournalCounter",
    "JournalLine",
    "Letter",
    "Moment",
    "Notice",
    "NoticeState",
    "Organiser",
    "Pairing",
    "PrintJob",
    "PrintStation",
    "PrinterState",
    "ReasonRead",
    "Reply",
    "Role",
    "Scan",
    "TablePlace",
    "Webhook",
    "Why",
    "hours_of",
    "invitation",
]
