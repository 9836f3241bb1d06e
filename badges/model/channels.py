"""How hosts and programs are reached: a host's channels, and webhooks."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.model.base import Base
from badges.model.evening import Host


class HostChannel(Base):
    """One way to reach one host, tried in the order of ``position``; mail is theirs without a row."""

    __tablename__ = "host_channel"
    __table_args__ = (
        Index("ix_host_channel_host_id", "host_id"),
        UniqueConstraint("host_id", "address_hash"),
        Index(
            "ix_host_channel_test_due_at",
            "test_due_at",
            sqlite_where=text("test_due_at IS NOT NULL"),
            postgresql_where=text("test_due_at IS NOT NULL"),
        ),
        CheckConstraint("kind IN ('mail', 'push', 'chat')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    kind: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    # Sealed under the secret key, because chat addresses hold tokens; the fingerprint tells doubles.
    address: Mapped[bytes]
    address_hash: Mapped[str]
    # What a page may say of it: “Chrome on Android”, “Telegram”.
    called: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    # A chat address is the organiser's to allow.
    allowed_at: Mapped[datetime | None]
    # The test message: when it went, and when the host touched what it asked them to.
    tested_at: Mapped[datetime | None]
    # While it is on its way, as for a notice: ``test_due_at`` doubles as the lease, the tries are its fence.
    test_due_at: Mapped[datetime | None]
    test_tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    # The channel itself said that nobody is there any more.
    gone_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")

    host: Mapped[Host] = relationship()


class Webhook(Base):
    """A program that is told an event's journal, line by line in order, signed."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    url: Mapped[str]
    # The signing secret follows from this seed and the secret key, and is shown once.
    seed: Mapped[bytes]
    # Which kinds of line it wants; None: all.
    kinds: Mapped[list[str] | None]
    made_at: Mapped[datetime]
    # The last line it has taken.
    seq: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    # After days without an answer it is left alone until the organiser tries it again.
    stopped_at: Mapped[datetime | None]


class DeskWord(Base):
    """A word between a desk and a host about one attendee: “she is at desk 2”, “I am coming down”."""

    __tablename__ = "desk_word"
    __table_args__ = (
        Index("ix_desk_word_event_id", "event_id"),
        Index("ix_desk_word_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    # Whose word it is: a device's to all hosts of the attendee, or a host's to the desks.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class ReasonRead(Base):
    """The audit trail: who read whose words, and when."""

    __tablename__ = "reason_read"
    __table_args__ = (
        # Who opens a page twice a day reads once, also where two of their pages open at one moment.
        UniqueConstraint("event_id", "attendee_id", "reader", "reader_id", "day"),
        Index("ix_reason_read_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    # The day it was where the event is, such as 2026-05-08.
    day: Mapped[str]
    # ``host`` or ``organiser``, and their name as it was then.
    reader: Mapped[str]
    reader_id: Mapped[int]
    name: Mapped[str]
    # Where: ``page``, ``report``, ``csv``…
    where: Mapped[str]
