"""An event's own badge design and its pictures, and how far off each printer prints."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Double, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from badges.model.base import Base


class BadgeDesign(Base):
    """The design that an event made its own; it is drawn where ``badge_design`` of the event says so."""

    __tablename__ = "badge_design"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # A design document as badges.paper writes it.
    document: Mapped[str]
    changed_at: Mapped[datetime]


class BadgePicture(Base):
    """A picture that the designs of an event show by its name, such as its logo."""

    __tablename__ = "badge_picture"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="has_a_size"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    # As badges.paper made it of the file that was sent: no larger than paper needs.
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]


class BadgePrinter(Base):
    """How far off a printer prints, as its alignment sheet says; whose events they are does not matter."""

    __tablename__ = "badge_printer"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint(
            "right_mm BETWEEN -20 AND 20 AND down_mm BETWEEN -20 AND 20", name="offset_of_a_printer"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    # How far what is drawn must move so that it is printed in its place.
    right_mm: Mapped[float] = mapped_column(Double)
    down_mm: Mapped[float] = mapped_column(Double)
