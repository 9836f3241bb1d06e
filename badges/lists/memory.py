"""What columns were said to mean, remembered for the next file with the same header."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.model import ColumnMapping


def mappings(session: Session) -> dict[str, Mapping[str, str]]:
    """What columns mean by title, for each source."""
    return {row.source: row.columns for row in session.scalars(select(ColumnMapping))}


def remember(session: Session, source: str, columns: Mapping[str, str]) -> None:
    """Keep what was said of the columns of one source, beside what was said of them before."""
    if columns:
        kept = session.get(ColumnMapping, source)
        session.merge(ColumnMapping(source=source, columns={**(kept.columns if kept else {}), **columns}))
