"""Print stations and what each prints: a printer's state as it was last told, and one row for each badge."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.model.access import Device
from badges.model.base import Base
from badges.model.designs import BadgePrinter


class PrinterState(StrEnum):
    """How a station's printer is, as it was last told."""

    IDLE = "idle"
    PRINTING = "printing"
    # It waits for a person: out of labels, a jam, an open cover. Its words say which.
    BLOCKED = "blocked"
    # The station cannot reach it.
    OFFLINE = "offline"


class PrintStation(Base):
    """The printer behind a device of the role station: leased to one running program at a time.

    ``lease_until`` is the lease; ``instance`` names the program that has it,
    made anew at each start. Where ``local``, the program is a thread of
    ``last-badge serve``.
    """

    __tablename__ = "print_station"
    __table_args__ = (
        CheckConstraint("state IN ('idle', 'printing', 'blocked', 'offline')", name="state"),
        CheckConstraint("darkness BETWEEN -10 AND 10", name="darkness"),
        CheckConstraint("labels_left >= 0 AND warn_at >= 0", name="labels"),
        Index("ix_print_station_event_id", "event_id"),
        Index("ix_print_station_uri", "uri"),
    )

    device_id: Mapped[int] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    # Where the printer is, as the station says it: ipp://…, zpl://…, brother://…, file:…; and what it says
    # of itself.
    uri: Mapped[str] = mapped_column(default="")
    local: Mapped[bool] = mapped_column(default=False)
    model: Mapped[str] = mapped_column(default="")
    printer_uuid: Mapped[str] = mapped_column(default="")
    formats: Mapped[list[str] | None]
    dpi: Mapped[int] = mapped_column(default=0)
    # The paper that lies in it, in millimetres; 0 where it does not say.
    media_width: Mapped[float] = mapped_column(Double, default=0.0)
    media_height: Mapped[float] = mapped_column(Double, default=0.0)
    state: Mapped[str] = mapped_column(default=PrinterState.OFFLINE)
    words: Mapped[list[str] | None]
    # Since when it has been blocked or offline.
    stopped_since: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    instance: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]

    # What the organiser chose for it. No stock: the event's; a height of 0 on the roll: as the stock says.
    stock: Mapped[str] = mapped_column(default="")
    offset_id: Mapped[int | None] = mapped_column(ForeignKey("badge_printer.id", ondelete="SET NULL"))
    darkness: Mapped[int] = mapped_column(default=0)
    cut: Mapped[bool] = mapped_column(default=True)
    labels_left: Mapped[int | None]
    warn_at: Mapped[int] = mapped_column(default=20)
    held: Mapped[bool] = mapped_column(default=False)
    # A person held its test badge in their hand.
    tested_at: Mapped[datetime | None]
    # Seconds from the document to the badge, of the latest ones.
    seconds: Mapped[float | None] = mapped_column(Double)

    device: Mapped[Device] = relationship()
    offset: Mapped[BadgePrinter | None] = relationship()


class JobState(StrEnum):
    """Where a print job is."""

    QUEUED = "queued"
    # A station has it, and nothing of it is at the printer.
    CLAIMED = "claimed"
    # The printer has given it an id, which we keep, and has no document yet.
    CREATED = "created"
    # Kept before the document goes: from here on a badge may come out.
    SENDING = "sending"
    PRINTING = "printing"
    BLOCKED = "blocked"
    PRINTED = "printed"
    FAILED = "failed"
    # The printer no longer knows it: a person is asked whether it came out.
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


_OPEN = "state NOT IN ('printed', 'failed', 'cancelled')"


class PrintJob(Base):
    """One badge to be printed once; ``attempt`` is the fence that a station runs into which lost its lease.

    Without an attendee it is a station's test badge.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("attendee_id", "revision"),
        CheckConstraint(
            "state IN ('queued', 'claimed', 'created', 'sending', 'printing', 'blocked', "
            "'printed', 'failed', 'unknown', 'cancelled')",
            name="state",
        ),
        CheckConstraint("reason IN ('', 'spoilt', 'lost', 'corrected')", name="reason"),
        CheckConstraint("(attendee_id IS NOT NULL) = (revision > 0)", name="revisions_have_attendees"),
        Index(
            "ix_print_job_open", "event_id", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
        Index("ix_print_job_event_id", "event_id"),
        Index("ix_print_job_claimed_by", "claimed_by"),
        Index("ix_print_job_station_id", "station_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    # 1, 2, 3… of one attendee; 0 of a test badge.
    revision: Mapped[int]
    # Why it is printed once more.
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    # None: the attendee's own phone, or an organiser.
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    # The station it is meant for; None: any.
    station_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    instance: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    # The printer's own number of it.
    printer_job: Mapped[str] = mapped_column(default="")
    # The printer's own words, or why it failed.
    words: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    # The station is to take it back from its printer.
    cancel_asked_at: Mapped[datetime | None]
    # How often it was moved to another printer.
    moved: Mapped[int] = mapped_column(default=0)
