"""What is owed and said: notices to hosts, letters to attendees, and their replies."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.model.base import Base
from badges.model.evening import Attendee, Host


class NoticeState(StrEnum):
    """What became of a notice."""

    OWED = "owed"
    SENT = "sent"
    FAILED = "failed"
    # No longer true before it went out.
    TAKEN_BACK = "taken_back"


class Notice(Base):
    """One message owed to one host over one channel about one line of the journal.

    ``due_at`` doubles as the lease: who takes a notice moves it into the
    future, and ``attempts`` is the fence that a slow sender runs into.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("host_id", "channel", "event_id", "seq", "kind"),
        CheckConstraint("state IN ('owed', 'sent', 'failed', 'taken_back')", name="state"),
        CheckConstraint("channel IN ('mail', 'page')", name="channel"),
        Index(
            "ix_notice_owed",
            "due_at",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
        Index("ix_notice_event_id", "event_id"),
        Index("ix_notice_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    channel: Mapped[str]
    # The journal's kind, or ``came_after_all``, which takes an earlier notice back.
    kind: Mapped[str]
    seq: Mapped[int]
    owed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=NoticeState.OWED)
    settled_at: Mapped[datetime | None]
    # The channel's own words when it said no.
    trouble: Mapped[str] = mapped_column(default="")

    host: Mapped[Host] = relationship()
    attendee: Mapped[Attendee] = relationship()


class Letter(Base):
    """A host's personal “where were you?” to one attendee."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_attendee_id", "attendee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    words: Mapped[str]
    written_at: Mapped[datetime]


class Reply(Base):
    """What an attendee answered, asked or unasked; a reason belongs to their hosts alone."""

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint("kind IN ('running_late', 'cannot_come', 'coming')", name="kind"),
        CheckConstraint("(kind = 'running_late') = (until IS NOT NULL)", name="late_has_until"),
        Index("ix_reply_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"))
    kind: Mapped[str]
    until: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
