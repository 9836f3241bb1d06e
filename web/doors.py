"""The doors: who may open which page. One decorator checks every route; a test finds the one without."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import abort, request, session
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from badges import access
from badges.desk import Place
from badges.errors import NotAllowed
from badges.events import event_named
from badges.model import Attendee, Device, Event, Host, Organiser, Role, hours_of
from web.context import context
from web.links import device_mark, host_mark, organiser_mark, pass_mark

View = TypeVar("View", bound=Callable[..., Any])

# The routes that nobody needs a key for, each with its reason.
OPEN = {
    "static": "our own styles, scripts and pictures",
    "pages.font": "the typeface",
    "pages.faces": "says where the slices of the other typefaces are",
    "pages.font_slice": "a slice of a typeface, out of a file of ours",
    "pages.home": "says what this is",
    "pages.healthz": "says that the process lives, and nothing else",
    "pages.readyz": "says that the database answers, and nothing else",
    "pages.enter_host": "takes a host's link and turns it into a cookie",
    "pages.enter_device": "takes a tablet's link and turns it into a cookie",
    "pages.enter_organiser": "takes an organiser's link and turns it into a cookie",
    "pages.enter_pass": "takes a pass and turns it into a cookie",
    "pages.enter_pass_to_say_no": "the same, for the page that asks whether one cannot come",
    "host.worker": "is the program behind a host's messages, and knows nobody",
    "host.manifest": "names the page for a phone's home screen, and knows nobody",
    "host.reached": "takes a test's link, and shows whom it was for",
    "host.confirm": "takes that link, and keeps that the test has arrived",
    "organiser.sign_in": "takes a password",
    "pairing.start": "asks a device for the code on the organiser's screen",
    "pairing.offer": "takes that code, which is good once, and needs the organiser's yes",
    "pairing.state": "says to who holds an offered key how the offer stands",
    "letter.answer": "takes the code in a letter's link, and shows that letter alone",
    "letter.say": "takes that code, and answers for its attendee",
    "letter.contact": "takes that code, and keeps its attendee's wish for no more letters",
    "poster.start": "says what, when and where, as an invitation does",
    "poster.ask": "takes a name and a mail address, and answers everybody alike",
    "poster.asked": "is that answer, and knows nobody",
    "poster.calendar": "is what the open page says, for a calendar",
    "api.openapi": "describes the interface",
}


@dataclass(frozen=True)
class Keyed:
    """A paired device that sends its key with every request."""

    place: Place
    slug: str
    timezone: str
    key_hash: str

    def event(self, session: Session) -> Event:
        """The device's event, for those who need more of it than its hours."""
        return session.get_one(Event, self.place.event_id)


@dataclass(frozen=True)
class AtDesk:
    """A tablet, signed in by its link."""

    event: Event
    device: Device

    @property
    def place(self) -> Place:
        """Where this device's scans come from."""
        return Place(self.event.id, self.event.hours, self.device.id, self.device.role, self.device.name)


@dataclass(frozen=True)
class Hosting:
    """A host, come by their link."""

    event: Event
    host: Host


@dataclass(frozen=True)
class Attending:
    """An attendee, come by their pass."""

    event: Event
    attendee_id: int


@dataclass(frozen=True)
class Organising:
    """An organiser; ``event`` is None on pages that are about no event."""

    organiser: Organiser
    event: Event | None

    @property
    def the_event(self) -> Event:
        """The event of a page that is about one."""
        assert self.event is not None
        return self.event


def door(name: str) -> Callable[[View], View]:
    """The view opens to one kind of visitor, whom it gets as its first argument.

    ``name`` is one of ``key`` (a device's key), ``desk key``, ``station key``, ``desk`` and ``kiosk`` (a
    tablet's cookie), ``host``, ``attendee``, ``organiser``, ``metrics``. The
    event is named by the route's ``slug``, and the visitor must belong to it.
    """
    look = _LOOKS[name]

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**where: Any) -> Any:
            return view(look(where.pop("slug", None)), **where)

        guarded.door = name  # type: ignore[attr-defined] # Read by the test of all routes.
        return guarded  # type: ignore[return-value] # wraps keeps the view's shape but for its visitor.

    return guard


def remember(kind: str, slug: str, mark: list[Any]) -> None:
    """Turn a link that was opened into a cookie."""
    session[kind] = {**session.get(kind, {}), slug: mark}
    session.permanent = True


def forget(kind: str, slug: str) -> None:
    """Take a door's cookie back."""
    session[kind] = {other: mark for other, mark in session.get(kind, {}).items() if other != slug}


# Made once: this is on the way of every scan.
_KEY = (
    select(Device.id, Device.event_id, Device.role, Device.name, Event.slug, Event.timezone)
    .add_columns(Event.doors_at, Event.start_at, Event.end_at)
    .add_columns(Event.missing_after, Event.uncollected_after, Event.set_aside_after)
    .join(Event, Event.id == Device.event_id)
    .where(Device.key_hash == bindparam("key_hash"), Device.revoked_at.is_(None))
)


def _by_desk_key(slug: str | None) -> Keyed:
    """A kiosk may let people in, and learns of nobody else who comes."""
    keyed = _by_key(slug)
    if keyed.place.role != Role.DESK:
        raise NotAllowed("This device may not read the list. A desk can.")
    return keyed


def _by_station_key(_slug: str | None) -> Keyed:
    """What prints badges prints nothing else's; a page's cookie is no station's."""
    if "Authorization" not in request.headers:
        abort(401)
    keyed = _by_key(None)
    if keyed.place.role != Role.STATION:
        raise NotAllowed("This key is not a print station’s. Pair the station on the page “Devices”.")
    return keyed


# What our own pages send beside the tablet's cookie, and a stranger's form cannot.
FROM_OUR_PAGE = ("X-Last-Badge", "app")


def _by_key(slug: str | None) -> Keyed:
    if "Authorization" not in request.headers and request.headers.get(FROM_OUR_PAGE[0]) == FROM_OUR_PAGE[1]:
        return _by_cookie(slug)
    key = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    key_hash = access.key_hash(key)
    found = context().store.row(_KEY, {"key_hash": key_hash})
    if found is None:
        context().limits.failed("key")
        abort(401)
    if slug is not None and found.slug != slug:
        raise NotAllowed("This device belongs to another event.", event=slug)
    place = Place(found.event_id, hours_of(found), found.id, found.role, found.name)
    return Keyed(place, found.slug, found.timezone, key_hash)


def _by_cookie(slug: str | None) -> Keyed:
    """A tablet that was signed in by its link. One that no longer is needs a key, as a page would a link."""
    kind = next((role for role in (Role.DESK, Role.KIOSK) if session.get(role, {}).get(slug)), Role.DESK)
    try:
        tablet = _by_tablet(kind)(slug)
    except NotAllowed:
        abort(401)
    return Keyed(tablet.place, tablet.event.slug, tablet.event.timezone, tablet.device.key_hash)


def _by_tablet(*roles: str) -> Callable[[str | None], AtDesk]:
    def look(slug: str | None) -> AtDesk:
        mark = _mark(roles[0], slug)
        with context().store.reading() as reading:
            device = reading.get(Device, mark[0])
            event = reading.get(Event, device.event_id) if device else None
        if device is None or event is None or device_mark(device) != mark or device.revoked_at:
            raise NotAllowed("This tablet is no longer signed in. Ask the organiser for a new link.")
        if event.slug != slug or device.role not in roles:
            raise NotAllowed("This tablet is paired for something else.")
        return AtDesk(event, device)

    return look


def _by_host_link(slug: str | None) -> Hosting:
    mark = _mark("hosts", slug)
    with context().store.reading() as reading:
        host = reading.get(Host, mark[0])
        event = reading.get(Event, host.event_id) if host else None
    if host is None or event is None or host_mark(host) != mark or event.slug != slug:
        raise NotAllowed("This link no longer works. The newest mail from this event has one that does.")
    return Hosting(event, host)


def _by_pass(slug: str | None) -> Attending:
    mark = _mark("passes", slug)
    with context().store.reading() as reading:
        attendee = reading.get(Attendee, mark[0])
        event = reading.get(Event, attendee.event_id) if attendee else None
    if attendee is None or event is None or pass_mark(attendee) != mark or event.slug != slug:
        raise NotAllowed("This pass has been replaced. The newest mail from this event has yours.")
    return Attending(event, attendee.id)


def _by_organiser(slug: str | None) -> Organising:
    mark = session.get("organiser")
    if not mark:
        abort(401)
    with context().store.reading() as reading:
        organiser = reading.get(Organiser, mark[0])
        if organiser is None or organiser_mark(organiser) != mark:
            abort(401)
        event = event_named(reading, slug) if slug is not None else None
    return Organising(organiser, event)


def _by_metrics_key(_slug: str | None) -> None:
    wanted = context().settings.metrics_key
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not wanted or access.key_hash(given) != access.key_hash(wanted):
        abort(401)


def _mark(kind: str, slug: str | None) -> list[Any]:
    mark = session.get(kind, {}).get(slug)
    if not mark:
        raise NotAllowed("This page opens by a link of its own. Please open yours once more.")
    return list(mark)


_LOOKS: dict[str, Callable[[str | None], Any]] = {
    "key": _by_key,
    "desk key": _by_desk_key,
    "station key": _by_station_key,
    "desk": _by_tablet("desk"),
    "kiosk": _by_tablet("kiosk"),
    "host": _by_host_link,
    "attendee": _by_pass,
    "organiser": _by_organiser,
    "metrics": _by_metrics_key,
}
