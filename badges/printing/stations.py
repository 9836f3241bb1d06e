"""Print stations: what each says of itself and its printer, and what it is to do."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session, joinedload

from badges import access, paper
from badges.errors import BadInput, Conflict, NotFound, PrinterTaken, StationTaken
from badges.model import (
    BadgePrinter,
    Device,
    Event,
    JobState,
    PrintJob,
    PrintStation,
    Role,
)
from badges.printing import claiming, fitting, rows, settling, told
from badges.printing.orders import Orders, Report
from badges.printing.rows import LEASE

__all__ = [
    "LEASE",
    "Orders",
    "Report",
    "add_local",
    "change",
    "confirm_test",
    "hello",
    "hold",
    "is_low",
    "local",
    "mismatch",
    "of_event",
]

DARKNESS = range(-10, 11)
MOST_LABELS = 1_000_000
# A thread of ours goes on for the reprints of the morning after.
_AFTERWARDS = timedelta(days=1)
# Two stations that find a printer free at one moment take turns.
_TURNS = text("SELECT pg_advisory_xact_lock(7012027)")


def hello(session: Session, device_id: int, report: Report, *, now: datetime) -> Orders:
    """Keep what a station says, renew its leases, and answer what it is to do.

    Raises PrinterTaken where another live station has that printer, StationTaken
    where another program of this station has the lease.
    """
    station = _held(session, device_id)
    _lease(session, station, report, now)
    _keep(station, report, now)
    session.flush()
    # Most hellos are said while nothing is to be printed, every three seconds by every station.
    if not rows.any_open(session, station.event_id):
        return _orders(session, station, [], now, waiting=False)
    holds = _renewed(session, station, now)
    settling.sweep(session, now=now, event_id=station.event_id)
    waiting = claiming.is_waiting(session, station, now)
    return _orders(session, station, holds, now, waiting=waiting)


def change(
    session: Session,
    event: Event,
    device_id: int,
    *,
    stock: str,
    offset_id: int | None,
    darkness: int,
    cut: bool,
    labels_left: int | None,
    warn_at: int,
    now: datetime,  # noqa: ARG001 - every errand is told the moment.
) -> PrintStation:
    """What the organiser chooses for a station's printer; on another stock it is to be tried out anew.

    Raises NotFound, BadInput.
    """
    station = rows.hold_station(session, event, device_id)
    if darkness not in DARKNESS:
        raise BadInput("Darkness goes from -10 to 10; 0 is as the printer is set.", key="darkness")
    for number in (labels_left or 0, warn_at):
        if not 0 <= number <= MOST_LABELS:
            raise BadInput(f"A printer holds 0 to {MOST_LABELS:,} labels.", key="labels_left")
    if offset_id is not None and rows.found(session, BadgePrinter, offset_id) is None:
        raise NotFound("There is no such reading of an alignment sheet any more.", printer=offset_id)
    # An empty stock is the event's; UnknownStock is a refusal of its own.
    stock = paper.stock_named(stock).name if stock else ""
    if stock != station.stock:
        station.stock, station.tested_at = stock, None
    station.offset_id, station.darkness, station.cut = offset_id, darkness, cut
    station.labels_left, station.warn_at = labels_left, warn_at
    session.flush()
    session.expire(station, ["offset"])
    return station


def hold(
    session: Session,
    event: Event,
    device_id: int,
    *,
    held: bool,
    now: datetime,  # noqa: ARG001 - every errand is told the moment.
) -> PrintStation:
    """Let a station take no more jobs, or let it go on. Raises NotFound."""
    station = rows.hold_station(session, event, device_id)
    station.held = held
    session.flush()
    return station


def confirm_test(session: Session, event: Event, device_id: int, *, now: datetime) -> PrintStation:
    """Somebody holds the station's test badge in their hand.

    Raises NotFound, and Conflict where none came out.
    """
    station = rows.hold_station(session, event, device_id)
    theirs = (PrintJob.event_id == event.id, PrintJob.station_id == device_id, PrintJob.attendee_id.is_(None))
    newest = session.scalars(
        select(PrintJob).where(*theirs).order_by(PrintJob.id.desc()).limit(1).with_for_update()
    ).first()
    if newest is None or newest.state not in {JobState.PRINTED, JobState.UNKNOWN}:
        raise Conflict("No test badge has come out here yet; print one first.", station=device_id)
    if newest.state == JobState.UNKNOWN:
        settling.did_it_come_out(session, event, newest.id, came_out=True, device=None, now=now)
    station.tested_at = now
    session.flush()
    return station


def add_local(session: Session, event: Event, name: str, uri: str, *, now: datetime) -> Device:
    """A station that is a thread of ours, for a printer at this machine. Raises BadInput, Conflict."""
    if "://" not in uri and not uri.startswith("file:"):
        raise BadInput("Say where the printer is, such as ipp://printer.local/ipp/print.", key="uri")
    # Nobody is told its key: a thread of ours needs none.
    device = access.add_device(session, event, role=Role.STATION, name=name, now=now).device
    station = rows.made(session, device)
    station.uri, station.local = uri.strip(), True
    session.flush()
    return device


def of_event(session: Session, event: Event) -> list[PrintStation]:
    """The event's stations by name, each with its device; those whose key was revoked are left out.

    A station that has said nothing yet is here as it will be, and not in the table.
    """
    there = (Device.event_id == event.id, Device.role == Role.STATION, Device.revoked_at.is_(None))
    devices = session.scalars(select(Device).where(*there).order_by(Device.name)).all()
    said = _known(session, [one.id for one in devices])
    return [said.get(one.id) or _silent(one) for one in devices]


def local(session: Session, *, now: datetime) -> list[PrintStation]:
    """Every station that is a thread of ours, at events that are not long over."""
    running = (PrintStation.local, Device.revoked_at.is_(None), Event.end_at > now - _AFTERWARDS)
    found = (
        select(PrintStation)
        .join(Device, Device.id == PrintStation.device_id)
        .join(Event, Event.id == PrintStation.event_id)
        .where(*running)
        .order_by(PrintStation.device_id)
    )
    return list(session.scalars(found))


def mismatch(session: Session, event: Event, station: PrintStation) -> str:  # noqa: ARG001 - see fitting.
    """What is wrong with the paper in a printer, in a sentence; empty where it fits or nobody knows."""
    return fitting.mismatch(event, station)


def is_low(station: PrintStation) -> bool:
    """Whether its labels are soon used up."""
    return station.labels_left is not None and station.labels_left <= station.warn_at


def _held(session: Session, device_id: int) -> PrintStation:
    station = session.get(PrintStation, device_id, with_for_update=True, populate_existing=True)
    return station or rows.made(session, session.get_one(Device, device_id))


def _lease(session: Session, station: PrintStation, report: Report, now: datetime) -> None:
    """Let this program have the station and its printer, if no other has."""
    had = claiming.leased(station, now)
    if had and station.instance != report.instance:
        raise StationTaken(
            "Another program runs as this station. Stop it, or wait for fifteen seconds.",
            station=station.device_id,
        )
    same = (station.uri, station.printer_uuid) == (report.uri, report.printer_uuid or station.printer_uuid)
    if not (had and same):
        _take_printer(session, station, report, now)
    station.instance, station.lease_until = report.instance, now + LEASE


def _take_printer(session: Session, station: PrintStation, report: Report, now: datetime) -> None:
    if session.connection().dialect.name == "postgresql":
        session.execute(_TURNS)
    same = [PrintStation.uri == report.uri]
    if report.printer_uuid:
        same.append(PrintStation.printer_uuid == report.printer_uuid)
    others = (PrintStation.device_id != station.device_id, PrintStation.lease_until > now, or_(*same))
    found = session.scalars(select(PrintStation).where(*others).limit(1)).first()
    if found is not None:
        name = told.names(session, [found.device_id]).get(found.device_id, "")
        raise PrinterTaken(
            f"The station {name} drives this printer; stop it first.", station=found.device_id, uri=report.uri
        )


def _keep(station: PrintStation, report: Report, now: datetime) -> None:
    """What the station said of its printer; another printer is to be tried out anew."""
    uuid = report.printer_uuid or station.printer_uuid
    known = (station.uri, station.printer_uuid)
    if station.tested_at and known[0] and (report.uri != known[0] or uuid != (known[1] or uuid)):
        station.tested_at = None
    station.uri, station.printer_uuid = report.uri, uuid if report.uri == known[0] else report.printer_uuid
    station.model = told.tidy(report.model) or station.model
    station.formats = list(report.formats) or station.formats
    station.dpi = report.dpi or station.dpi
    if report.media is not None:
        station.media_width, station.media_height = report.media
    if report.labels_left is not None:
        station.labels_left = max(0, report.labels_left)
    _is_now(station, report, now)


def _is_now(station: PrintStation, report: Report, now: datetime) -> None:
    stopped = report.state in claiming.STOPPED
    was_stopped = station.state in claiming.STOPPED and station.stopped_since is not None
    if not stopped:
        station.stopped_since = None
    elif not was_stopped:
        station.stopped_since = now
    words = [told.tidy(one) for one in report.words]
    station.state, station.words, station.heard_at = report.state, words, now


def _renewed(session: Session, station: PrintStation, now: datetime) -> list[PrintJob]:
    """The jobs the station has, its program's from now on, the oldest first."""
    its = (rows.open_at(station.event_id, [station.device_id]), PrintJob.lease_until.is_not(None))
    found = select(PrintJob).where(*its).with_for_update().execution_options(populate_existing=True)
    holds = sorted(session.scalars(found), key=lambda one: one.id)
    for one in holds:
        one.instance, one.lease_until = station.instance, now + LEASE
    session.flush()
    return holds


def _orders(
    session: Session, station: PrintStation, holds: list[PrintJob], now: datetime, *, waiting: bool
) -> Orders:
    event = session.get_one(Event, station.event_id)
    refuses, offset = fitting.mismatch(event, station), station.offset
    try:
        stock = fitting.stock_of(event, station)
    except paper.UnknownStock:
        # The sentence in ``refuses`` says so; no badge is drawn for it.
        stock = paper.stock_named(paper.DEFAULT_STOCK)
    return Orders(
        lease_until=now + LEASE,
        lease=LEASE.total_seconds(),
        event=event.slug,
        station=station.device_id,
        stock=stock.name,
        width=stock.page_width,
        height=stock.page_height,
        darkness=station.darkness,
        cut=station.cut,
        offset=(offset.right_mm, offset.down_mm) if offset else (0.0, 0.0),
        held=station.held,
        tested=station.tested_at is not None,
        holds=tuple(told.job(one, event.slug) for one in holds),
        waiting=waiting,
        stop=tuple(one.id for one in holds if one.cancel_asked_at),
        refuses=refuses,
    )


def _known(session: Session, ids: list[int]) -> dict[int, PrintStation]:
    found = select(PrintStation).where(PrintStation.device_id.in_(ids))
    with_names = found.options(joinedload(PrintStation.device))
    return {one.device_id: one for one in session.scalars(with_names)}


def _silent(device: Device) -> PrintStation:
    """The row as it will be, with the values that the table would give it."""
    defaults = [(one.key, one.default) for one in PrintStation.__table__.c if one.default is not None]
    values = {key: value.arg for key, value in defaults if value.is_scalar}
    return PrintStation(device_id=device.id, event_id=device.event_id, device=device, **values)
