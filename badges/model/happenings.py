"""What happened: the scans as devices sent them, and the journal everybody reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from badges.model.base import Base


class Scan(Base):
    """One thing done to one attendee, with the answer it got; the same id gets the same answer."""

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("result IN ('done', 'again', 'refused')", name="result"),
        CheckConstraint("(result = 'refused') = (reason IS NOT NULL)", name="refusals_have_reasons"),
        Index("ix_scan_attendee_id", "attendee_id"),
        # A device's last contact is the newest of those it did not make offline.
        Index("ix_scan_device_id", "device_id", "offline", "received_at"),
    )

    # Made by the device, so that a repeated upload is recognised.
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    # None: the attendee's own phone.
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    # The host who saw them, where neither a desk nor their own phone did it.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("host.id", ondelete="SET NULL"))
    # The device's own number, without gaps; 0 where it gives none.
    n: Mapped[int] = mapped_column(default=0)
    action: Mapped[str]
    # The corrected time, by which scans fold.
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    via: Mapped[str] = mapped_column(default="")
    offline: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    undoes: Mapped[UUID | None] = mapped_column(Uuid)
    # SHA-256 of what was sent: another content under the same id is a mistake to be told.
    # The code itself may be somebody's pass and is not kept.
    content: Mapped[str]
    # Whether the fold reads this scan: it is known whose it is, and it was let through.
    counts: Mapped[bool]
    result: Mapped[str]
    reason: Mapped[str | None]
    review: Mapped[str | None]
    first_at: Mapped[datetime | None]
    first_by: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    # The host who had seen them first, where no device did.
    first_host: Mapped[int | None] = mapped_column(ForeignKey("host.id", ondelete="SET NULL"))
    seq: Mapped[int]


class JournalCounter(Base):
    """The last number of an event's journal, taken in the transaction that writes the line."""

    __tablename__ = "journal_counter"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)


class JournalLine(Base):
    """One line of the numbered list of everything that happened at one event."""

    __tablename__ = "journal_line"
    # Without it every attendee taken off the list costs a look through the whole journal.
    __table_args__ = (Index("ix_journal_line_attendee_id", "attendee_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # When it happened, which for an offline tablet is before it was written.
    at: Mapped[datetime]
    kind: Mapped[str]
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="SET NULL"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    # Who alone may read this line, besides organisers; None: every host of the attendee.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("host.id", ondelete="SET NULL"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
