"""The lists people came from: each import, what it did to whom, and what columns were said to mean."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from badges.model.base import Base


class Import(Base):
    """One guest list that was taken in, or is being taken in while ``finished_at`` is None."""

    __tablename__ = "import"
    __table_args__ = (Index("ix_import_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    file_name: Mapped[str]
    at: Mapped[datetime]
    # Whom it changed until now; the journal has one line of them when it is finished.
    new: Mapped[int]
    changed: Mapped[int]
    same: Mapped[int]
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many there are to write in all.
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    # The preset or the key of its header: what a later file of the same list shares with it.
    source: Mapped[str] = mapped_column(default="", server_default="")
    # Whether it was mended rows alone, of which nobody else is missing.
    part: Mapped[bool] = mapped_column(default=False, server_default="0")
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    # What its page tells afterwards: why it broke off, who was kept when it was taken back.
    told: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class ImportRow(Base):
    """What one import did to one attendee."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("did IN ('new', 'changed', 'same', 'removed')", name="did"),
        Index("ix_import_row_attendee_id", "attendee_id"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    did: Mapped[str]
    # Of each changed column what it was and what it became, so that it can be taken back.
    changes: Mapped[dict[str, Any] | None]


class ColumnMapping(Base):
    """What an organiser said the columns of a header mean, for the next file with the same one."""

    __tablename__ = "column_mapping"

    # The key of the header, in whatever order its titles stand, or the name of a preset.
    source: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
