"""Who may open a door: organisers with a password, devices with a key."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from badges.model.base import Base


class Organiser(Base):
    """A person who prepares the evenings of this installation."""

    __tablename__ = "organiser"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    # Carried by sessions and sign-in links; raising it ends them all.
    link_version: Mapped[int] = mapped_column(default=1)


class Role(StrEnum):
    """What a device is for."""

    DESK = "desk"
    KIOSK = "kiosk"
    STATION = "station"


class Device(Base):
    """A paired tablet, kiosk or print station with its own key, of which only the hash is kept."""

    __tablename__ = "device"
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        UniqueConstraint("key_hash"),
        CheckConstraint("role IN ('desk', 'kiosk', 'station')", name="role"),
        Index("ix_device_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    role: Mapped[str]
    name: Mapped[str]
    key_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
