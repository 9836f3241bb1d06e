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
    # What it said of itself when it was last in step: scans it still held and since when, how far its
    # clock is ahead (milliseconds), who stands there, and which version of our pages it runs.
    last_seen_at: Mapped[datetime | None]
    unsent: Mapped[int] = mapped_column(default=0, server_default="0")
    oldest_unsent_at: Mapped[datetime | None]
    clock_off: Mapped[int | None]
    shift: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[str] = mapped_column(default="", server_default="")
    # The station that prints what this desk or kiosk asks for; None: any that is free.
    prints_at: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))


class Pairing(Base):
    """An invitation to become a device: good once, for a few minutes, and only where both ends agree."""

    __tablename__ = "pairing"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("role IN ('desk', 'kiosk', 'station')", name="role"),
        CheckConstraint("(key_hash IS NULL) = (offered_at IS NULL)", name="offers_have_a_moment"),
        Index("ix_pairing_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    role: Mapped[str]
    name: Mapped[str]
    token_hash: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # The hash of the key that the device made for itself, from its offer on.
    key_hash: Mapped[str | None]
    offered_at: Mapped[datetime | None]
    # The three words that follow from the code and that key, as both screens show them.
    words: Mapped[str] = mapped_column(default="", server_default="")
    confirmed_at: Mapped[datetime | None]
    # The device it became, or the one whose key it is to replace.
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
