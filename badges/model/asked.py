"""What was asked for at the venue's wall: a pass, by name and mail address."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.model.base import Base
from badges.model.evening import Attendee


class AskedState(StrEnum):
    """What became of an asked pass. One that is nobody's leaves nothing behind."""

    ASKED = "asked"
    SENT = "sent"
    FAILED = "failed"


class Why(StrEnum):
    """Why a pass is mailed: somebody asked for it, or the organiser invites."""

    ASKED = "asked"
    INVITATION = "invitation"


class AskedPass(Base):
    """Somebody asked for a pass to be mailed, or the organiser mails it as an invitation.

    Every form that was sent is one row, whoever it was, so that its answer
    takes as long for a stranger as for an attendee; whose pass it is gets
    looked up later, and what was typed is then forgotten. ``due_at`` doubles
    as the lease, and ``attempts`` is the fence, as in a notice.
    """

    __tablename__ = "asked_pass"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'sent', 'failed')", name="state"),
        CheckConstraint("why IN ('asked', 'invitation')", name="why"),
        CheckConstraint("state = 'asked' OR attendee_id IS NOT NULL", name="settled_is_somebodys"),
        CheckConstraint(
            "attendee_id IS NULL OR (name = '' AND email = '')", name="forgets_what_was_typed"
        ),
        Index(
            "ix_asked_pass_due_at",
            "due_at",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        # Everybody is invited once, however many organisers press the button.
        Index(
            "uq_asked_pass_invitation",
            "attendee_id",
            unique=True,
            sqlite_where=text("why = 'invitation'"),
            postgresql_where=text("why = 'invitation'"),
        ),
        Index("ix_asked_pass_event_id", "event_id"),
        Index("ix_asked_pass_attendee_id", "attendee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    # As they were typed, until it is known whose they are.
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    why: Mapped[str] = mapped_column(default=Why.ASKED, server_default="asked")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=AskedState.ASKED)
    settled_at: Mapped[datetime | None]
    # The mail server's own words when it said no.
    trouble: Mapped[str] = mapped_column(default="")

    attendee: Mapped[Attendee | None] = relationship()
