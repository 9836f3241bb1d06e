"""The event file: an event.toml read into a plan, or refused with what is wrong and what to do."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from badges.days_kept import KEYS, days_kept
from badges.errors import BadFile, BadInput, BadMoment
from badges.event_types import types_of
from badges.file_parts import known_keys, list_of_names, minutes_as_seconds, table, text

DOORS_BEFORE_START = timedelta(minutes=30)
YEARS = (1990, 2200)
# So many badges stand in one box: fewer is a handful, and more is a drawer that nobody carries.
BOX_HOLDS = range(10, 1001)
GRACES = {"missing_after": 30, "uncollected_after": 10, "set_aside_at": 90}

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_TEXTS = {"venue": "", "dress": "", "language": "en"}
_MOMENTS = ("doors", "start", "end")
_KEYS = {"slug", "name", "timezone", *_MOMENTS, *_TEXTS, *GRACES, "badge", "desk", "types", "privacy", "host"}
_BADGE = {"design": "networking", "stock": "page-90x60"}
_BOX_HOLDS = 100
_HOST = ("name", "email", "fallback", "timezone")


@dataclass(frozen=True)
class HostPlan:
    """One host as the file names them."""

    name: str
    email: str
    fallback: bool = False
    timezone: str = ""


@dataclass(frozen=True)
class EventPlan:
    """An event as its file describes it. Moments are in UTC, graces in seconds."""

    slug: str
    name: str
    timezone: str
    doors_at: datetime
    start_at: datetime
    end_at: datetime
    venue: str
    dress: str
    language: str
    missing_after: int
    uncollected_after: int
    set_aside_after: int
    badge_design: str
    badge_stock: str
    badge_box_holds: int
    desk_shows: list[str] | None
    quiet_field: str
    hosts: tuple[HostPlan, ...]
    # In seconds, by type of attendee; and the types whose arrival hosts hear of at once.
    type_graces: dict[str, int] = field(default_factory=dict)
    vip_types: list[str] | None = None
    reasons_kept: int = KEYS["reasons_days"][1]
    times_kept: int = KEYS["times_days"][1]
    prints_on_arrival: bool = False


def read_event(content: str, default_slug: str) -> EventPlan:
    """The plan an event.toml describes; its slug defaults to the name of the file's folder.

    Raises BadFile with a sentence that says what is wrong and what to do.
    """
    try:
        file = tomllib.loads(content.removeprefix("\ufeff"))
    except RecursionError:
        raise BadFile("The event file is nested too deeply; an event needs [badge] and [[host]].") from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadFile(f"The event file is not valid TOML: {trouble}. Mend that line and try again.") from None
    known_keys(file, _KEYS, "the event file")
    zone = zone_named(text(file, "timezone"))
    moments = _hours(file, zone)
    badge = table(file, "badge")
    known_keys(badge, (*_BADGE, "box_holds", "prints_on_arrival"), "[badge]")
    desk = table(file, "desk")
    known_keys(desk, ("shows", "quiet"), "[desk]")
    graces = {key: minutes_as_seconds(file, key, minutes) for key, minutes in GRACES.items()}
    types, kept = types_of(file), days_kept(file)
    return EventPlan(
        slug=slug_of(text(file, "slug", default_slug)),
        name=text(file, "name"),
        timezone=zone.key,
        doors_at=moments["doors"],
        start_at=moments["start"],
        end_at=moments["end"],
        **{key: text(file, key, default) for key, default in _TEXTS.items()},
        missing_after=graces["missing_after"],
        uncollected_after=graces["uncollected_after"],
        set_aside_after=graces["set_aside_at"],
        badge_design=text(badge, "design", _BADGE["design"]),
        badge_stock=text(badge, "stock", _BADGE["stock"]),
        badge_box_holds=_box_holds(badge),
        prints_on_arrival=_yes_or_no(badge, "prints_on_arrival", "badge"),
        desk_shows=list_of_names(desk, "shows"),
        quiet_field=text(desk, "quiet", ""),
        type_graces=types.graces,
        vip_types=types.vips,
        reasons_kept=kept["reasons_kept"],
        times_kept=kept["times_kept"],
        hosts=_hosts(file),
    )


def slug_of(text: str) -> str:
    """The text, if it may stand in addresses and commands. Raises BadFile."""
    if not _SLUG.fullmatch(text):
        raise BadFile(
            f"“{text}” cannot be the slug: it stands in addresses, so use only a to z, 0 to 9 and -, "
            'at most 80 of them, such as slug = "summer-party".',
            key="slug",
        )
    return text


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name. Raises BadFile with the nearest names there are."""
    try:
        return ZoneInfo(name)
    # What is no zone's name may be no file's name either, or that of a folder.
    except (LookupError, ValueError, OSError):
        near = get_close_matches(name, available_timezones(), n=1, cutoff=0.5)
        hint = near[0] if near else "Europe/Berlin"
        raise BadFile(
            f"There is no time zone “{name}”; write one such as “{hint}”.", key="timezone"
        ) from None


def local_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which clocks in the zone show this time.

    Raises BadMoment for a time that clocks skip, or show twice, when they
    change: guessing would be wrong for an hour.
    """
    if wall.tzinfo is not None:
        return _in_utc(wall)
    first, second = (_in_utc(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if first == second:
        return first
    shown = wall.isoformat(" ", "minutes")
    # Through the gap the earlier reading is the later moment.
    happens = "is skipped" if first > second else "comes twice"
    raise BadMoment(
        f"{shown} {happens} in {zone.key}, where clocks change that day; "
        f"write the offset with it, such as {wall.replace(tzinfo=zone).isoformat()}.",
        value=shown,
    )


def in_order(doors: datetime, start: datetime, end: datetime) -> None:
    """Refuses hours that do not follow one another, or no evening has, with BadInput."""
    if not YEARS[0] <= doors.year <= end.year <= YEARS[1]:
        raise BadInput("The year cannot be right; look at the dates of doors, start and end.", key="start")
    if end <= start:
        raise BadInput(
            "The end is not after the start; a gathering past midnight ends on the next day's date.",
            key="end",
        )
    if doors > start:
        raise BadInput("The doors open after the start; let them open at the start or before.", key="doors")


def box_size(badges: int) -> int:
    """The number, if a box of the badge table may hold so many. Raises BadInput."""
    if badges not in BOX_HOLDS:
        raise BadInput(
            f"A box cannot hold {badges} badges; write a number from {BOX_HOLDS[0]} to {BOX_HOLDS[-1]:,}.",
            key="badge_box_holds",
        )
    return badges


def mail_address(text: str) -> str:
    """The text, if a letter could be sent there. Raises BadInput."""
    if not _MAIL.fullmatch(text):
        raise BadInput(f"“{text}” is not a mail address; write one such as ramit@example.org.", key="email")
    return text


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadMoment(f"{moment.isoformat()} lies outside the calendar.") from None





def _hours(file: Mapping[str, Any], zone: ZoneInfo) -> dict[str, datetime]:
    start, end = (_moment(file, key, zone) for key in ("start", "end"))
    doors = _moment(file, "doors", zone) if "doors" in file else start - DOORS_BEFORE_START
    try:
        in_order(doors, start, end)
    except BadInput as refusal:
        raise BadFile(refusal.message, **refusal.facts) from None
    return {"doors": doors, "start": start, "end": end}


def _moment(file: Mapping[str, Any], key: str, zone: ZoneInfo) -> datetime:
    example = f"{key} = 2026-05-08T18:30:00"
    value = file.get(key)
    if value is None:
        raise BadFile(f"“{key}” is missing; write a line such as {example}.", key=key)
    if not isinstance(value, datetime):
        why = "has no time of day" if isinstance(value, date) else "is not a date with a time"
        why = "has no date" if isinstance(value, time) else why
        raise BadFile(f"“{key}” {why}; write it without quotation marks, such as {example}.", key=key)
    try:
        return local_moment(value, zone)
    except BadMoment as refusal:
        raise BadFile(f"“{key}” cannot be used: {refusal.message}", key=key) from None



def _box_holds(badge: Mapping[str, Any]) -> int:
    value = badge.get("box_holds", _BOX_HOLDS)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadFile(
            f"“box_holds” must be a whole number of badges, such as box_holds = {_BOX_HOLDS}.",
            key="box_holds",
        )
    try:
        return box_size(value)
    except BadInput as refusal:
        raise BadFile(f"“box_holds” cannot be used: {refusal.message}", key="box_holds") from None



def _yes_or_no(part: Mapping[str, Any], key: str, what: str) -> bool:
    """True or false; false where it is not there. Raises BadFile."""
    value = part.get(key, False)
    if not isinstance(value, bool):
        raise BadFile(f"“{key}” of a {what} must be true or false, without quotation marks.", key=key)
    return value


def _hosts(file: Mapping[str, Any]) -> tuple[HostPlan, ...]:
    tables = file.get("host", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadFile("Each host is a part of its own, which begins with a line [[host]].", key="host")
    hosts = tuple(_host(table) for table in tables)
    seen: dict[str, HostPlan] = {}
    for host in hosts:
        other = seen.setdefault(host.email.casefold(), host)
        if other is not host:
            raise BadFile(
                f"{other.name} and {host.name} have one mail address, {host.email}; "
                "give each host their own, because it carries their private link.",
                key="email",
            )
    return hosts


def _host(table: Mapping[str, Any]) -> HostPlan:
    known_keys(table, _HOST, "[[host]]")
    fallback = _yes_or_no(table, "fallback", "host")
    try:
        zone = text(table, "timezone", "")
        return HostPlan(
            text(table, "name"),
            mail_address(text(table, "email")),
            fallback,
            zone_named(zone).key if zone else "",
        )
    except BadFile as refusal:
        raise BadFile(f"In [[host]]: {refusal.message}", **refusal.facts) from None
    except BadInput as refusal:
        raise BadFile(refusal.message, **refusal.facts) from None
