"""The no-show report in sentences, the same on the page and on paper."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from badges.figures import Answered, Earlier, Report
from badges.people import Card, badge_is
from badges.report_tables import FEW, said

# How the people are shown: those the reader asks about first.
GROUPS = (
    ("Not seen", ("missing", "no_show")),
    ("On the way or late", ("late", "expected")),
    ("Excused", ("excused",)),
    ("Came", ("here", "stayed", "left_early")),
)


def sentence(report: Report) -> str:
    """How it went, in one breath."""
    totals, final = report.totals, report.final
    if not totals.expected:
        return "Nobody was on this list." if final else "Nobody is on this list yet."
    if is_early(report):
        excused = f" {totals.excused:,} said they cannot come." if totals.excused else ""
        return f"{_people(totals.coming)} expected.{excused}"
    if totals.came == totals.expected:
        return f"All {totals.expected:,} came." if totals.expected > 1 else "The one expected came."
    said = [f"{totals.came:,} of {totals.expected:,} {'came' if final else 'have come'}."]
    if totals.excused:
        said.append(f"{totals.excused:,} said they could not.")
    if totals.coming and not final:
        said.append(f"{_people(totals.coming)} on the way.")
    if totals.absent:
        said.append(f"From {totals.absent:,} we have not heard.")
    return " ".join(said)


def is_early(report: Report) -> bool:
    """Whether nothing has happened yet."""
    return report.at < report.doors and not report.totals.came


def details(report: Report) -> str:
    """Who left early or walked in, and where the badges are."""
    totals, badges = report.totals, report.badges
    said = []
    if totals.left_early:
        said.append(f"{totals.left_early:,} of those who came left early.")
    if report.walk_ins:
        said.append(f"{report.walk_ins:,} of those expected were on no list and walked in.")
    printed = "" if report.printed is None else f"{report.printed:,} printed, "
    left = "never collected" if report.final else "not collected yet"
    said.append(
        f"Badges: {printed}{badges.collected:,} collected, {badges.set_aside:,} set aside, "
        f"{badges.uncollected:,} {left}."
    )
    return " ".join(said)


def stands(report: Report, card: Card) -> str:
    """Where somebody stood, with the hours that tell it, in the event's own time."""

    def clock(moment: datetime | None) -> str:
        return f"{moment.astimezone(ZoneInfo(report.timezone)):%H:%M}" if moment else ""

    expected, arrived = clock(card.expected_at), clock(card.arrived_at)
    words = {
        "here": f"Here since {arrived}",
        "stayed": f"Came {arrived}",
        "left_early": f"{arrived} to {clock(card.left_at)}",
        "late": f"Late, expected {expected}",
        "expected": f"Expected {expected}",
        "missing": f"Expected {expected}",
        "no_show": f"Expected {expected}",
        "excused": "Could not come" if report.final else "Cannot come",
    }
    walked = ", walked in" if card.id in report.walked_in else ""
    return words[str(card.standing)] + walked


def badge_words(report: Report, card: Card) -> str:
    """Where somebody's badge is."""
    words = {
        "collected": "Collected",
        "uncollected_here": "Never collected" if report.final else "Not collected, though here",
        "set_aside": "Set aside",
        "not_printed": "Not printed",
        "on_the_table": "Never collected" if report.final else "Not collected",
    }
    return words[badge_is(card)]


def answer_words(report: Report, card: Card) -> str:
    """What somebody said last and wrote, as far as the reader may know."""
    kind, words = report.said.get(card.id, ""), report.words.get(card.id, "")
    told = said(kind) if kind else ""
    return ": ".join(part for part in (told[:1].upper() + told[1:], words) if part)


def reasons(answers: Sequence[Answered]) -> str:
    """What people answered, in one sentence; fewer than five are not told in numbers."""
    said_so = [f"{said(one.kind)} {_count(one.people)}{_with_reason(one)}" for one in answers]
    return f"What people answered last: {', '.join(said_so)}." if said_so else ""


def _with_reason(one: Answered) -> str:
    return f" ({_count(one.reasons)} with a reason)" if one.reasons != 0 else ""


def _count(count: int | None) -> str:
    return FEW if count is None else f"{count:,}"


def share(one: Earlier) -> str:
    """How many of those due did not come, of a hundred."""
    return "" if one.no_show_share is None else f"{one.no_show_share:.0%}"


def long_day(moment: datetime, timezone: str) -> str:
    """A day as a document says it."""
    wall = moment.astimezone(ZoneInfo(timezone))
    return f"{wall:%A} {wall.day} {wall:%B %Y}"


def heading(report: Report) -> str:
    """When it was, and whose part of it this is."""
    zone = ZoneInfo(report.timezone)
    start, end = report.start.astimezone(zone), report.end.astimezone(zone)
    until = f"{end:%H:%M}" if (report.end - report.start).days < 1 else f"{end.day} {end:%B, %H:%M}"
    whose = f" · for {report.host}" if report.host else ""
    return f"{long_day(report.start, report.timezone)}, {start:%H:%M} to {until}{whose}"


def ending(report: Report) -> str:
    """Whether it is final, and when it was true."""
    state = "The doors are not open yet." if is_early(report) else "The event is still running."
    at = report.at.astimezone(ZoneInfo(report.timezone))
    day = long_day(report.at, report.timezone)
    return (
        f"{'Final.' if report.final else state} True at {at:%H:%M} on {day}, times in {report.timezone}. "
        "Made with Last Badge."
    )


def _people(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"
