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
        CheckConstraint("channel IN ('mail', 'page', 'push', 'chat')", name="channel"),
        # By channel, so that what waits for one that is out of order is not read for the others.
        Index(
            "ix_notice_owed",
            "channel",
            "due_at",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
        # What went out and may have to be said over another channel.
        Index(
            "ix_notice_settled",
            "settled_at",
            sqlite_where=text("passed_on_at IS NULL AND state IN ('sent', 'failed')"),
            postgresql_where=text("passed_on_at IS NULL AND state IN ('sent', 'failed')"),
        ),
        Index("ix_notice_event_id", "event_id"),
        Index("ix_notice_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    channel: Mapped[str]
    # The journal's kind, or ``came_after_all`` and ``came_back``, which take an earlier notice back.
    kind: Mapped[str]
    seq: Mapped[int]
    owed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=NoticeState.OWED)
    settled_at: Mapped[datetime | None]
    # The channel's own words when it said no.
    trouble: Mapped[str] = mapped_column(default="")
    # When the next channel was tried, because the host had not read it here.
    passed_on_at: Mapped[datetime | None]

    host: Mapped[Host] = relationship()
    attendee: Mapped[Attendee] = relationship()


class Letter(Base):
    """A host's personal words to one attendee: “where are you?”, “I missed you”, thanks, or an answer.

    One that went by the host's own phone is kept too, as sent: it counts
    against writing twice, and its link opens the same page.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_attendee_id", "attendee_id"),
        Index("ix_letter_host_id", "host_id"),
        UniqueConstraint("link_hash"),
        CheckConstraint("kind IN ('where_are_you', 'missed_you', 'thanks', 'answer')", name="kind"),
        CheckConstraint("state IN ('owed', 'sent', 'failed', 'taken_back')", name="state"),
        CheckConstraint("via IN ('mail', 'phone')", name="via"),
        Index(
            "ix_letter_owed",
            "due_at",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    words: Mapped[str]
    written_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="where_are_you", server_default="where_are_you")
    via: Mapped[str] = mapped_column(default="mail", server_default="mail")
    # The link in the letter holds a code made of this seed and the secret key; its fingerprint finds it.
    link_seed: Mapped[bytes | None]
    link_hash: Mapped[str | None]
    # Sending, as for a notice: ``due_at`` doubles as the lease and ``attempts`` is its fence.
    state: Mapped[str] = mapped_column(default=NoticeState.SENT, server_default="sent")
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    settled_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="", server_default="")

    host: Mapped[Host] = relationship()
    attendee: Mapped[Attendee] = relationship()


class Reply(Base):
    """What an attendee answered, asked or unasked; a reason belongs to their hosts alone."""

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('running_late', 'on_my_way', 'cannot_come', 'coming', 'was_there', 'had_to_leave', "
            "'word')",
            name="kind",
        ),
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
    # The attendee's own choice: whether the organisers may read the words too, and whether
    # the same host sees them again at their next event.
    for_organisers: Mapped[bool] = mapped_column(default=False, server_default="0")
    keep: Mapped[bool] = mapped_column(default=False, server_default="0")
