"""How a print station is and how far a badge is, as one would say it, with what to do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from badges.model import Event, JobState, PrinterState, PrintStation
from badges.printing.looks import Seen
from badges.printing.overview import Station
from web.speech import Catalogue
from web.words import clock

_NAME = Markup('<bdi dir="auto" translate="no">{}</bdi>')
# What a printer says of itself when it waits for a person, by the words it may use; the first that fits.
_CAUSES = (
    ("labels", r"media[- ]?(empty|needed)|out of|no (paper|label|media)|(paper|label|media) out|end of"),
    ("jam", r"\bjam|stuck"),
    ("open", r"(cover|door|head|interlock)s?\b.*open|open.*(cover|door|head)"),
    ("ribbon", r"\b(ribbon|toner|marker|ink)\b"),
    ("paused", r"paus|offline|moving-to-paused"),
    ("wrong", r"wrong|mismatch|incorrect|media-size"),
)
# IPP's keywords end in how bad it is.
_KEYWORD = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")
_GRAVITY = re.compile(r"-(error|warning|report)$")


@dataclass(frozen=True)
class Said:
    """One thing to know of a station or a job: a sign, the word, what to do, and the printer's own words."""

    sign: str
    word: str
    todo: str = ""
    own: str = ""


def station(
    one: Station, event: Event, says: Catalogue, *, moment: datetime, mismatch: str, prints: str
) -> list[Said]:
    """All there is to know of a station, what hinders it most first; ``prints`` is whose badge it prints."""
    stopped = _stopped(one.row, event, says, moment)
    hinders = [*([stopped] if stopped else []), *_hindrances(one.row, says, mismatch)]
    works = [] if stopped else list(_works(one.row, says, prints))
    if hinders and one.row.state == PrinterState.IDLE:
        works = []
    return [*hinders, *works]


def labels(row: PrintStation, says: Catalogue) -> Said | None:
    """How many labels are left, as a warning where they will not do for long; None where nobody counts."""
    if row.labels_left is None:
        return None
    left = row.labels_left
    if left == 0:
        word = says.t("No label is left by the count")
        return Said("again", word, says.t("Load new ones, and say how many."))
    if left <= row.warn_at:
        word = says.tn("Only one label left", "Only {n} labels left", left)
        return Said("again", word, says.t("Lay new ones beside the printer."))
    return Said("", says.tn("one label left", "{n} labels left", left))


def job(line: Seen, event: Event, says: Catalogue) -> Said:
    """How far a badge is."""
    made, at = line.job, name(line.printer)
    state = JobState(made.state)
    if made.cancel_asked_at and state in {JobState.SENDING, JobState.PRINTING, JobState.BLOCKED}:
        return Said("again", says.t("Its printer, {station}, is asked to give it back", station=at))
    if state == JobState.QUEUED:
        waits = says.t("Waits for a free printer")
        return Said("ring", says.t("Waits for {station}", station=at) if line.printer else waits)
    return _further(line, state, event, says)


def own_words(words: Sequence[str]) -> str:
    """The printer's own words; a keyword of its protocol becomes plain words."""
    return ", ".join(_plain(one) for one in words if one.strip())


def what_to_do(words: str, says: Catalogue) -> str:
    """What helps a printer that says this of itself."""
    said = words.casefold()
    cause = next((cause for cause, pattern in _CAUSES if re.search(pattern, said)), "")
    return {
        "labels": says.t("Load labels; it goes on by itself."),
        "jam": says.t("Open it, take out what is stuck, and close it; it goes on by itself."),
        "open": says.t("Close its cover; it goes on by itself."),
        "ribbon": says.t("Look at its ribbon or ink."),
        "paused": says.t("Somebody has paused it. Press its button to go on."),
        "wrong": says.t("Load the labels that this station is set to, or choose those that are in it."),
    }.get(cause, says.t("Look at the printer; it goes on by itself when this is mended."))


def name(text: str) -> Markup:
    """A name within a sentence, in its own direction."""
    return _NAME.format(text)


def reason(key: str, says: Catalogue) -> str:
    """Why a badge is printed once more."""
    known = {"spoilt": says.t("spoilt"), "lost": says.t("lost"), "corrected": says.t("name corrected")}
    return known.get(key, key)


def _stopped(row: PrintStation, event: Event, says: Catalogue, moment: datetime) -> Said | None:
    """That it is silent, out of reach or blocked, with what helps."""
    if row.lease_until is None or row.lease_until < moment:
        return _silent(row, event, says)
    since = clock(row.stopped_since, event)
    if row.state == PrinterState.OFFLINE:
        word = says.t("Offline since {time}", time=since) if since else says.t("Offline")
        todo = says.t("Its program does not reach the printer. Look whether it is on and connected.")
        return Said("refused", word, todo, own_words(row.words or ()))
    if row.state == PrinterState.BLOCKED:
        word = says.t("Blocked since {time}", time=since) if since else says.t("Blocked")
        own = own_words(row.words or ())
        return Said("refused", word, what_to_do(" ".join(row.words or ()), says), own)
    return None


def _silent(row: PrintStation, event: Event, says: Catalogue) -> Said:
    if row.heard_at is None:
        return _unstarted(says, local=row.local)
    word = says.t("Offline since {time}", time=clock(row.heard_at, event))
    if row.local:
        return Said("refused", word, says.t("This server itself no longer asks it. Start the server anew."))
    todo = says.t("Its program is silent. Look whether the computer beside it is on and has a network.")
    return Said("refused", word, todo)


def _unstarted(says: Catalogue, *, local: bool) -> Said:
    todo = says.t("Start its program on the computer beside the printer.")
    by_itself = says.t("This server begins within seconds.")
    return Said("ring", says.t("Not started yet"), by_itself if local else todo)


def _hindrances(row: PrintStation, says: Catalogue, mismatch: str) -> Iterator[Said]:
    if mismatch:
        yield Said("refused", says.t("The paper does not fit"), mismatch)
    if row.tested_at is None and row.heard_at:
        todo = says.t("Print its test badge and hold it in your hand. Until then it prints no other.")
        yield Said("ask", says.t("Not tested yet"), todo)
    if row.held:
        yield Said("again", says.t("Held"), says.t("It begins no badge until you let it go on."))


def _works(row: PrintStation, says: Catalogue, prints: str) -> Iterator[Said]:
    if row.state == PrinterState.PRINTING:
        yield Said("print", says.t("Prints {name}", name=name(prints)) if prints else says.t("Prints"))
    elif row.state == PrinterState.IDLE:
        yield Said("done", says.t("Idle"))


def _further(line: Seen, state: JobState, event: Event, says: Catalogue) -> Said:
    made, at = line.job, name(line.printer)
    sent, printed = clock(made.sent_at, event), clock(made.printed_at, event)
    begins, goes_on = says.t("{station} begins it", station=at), says.t("{station} prints it", station=at)
    asks = says.t("{station} no longer knows it; it was sent at {time}", station=at, time=sent)
    sign, word = {
        JobState.CLAIMED: ("print", begins),
        JobState.CREATED: ("print", begins),
        JobState.SENDING: ("print", goes_on),
        JobState.PRINTING: ("print", goes_on),
        JobState.BLOCKED: ("refused", says.t("{station} is blocked with it", station=at)),
        JobState.UNKNOWN: ("ask", asks),
        JobState.PRINTED: ("done", says.t("Printed at {time}, {station}", station=at, time=printed)),
        JobState.FAILED: ("refused", says.t("Not printed")),
    }.get(state, ("quiet", says.t("Cancelled")))
    return Said(sign, word, own=own_words([made.words]))


def _plain(word: str) -> str:
    word = word.strip()
    return _GRAVITY.sub("", word).replace("-", " ") if _KEYWORD.match(word) else word
