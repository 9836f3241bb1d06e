"""An evening and its people: event, host, attendee, the codes on their paper."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.model.base import Base
from badges.rules.hours import Hours


class Event(Base):
    """One gathering with a time zone, doors, start and end."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("doors_at <= start_at AND start_at < end_at", name="hours_in_order"),
        CheckConstraint(
            "missing_after >= 0 AND uncollected_after >= 0 AND set_aside_after >= 0", name="graces"
        ),
        CheckConstraint("badge_box_holds BETWEEN 10 AND 1000", name="badge_box_holds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Stands in addresses and commands, so it never changes.
    slug: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str]
    doors_at: Mapped[datetime]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    venue: Mapped[str] = mapped_column(default="")
    dress: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    # The graces, in seconds: after the expected time, after the arrival, after the start.
    missing_after: Mapped[int] = mapped_column(default=30 * 60)
    uncollected_after: Mapped[int] = mapped_column(default=10 * 60)
    set_aside_after: Mapped[int] = mapped_column(default=90 * 60)
    badge_design: Mapped[str] = mapped_column(default="networking")
    badge_stock: Mapped[str] = mapped_column(default="page-90x60")
    # How many badges stand in one box of the badge table.
    badge_box_holds: Mapped[int] = mapped_column(default=100, server_default="100")
    # Layouts of the badge table are numbered: which one holds (0: none yet), and the last number given.
    table_layout: Mapped[int] = mapped_column(default=0, server_default="0")
    table_layouts: Mapped[int] = mapped_column(default=0, server_default="0")

    # Whoever arrives has their badge printed then, unless it lies on the badge table.
    prints_on_arrival: Mapped[bool] = mapped_column(default=False, server_default="0")
    # Which of the list's fields the desk shows; None: all of them.
    desk_shows: Mapped[list[str] | None]
    # The field that holds quiet wishes, which the desk sees as one neutral sign.
    quiet_field: Mapped[str] = mapped_column(default="", server_default="")
    # What a kiosk asks before it lets anybody out of its page; empty: it cannot be left.
    kiosk_pin_hash: Mapped[str] = mapped_column(default="", server_default="")
    # The graces of some types of attendee, in seconds; the types whose arrival hosts hear of at once.
    type_graces: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    vip_types: Mapped[list[str] | None]
    # When hosts were told that their people's badges are among the last on the table.
    last_badges_told_at: Mapped[datetime | None]
    # How many days after the end words and times are kept, and when they were taken away.
    reasons_kept: Mapped[int] = mapped_column(default=30, server_default="30")
    times_kept: Mapped[int] = mapped_column(default=90, server_default="90")
    reasons_gone_at: Mapped[datetime | None]
    names_gone_at: Mapped[datetime | None]

    hosts: Mapped[list["Host"]] = relationship(back_populates="event", order_by="Host.id")

    @property
    def hours(self) -> Hours:
        """The event's hours and graces as the rules take them."""
        return hours_of(self)


def hours_of(row: Any) -> Hours:
    """The hours in an event, or in a row that has its columns."""
    return Hours(
        doors=row.doors_at,
        start=row.start_at,
        end=row.end_at,
        missing_after=timedelta(seconds=row.missing_after),
        uncollected_after=timedelta(seconds=row.uncollected_after),
        set_aside_after=timedelta(seconds=row.set_aside_after),
    )


# Any number of hosts may have invited one attendee.
invitation = Table(
    "invitation",
    Base.metadata,
    Column("attendee_id", ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True),
    Column("host_id", ForeignKey("host.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_invitation_host_id", "host_id"),
)


class Host(Base):
    """A person who invited some of the attendees and cares whether they come."""

    __tablename__ = "host"
    __table_args__ = (UniqueConstraint("event_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str]
    email: Mapped[str]
    # Hears of attendees who have no host of their own.
    fallback: Mapped[bool] = mapped_column(default=False)
    # The host's link carries this number; raising it closes every link sent before.
    link_version: Mapped[int] = mapped_column(default=1)
    # Where they live, whose nights are kept quiet; empty: where the event is.
    timezone: Mapped[str] = mapped_column(default="", server_default="")
    # Their own words for each kind of letter, where they have changed ours.
    templates: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    event: Mapped[Event] = relationship(back_populates="hosts")
    attendees: Mapped[list["Attendee"]] = relationship(secondary=invitation, back_populates="hosts")


class Attendee(Base):
    """A person on the list, whether or not they come, and the facts their scans fold to."""

    __tablename__ = "attendee"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        Index("ix_attendee_event_id", "event_id", "id"),
        Index(
            "uq_attendee_walk_in_id",
            "walk_in_id",
            unique=True,
            sqlite_where=text("walk_in_id IS NOT NULL"),
            postgresql_where=text("walk_in_id IS NOT NULL"),
        ),
        # The clock finds who is due by this index, without reading everybody.
        Index(
            "ix_attendee_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_attendee_erase_asked_at",
            "erase_asked_at",
            sqlite_where=text("erase_asked_at IS NOT NULL"),
            postgresql_where=text("erase_asked_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    # Printed exactly as its owner wrote it.
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    # Whatever else the list held and the event wants to keep.
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Name and company without case and marks, a blank before each word: what the desk's search reads.
    folded: Mapped[str]
    # The pass code is derived from this and the secret key; a new seed is a new pass.
    pass_seed: Mapped[bytes]

    expected_at: Mapped[datetime | None]
    late_until: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    # The fold of the scans. A device of None beside a moment is the attendee's own phone.
    arrived_at: Mapped[datetime | None]
    arrived_by: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    collected_at: Mapped[datetime | None]
    collected_by: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    left_at: Mapped[datetime | None]
    left_by: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    set_aside_at: Mapped[datetime | None]
    set_aside_by: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    # The time of the latest scan that counts: a later scan is one step, an earlier one a new fold.
    folded_to: Mapped[datetime | None]

    # Since when a badge lies there that was printed for them; None: none was, or one is being printed anew.
    printed_at: Mapped[datetime | None]

    # What the hosts have been told, once each, and when the clock should look again.
    missing_told_at: Mapped[datetime | None]
    uncollected_told_at: Mapped[datetime | None]
    no_show_told_at: Mapped[datetime | None]
    left_told_at: Mapped[datetime | None]
    vip_told_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    # Their own grace in seconds, where they have another than their type and the event.
    missing_after: Mapped[int | None]
    # Their hosts hear at once that they have come.
    vip: Mapped[bool] = mapped_column(default=False, server_default="0")
    # They asked not to be written to.
    no_contact: Mapped[bool] = mapped_column(default=False, server_default="0")
    # The host who saw them here, where no desk did.
    vouched_by: Mapped[int | None] = mapped_column(ForeignKey("host.id", ondelete="SET NULL"))
    # They asked that everything about them be taken away.
    erase_asked_at: Mapped[datetime | None]
    # Whose person is gone from all we keep; what is left are numbers.
    erased_at: Mapped[datetime | None]
    # Which of name and company the desk corrected, with blanks between: no later list changes them back.
    corrected: Mapped[str] = mapped_column(default="", server_default="")
    # As the list gave them, and empty where it gave the whole name only: nobody guesses them out of it.
    first_name: Mapped[str] = mapped_column(default="", server_default="")
    last_name: Mapped[str] = mapped_column(default="", server_default="")

    # The number a device gave a walk-in when it wrote them down, so that sending it again adds nobody.
    walk_in_id: Mapped[UUID | None] = mapped_column(Uuid)

    hosts: Mapped[list[Host]] = relationship(
        secondary=invitation, back_populates="attendees", order_by=Host.id
    )
    codes: Mapped[list["Code"]] = relationship(back_populates="attendee")


class TablePlace(Base):
    """Where somebody's badge lies in one layout of the badge table.

    A new layout is written beside the one that holds and takes its place
    whole, by its number in the event; so no two are ever mixed.
    """

    __tablename__ = "table_place"
    __table_args__ = (
        UniqueConstraint("event_id", "layout", "box", "slot"),
        CheckConstraint("box >= 1 AND slot >= 1", name="counted_from_one"),
        # Many small rows that are found by their key alone.
        {"sqlite_with_rowid": False},
    )

    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    layout: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    box: Mapped[int]
    slot: Mapped[int]


class CodeKind(StrEnum):
    """What a code is. Of passes the fingerprint is kept, of all others the code itself."""

    PASS = "pass"  # noqa: S105 - a kind of code, not a password.
    BADGE = "badge"
    SHORT = "short"
    FOREIGN = "foreign"


class Code(Base):
    """One code of one attendee. Retired codes stay, so that an old badge still says whose it is."""

    __tablename__ = "code"
    __table_args__ = (
        Index("ix_code_value", "value"),
        Index("ix_code_attendee_id", "attendee_id"),
        Index(
            "uq_code_ours",
            "value",
            unique=True,
            sqlite_where=text("kind IN ('pass', 'badge')"),
            postgresql_where=text("kind IN ('pass', 'badge')"),
        ),
        UniqueConstraint("event_id", "kind", "value"),
        CheckConstraint("kind IN ('pass', 'badge', 'short', 'foreign')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    kind: Mapped[str]
    value: Mapped[str]
    retired_at: Mapped[datetime | None]

    attendee: Mapped[Attendee] = relationship(back_populates="codes")
