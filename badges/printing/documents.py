"""What is sent to a printer: one badge, or a station's test badge, in the format that its printer takes.

Who imports this carries the drawing libraries.
"""

import io

from sqlalchemy.orm import Session

from badges import sheets
from badges.errors import BadInput, NotFound
from badges.model import Event, PrintJob, PrintStation
from badges.paper import (
    Badge,
    Bitmap,
    Composer,
    Setup,
    Stock,
    draw_page,
    draw_pdf,
    draw_roll,
    trial_badge,
    trial_composer,
)
from badges.paper.refusals import BadgeRefused
from badges.printing import composers, fitting
from badges.printing.backends import brother_wire, pwg, zpl_wire
from badges.printing.printer import BROTHER, PDF, PWG, ZPL

# Of a printer that takes rasters and does not say how fine.
_DPI = 300


def document(session: Session, event: Event, job: PrintJob, *, media_type: str, dpi: int) -> bytes:
    """The badge on the paper of the station that has the job, moved by its offset.

    ``media_type`` is PDF, PWG, ZPL or BROTHER; ``dpi`` the printer's, 0 where it takes pages. Raises
    BadgeRefused for a badge that cannot be drawn, BadInput for one that cannot be drawn so, NotFound for a
    job that no station has.
    """
    station = session.get(PrintStation, job.claimed_by or job.station_id or 0)
    if station is None:
        raise NotFound("No station has this job.", job=job.id)
    stock, offset = fitting.stock_of(event, station), offset_of(station)
    dots = 0 if media_type == PDF else dpi or stock.dpi or _DPI
    if job.attendee_id is None:
        composer = trial_composer(composers.in_dots(stock, dots))
        badge = trial_badge(station.device.name, stock.title or stock.name, offset)
    else:
        composer = composers.composer_of(session, event, stock, dots)
        badge = sheets.badge_of(session, event, job.attendee_id)
    if media_type == PDF:
        return _pdf(composer, badge, offset)
    return _raster(composer, badge, station, media_type)


def offset_of(station: PrintStation) -> tuple[float, float]:
    """How far all that a station's printer prints is moved to the right and down, in millimetres."""
    return (station.offset.right_mm, station.offset.down_mm) if station.offset else (0.0, 0.0)


def _pdf(composer: Composer, badge: Badge, offset: tuple[float, float]) -> bytes:
    out = io.BytesIO()
    for problem in draw_pdf([badge], out, composer=composer, setup=Setup(offset=offset)).refused:
        raise BadgeRefused(problem.why, problem.fix, problem.name)
    return out.getvalue()


def _raster(composer: Composer, badge: Badge, station: PrintStation, media_type: str) -> bytes:
    stock, offset = composer.stock, offset_of(station)
    _refuse_pages(composer, media_type)
    label, pictures = composer.of(badge), composer.pictures
    if media_type == PWG or not stock.roll:
        bitmap = draw_page(label, stock, pictures=pictures, offset=offset)
    else:
        bitmap = draw_roll(label, stock, pictures=pictures, offset=offset)
    return _encoded(bitmap, stock, station, media_type)


def _encoded(bitmap: Bitmap, stock: Stock, station: PrintStation, media_type: str) -> bytes:
    if media_type == PWG:
        return pwg.encode(bitmap, stock.dpi)
    if media_type == ZPL:
        return zpl_wire.document(bitmap, darkness=station.darkness, cut=station.cut)
    if media_type == BROTHER:
        return brother_wire.document(bitmap, _roll(stock), model=station.model, cut=station.cut)
    raise BadInput(f"Badges are not drawn as {media_type[:80]}.", media_type=media_type[:80])


def _roll(stock: Stock) -> brother_wire.Roll:
    """The roll as it is fed."""
    across, along = stock.page_width, stock.page_height
    if stock.sideways:
        across, along = along, across
    return brother_wire.Roll(across, along, stock.endless)


def _refuse_pages(composer: Composer, media_type: str) -> None:
    """A raster is one side of one label."""
    stock = composer.stock
    if stock.fold == "french" or (composer.design.back and not stock.fold):
        raise BadInput("This printer takes no PDF, so it cannot print badges with a back. Choose a design "
                       "without one, or another printer.")
    if media_type != PWG and stock.labels > 1:
        raise BadInput(f"{stock.title} is a sheet, and this printer prints labels. Choose the paper in it.")
