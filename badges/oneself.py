"""Finding oneself: what an attendee who stands alone at a kiosk may look up and mend, and no more.

Nobody learns here who else comes: a name opens nothing without a second fact
that goes with it, and whoever is not found is told the same in every case.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges import people
from badges.folded import words
from badges.lists.clean import clean, is_blank
from badges.lists.doubles import alike
from badges.model import Attendee, Event

# As many as share a name at any event.
_LOOKED_AT = 20
_LONGEST = 200
# What may be added to a name that was cut or misheard; a speech would be another matter.
_LONGER = 24
# The law's ends of a company's name, which nobody says.
_FORMS = frozenset(
    words(
        "AB AG AS BV Co Company Corp Corporation eV GbR GmbH Inc Incorporated KG Limited LLC LLP Ltd Ltda NV "
        "Oy PLC Pte Pty SA SARL SAS SL SpA SRL The UG und and et y"
    )
)


def oneself(session: Session, event: Event, *, name: str, fact: str, now: datetime) -> int | None:
    """Who says this name and, as second fact, their mail address or company; None for none and several.

    A host's name would be no secret at an event with two hosts, so it is no such fact.
    """
    name, fact = clean(name)[:_LONGEST], clean(fact)[:_LONGEST]
    if not words(name) or not words(fact):
        return None
    by_mail = "@" in fact
    found = _by_mail(session, event, name, fact) if by_mail else _by_company(session, event, name, fact, now)
    return found[0] if len(found) == 1 else None


def may_mend(was: str, becomes: str) -> bool:
    """Whether somebody may write themselves so without the desk: other letters, order, case; same name."""
    becomes = clean(becomes)
    if is_blank(becomes) or (words(was) and not words(becomes)):
        return False
    return len(becomes) <= len(was) + _LONGER and alike(was, becomes)


def may_mend_company(was: str, becomes: str) -> bool:
    """The same for the line below the name, which may also be left empty."""
    return is_blank(becomes) or clean(was) == clean(becomes) or may_mend(was, becomes)


def _by_mail(session: Session, event: Event, name: str, mail: str) -> list[int]:
    theirs = select(Attendee.id, Attendee.name).where(
        Attendee.event_id == event.id, func.lower(Attendee.email) == mail.lower()
    )
    said = set(words(name))
    # The address is as good as a key; of the name one word may do, Bob's last one for Robert's.
    return [one.id for one in session.execute(theirs) if said & set(words(one.name)) or alike(name, one.name)]


def _by_company(session: Session, event: Event, name: str, company: str, now: datetime) -> list[int]:
    found = people.find(session, event, name, now=now, limit=_LOOKED_AT)
    return [one.id for one in found if _is_name(name, one.name) and _is_company(company, one.company)]


def _is_name(said: str, listed: str) -> bool:
    # A first name alone is no name, but for those who have no other.
    whole = len(words(said)) > 1 or len(words(listed)) == 1
    return whole and alike(said, listed)


def _is_company(said: str, listed: str) -> bool:
    first, second = ([word for word in words(one) if word not in _FORMS] for one in (said, listed))
    # One word out of several is too little: it is often the owner's own name.
    return bool(first) and len(first) == len(second) and alike(" ".join(first), " ".join(second))
