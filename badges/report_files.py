"""The no-show report as a file, in each of its forms."""

import io
import json
from datetime import UTC, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.errors import BadInput, NotFound
from badges.figures import Report
from badges.model import Event, Host
from badges.report_book import as_xlsx
from badges.report_forms import as_csv, as_json, as_table
from badges.report_paper import as_pdf

FORMS = ("table", "csv", "xlsx", "pdf", "json")


def write_report(report: Report, form: str, out: BinaryIO, *, language: str = "en") -> None:
    """Write the report into ``out`` in one of the ``FORMS``; raises NotFound for any other.

    The language chooses letters and line breaks of names; the words are English.
    """
    if form not in FORMS:
        raise NotFound(f"The report comes as {', '.join(FORMS)}.", form=form[:20])
    if form == "pdf":
        # reportlab asks where it is in the file, which a pipe cannot tell.
        drawn = io.BytesIO()
        as_pdf(report, drawn, language=language)
        out.write(drawn.getvalue())
    elif form == "xlsx":
        book = io.BytesIO()
        as_xlsx(report, book)
        out.write(book.getvalue())
    else:
        out.write(_as_text(report, form).encode("utf-8", "surrogatepass"))


def _as_text(report: Report, form: str) -> str:
    if form == "json":
        return json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n"
    return as_csv(report) if form == "csv" else as_table(report)


def read_at(text: str, event: Event) -> datetime:
    """A moment as somebody writes it, in the event's own time where it names no other. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
        zone = moment.tzinfo or ZoneInfo(event.timezone)
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(f"“{text[:40]}” is not a moment; write it like 2026-05-08T21:00.") from None


def host_with(session: Session, event: Event, email: str) -> Host:
    """The host of this event with that mail address. Raises NotFound."""
    same = func.lower(Host.email) == email.strip().lower()
    found = session.scalar(select(Host).where(Host.event_id == event.id, same))
    if found is None:
        raise NotFound(f"{event.name} has no host with the mail address {email[:200]}.", email=email[:200])
    return found
