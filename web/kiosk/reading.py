"""How should your badge read: look at it, correct it within limits, and say yes."""

from flask import request

from badges import corrections, events, oneself, people
from badges.desk import Asked, record
from badges.moments import now
from badges.rules.fold import ARRIVE
from web.context import context
from web.doors import AtDesk, door
from web.kiosk import page, printing, said
from web.kiosk.blueprint import blueprint
from web.kiosk.visit import Visit, opened
from web.speech import spoken

LONGEST = 200


@blueprint.post("/<slug>/correct")
@door("kiosk")
def correct(visitor: AtDesk) -> str:
    """The text in fields (``do`` is edit), back from there unchanged (back), or as it was written (keep)."""
    visit = _visit(visitor)
    if visit is None:
        return _late(visitor)
    if request.form.get("do") == "edit":
        return page.to_correct(visitor, visit)
    if request.form.get("do") != "keep":
        return page.to_read(visitor, visit)
    name, company = (request.form.get(key, "").strip()[:LONGEST] for key in ("name", "company"))
    mended = visit.correcting(name, company)
    if problem := _problem(visitor, mended):
        return page.to_correct(visitor, visit, name=name, company=company, problem=problem)
    return page.to_read(visitor, mended)


@blueprint.post("/<slug>/confirm")
@door("kiosk")
def confirm(visitor: AtDesk) -> str:
    """Yes, that is me: the arrival and the correction are one, and sent again they are still one."""
    visit = _visit(visitor)
    if visit is None:
        return _late(visitor)
    moment = now()
    asked = Asked(id=visit.scan, action=ARRIVE, attendee=visit.attendee, via=visit.via)
    with context().store.writing() as session:
        event = events.event_named(session, visitor.event.slug)
        answer = record(session, visitor.place, [asked], now=moment).answers[0]
        if answer.result == "refused":
            return page.answered(visitor, said.turned_away(event, answer.reason))
        if visit.written:
            text = dict(zip(("name", "company"), visit.written, strict=True))
            device = visitor.device.id
            corrections.correct(session, event, visit.attendee, **text, device=device, now=moment)
        session.flush()
        card = people.card(session, event, visit.attendee, now=moment)
    if shown := printing.of_arrival(visitor, card, again=answer.result == "again"):
        return shown
    return page.answered(visitor, said.welcomed(event, answer, card, corrected=visit.written is not None))


def _visit(visitor: AtDesk) -> Visit | None:
    return opened(request.form.get("who", ""), context().settings, visitor.device.id)


def _late(visitor: AtDesk) -> str:
    notice = spoken(visitor.event).t("That took a while. Please start once more.")
    return page.at(visitor, "start", notice=notice)


def _problem(visitor: AtDesk, visit: Visit) -> str | None:
    """Why this text needs the desk, or None."""
    t = spoken(visitor.event).t
    was, (name, company) = page.card_of(visitor, visit.attendee), visit.written or ("", "")
    if not oneself.may_mend(was.name, name):
        return t("Letters, order and case can be mended here. For another name please come to the desk.")
    if not oneself.may_mend_company(was.company, company):
        return t("Letters of the company can be mended here. For another one please come to the desk.")
    if page.badge_of(visitor, visit) is None:
        return t("This cannot be printed as it is written. Please come to the desk.")
    return None
