"""The doctor: what is configured, what answers, what to mend."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from badges.errors import Refusal
from badges.model import Event, Organiser
from badges.notices.mail import reach
from badges.settings import Settings
from badges.store import open_store

# Of the families of fonts that are missing, so many are named.
_NAMED = 6


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    says: str
    well: bool = True


def findings(settings: Settings) -> list[Finding]:
    """Everything the service depends on, looked at once."""
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("data folder", _data_dir),
        ("database", _database),
        ("people", _people),
        ("mail", _mail),
        ("address", _address),
        ("fonts", _fonts),
    ]
    return [_look(what, look, settings) for what, look in looks]


def _look(what: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(what, look(settings))
    except Refusal as refusal:
        return Finding(what, refusal.message, well=False)
    except (SQLAlchemyError, OSError) as trouble:
        return Finding(what, f"{type(trouble).__name__}: {str(trouble).splitlines()[0]}", well=False)


def _data_dir(settings: Settings) -> str:
    if not os.access(settings.data_dir, os.W_OK):
        raise Refusal(f"{settings.data_dir} cannot be written; give this user the right to.")
    return str(settings.data_dir)


def _database(settings: Settings) -> str:
    store = open_store(settings)
    try:
        if not store.answers():
            raise Refusal("the tables are not at the newest migration; `last-badge serve` migrates them")
        return f"{store.engine.dialect.name} answers, tables at the newest migration"
    finally:
        store.close()


def _people(settings: Settings) -> str:
    store = open_store(settings)
    try:
        if not store.answers():
            raise Refusal("not looked at: the database comes first")
        with store.reading() as session:
            organisers = session.scalar(select(func.count()).select_from(Organiser))
            events = session.scalar(select(func.count()).select_from(Event))
    finally:
        store.close()
    if not organisers:
        raise Refusal("no organiser yet; `last-badge organiser add you@example.org` adds one")
    return f"{organisers} organisers, {events} events"


def _mail(settings: Settings) -> str:
    if not settings.mail_url:
        return f"no MAIL_URL: letters are written to {settings.outbox}"
    return reach(settings)


def _address(settings: Settings) -> str:
    if settings.public_url.startswith("http://") and "127.0.0.1" not in settings.public_url:
        raise Refusal(f"{settings.public_url} is not HTTPS: set PUBLIC_URL and serve behind a TLS proxy")
    return settings.public_url


def _fonts(settings: Settings) -> str:
    # Here and not above: nothing else of the doctor's needs the drawing libraries.
    from badges.paper import missing_fonts  # noqa: PLC0415

    missing = missing_fonts()
    if missing:
        named = ", ".join(family.key.removeprefix("noto-sans-") for family in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise Refusal(
            f"badges lack {named}{more}; `make assets` fetches them, "
            "or LAST_BADGE_FONTS names a folder that has them"
        )
    own = f", those in {settings.fonts} first" if settings.fonts else ""
    return f"badges can be drawn in every script they know{own}"
