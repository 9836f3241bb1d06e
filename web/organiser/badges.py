"""Badges on paper: which design and paper, which badges need a look before they are printed, and the file."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import badge_table, designs, events, overview, printers
from badges.model import Event
from badges.moments import now, read_moment
from web.context import context
from web.doors import Organising, door
from web.organiser.badge_work import State, Work
from web.organiser.blueprint import blueprint

# What there is to look at before printing, in the order a person goes through it.
LOOKS = {
    "floor": "At the smallest size",
    "wrapped": "On more than one line",
    "namesake": "Namesakes",
    "empty": "Something is not written",
}


@blueprint.get("/<slug>/badges")
@door("organiser")
def badges(visitor: Organising) -> str:
    """What can be chosen, what would not be printed, and how far the file is; or one of these parts alone."""
    slug, part = visitor.the_event.slug, request.args.get("part", "")
    with context().store.reading() as reading:
        event = events.event_named(reading, slug)
        shown: dict[str, Any] = {"event": event, "organiser": visitor.organiser}
        if part in _PARTS:
            return render_template(f"organiser/_badges_{part}.html", **shown, **_PARTS[part](reading, event))
        for work_out in (_choices, _table, *_PARTS.values()):
            shown |= work_out(reading, event)
    return render_template("organiser/badges.html", **shown)


@blueprint.post("/<slug>/badges")
@door("organiser")
def keep_badges(visitor: Organising) -> AnyResponse:
    """Keep the choice of design and paper with the event."""
    with context().store.writing() as session:
        event = events.event_named(session, visitor.the_event.slug)
        events.change_event(session, event, now=now(), **chosen(session, event))
    return redirect(url_for("organiser.badges", slug=event.slug))


def _table(session: Session, event: Event) -> dict[str, Any]:
    """The badge table as it is laid out now, and how many badges have no place on it."""
    layout = badge_table.layout_of(session, event)
    return {"boxes": layout.boxes, "placeless": max(0, _listed(session, event) - layout.count)}


def chosen(session: Session, event: Event) -> dict[str, str]:
    """The paper and the design that the form names, as columns of the event. Raises NotFound."""
    from badges import paper, sheets  # noqa: PLC0415 - a server that draws nothing carries no drawing libraries.

    stock = paper.stock_named(request.form.get("stock") or event.badge_stock)
    design = request.form.get("design") or event.badge_design
    sheets.design_of(session, event, design)
    return {"badge_stock": stock.name, "badge_design": design}


def works(slug: str) -> dict[str, Work]:
    """The two kinds of work on this event's badges."""
    settings = context().settings
    return {"check": Work(settings, slug, "check"), "file": Work(settings, slug, "file")}


def _choices(session: Session, event: Event) -> dict[str, Any]:
    """The designs with a picture each, and the papers."""
    from badges import sheets  # noqa: PLC0415 - as above.
    from web.organiser import badge_pictures, badge_stocks  # noqa: PLC0415

    stock = badge_stocks.stock_of(event.badge_stock)
    badge = badge_pictures.samples_of(context().store, session, event)["ordinary"]
    listed = sheets.choices(session, event)
    return {
        "designs": [(one, badge_pictures.card(session, event, one.key, stock.name, badge)) for one in listed],
        "has_own": any(one.key == designs.OWN for one in listed),
        "stock": stock,
        "measures": sheets.measures(stock),
        "stocks": badge_stocks.grouped(),
    }


def _check(session: Session, event: Event) -> dict[str, Any]:
    """What there is to look at before printing; begun anew where what was said is no longer true."""
    work, asked, count = works(event.slug)["check"], _now(session, event), _listed(session, event)
    check = _checked(work, {**asked, "total": count}) if count else work.state()
    return {"count": count, "check": check, "looks": _by_kind(check.told)}


def _file(session: Session, event: Event) -> dict[str, Any]:
    """The file, and whether it is still what would be made."""
    file = works(event.slug)["file"].state()
    made = file.asked.get("at")
    return {
        "count": _listed(session, event),
        "file": file,
        "made_at": read_moment(made) if made else None,
        "stale": _stale(file, _now(session, event)),
        "names": _names,
        "printers": printers.printers(session),
    }


# What a page that waits asks for alone.
_PARTS: Mapping[str, Callable[[Session, Event], dict[str, Any]]] = {"check": _check, "file": _file}


def _now(session: Session, event: Event) -> dict[str, Any]:
    """What badges would be made of now."""
    touched = designs.touched(session, event)
    return {"stock": event.badge_stock, "design": event.badge_design, "touched": touched}


def _listed(session: Session, event: Event) -> int:
    return overview.counts(session, event, now=now()).invited


def _stale(file: State, now: Mapping[str, Any]) -> str:
    """Why the file is no longer what would be made now; empty where it is."""
    if any(file.asked.get(key) != now[key] for key in ("stock", "design")):
        return "You have chosen another paper or design since."
    return "" if file.asked.get("touched") == now["touched"] else "The list or the design has changed since."


def _checked(work: Work, asked: Mapping[str, Any]) -> State:
    state = work.state()
    same = all(state.asked.get(key) == asked[key] for key in ("stock", "design", "touched"))
    # One that was ended from outside is begun anew by whoever opens the page, not by the page that waits.
    if same and (state.word in {"going", "done", "refused"} or "part" in request.args):
        return state
    work.stop()
    work.start(asked, ["--check", "--stock", asked["stock"], "--design", asked["design"]])
    return work.state()


def _by_kind(told: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, str]]]]:
    looks = told.get("looks", ())
    groups = ((words, [one for one in looks if one["kind"] == kind]) for kind, words in LOOKS.items())
    return [(words, found) for words, found in groups if found]


def _names(asked: Mapping[str, str]) -> str:
    """Which design on which paper, for people."""
    from web.organiser import badge_stocks  # noqa: PLC0415 - as above.

    return f"{badge_stocks.design_name(asked['design'])} on {badge_stocks.stock_of(asked['stock']).title}"
