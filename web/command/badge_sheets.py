"""Badges on paper: checked, and drawn as PDF."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy.orm import Session

from badges import badge_table, events, printers
from badges.errors import BadInput, Refusal
from badges.model import Event
from badges.moments import now
from badges.settings import from_environment
from badges.store import Store, open_store
from web.command.group import main, opened

if TYPE_CHECKING:
    from badges.paper import Preflight, Problem, Setup

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
# What looks are called, in the order a person goes through them.
LOOKS = {
    "floor": "at the smallest size",
    "wrapped": "on more than one line",
    "namesake": "with a namesake",
    "empty": "with something empty",
}
_BETWEEN = 0.2  # seconds


@main.command("badges")
@click.argument("event")
@click.option("--out", type=OUT, help="The PDF.")
@click.option("--stock", default=None, help="The paper; default: the event's.")
@click.option("--design", default=None, help="The design; default: the event's.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this attendee; may be repeated.")
@click.option("--start", default=1, show_default=True, help="The first free label of the first sheet.")
@click.option("--crop-marks", is_flag=True, help="Draw where to cut.")
@click.option("--lay-out", is_flag=True, help="Lay the badge table out first, in boxes and slots.")
@click.option("--box-holds", type=int, default=None, help="So many badges stand in one box; kept.")
@click.option("--dividers", is_flag=True, help="Put a divider before each letter of the badge table.")
@click.option("--printer", default="", metavar="NAME", help="Make up for how far off this printer prints.")
@click.option("--check", is_flag=True, help="Say which badges cannot be printed, or need a look.")
@click.option("--progress", type=OUT, hidden=True, help="Tell here, as JSON, how far it is.")
def draw_badges(event: str, out: Path | None, *, check: bool, progress: Path | None, **how: Any) -> None:
    """Draw the badges of EVENT as PDF, or check them."""
    if out is None and not check:
        raise click.UsageError("Say where to: --out badges.pdf")
    with _opened(ours=progress is not None) as store, _telling(progress) as told:
        if how["lay_out"]:
            badge_table.lay_out(store, event, now=now(), box_holds=how["box_holds"])
        refused = _checked_or_drawn(store, event, out, told, how, check=check)
    if refused:
        raise BadInput(f"{refused} badges cannot be printed as they are.")


def _checked_or_drawn(
    store: Store, event: str, out: Path | None, told: "_Told", how: Mapping[str, Any], *, check: bool
) -> int:
    """Check the badges or draw them; answers how many keep it from being right."""
    with store.reading() as session:
        found = events.event_named(session, event)
        if check or out is None:
            return _check(session, found, told, how)
        _draw(session, found, out, told, how)
        return 0


@contextmanager
def _opened(*, ours: bool) -> Iterator[Store]:
    """The store; the service that starts us has brought the tables up to date."""
    if not ours:
        with opened() as (_, store):
            yield store
        return
    with closing(open_store(from_environment())) as store:
        yield store


@dataclass
class _Told:
    """How far it is and what came of it, for whoever reads the file; without one nobody is told."""

    path: Path | None
    _last: float = field(default=0, init=False)

    def done(self, count: int) -> None:
        """Tell how many are done, a few times a second."""
        if self.path is not None and time.monotonic() - self._last > _BETWEEN:
            self.say({"done": count})
            self._last = time.monotonic()

    def say(self, what: Mapping[str, Any]) -> None:
        """Write it in one step: whoever reads meanwhile reads what was told before."""
        if self.path is not None:
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps(what, ensure_ascii=False), "utf-8")
            new.replace(self.path)


@contextmanager
def _telling(path: Path | None) -> Iterator[_Told]:
    told = _Told(path)
    try:
        yield told
    except Refusal as refusal:
        told.say({"trouble": refusal.message})
        raise


def _check(session: Session, event: Event, told: _Told, how: Mapping[str, Any]) -> int:
    """Say what there is to know; answers how many are refused."""
    # Here and not above: the other commands, the server's among them, draw nothing.
    from badges import sheets  # noqa: PLC0415

    found = sheets.check(session, event, stock=how["stock"], design=how["design"], only=how["only"])
    told.say(asdict(found))
    _name_refused(found.refused)
    _name_looks(found)
    return len(found.refused)


def _draw(session: Session, event: Event, out: Path, told: _Told, how: Mapping[str, Any]) -> None:
    from badges import sheets  # noqa: PLC0415 - as above.

    drawn = sheets.draw(
        session,
        event,
        out=out,
        stock=how["stock"],
        design=how["design"],
        only=how["only"],
        setup=_setup(session, how),
        dividers=how["dividers"],
        told=told.done,
    )
    told.say(asdict(drawn))
    left_out = f"; {len(drawn.refused)} left out:" if drawn.refused else ""
    click.echo(f"{drawn.count} badges in {out}{left_out}")
    if drawn.handling:
        click.echo(drawn.handling)
    _name_refused(drawn.refused)


def _setup(session: Session, how: Mapping[str, Any]) -> "Setup":
    from badges.paper import Setup  # noqa: PLC0415 - as above.

    printer = printers.printer_named(session, how["printer"]) if how["printer"] else None
    offset = (printer.right_mm, printer.down_mm) if printer else (0.0, 0.0)
    return Setup(start=how["start"], crop_marks=how["crop_marks"], offset=offset)


def _name_refused(refused: "tuple[Problem, ...]") -> None:
    for problem in refused:
        click.echo(f"{problem.name}: {problem.why} {problem.fix}", err=True)


def _name_looks(found: "Preflight") -> None:
    """How many can be printed, and those to look at before, by what there is to see."""
    click.echo(f"{found.count} badges can be printed.")
    for kind, words in LOOKS.items():
        looks = [look for look in found.looks if look.kind == kind]
        if looks:
            click.echo(f"{len(looks)} {words}:")
        for look in looks:
            click.echo(f"  {look.name}: {look.why}")
