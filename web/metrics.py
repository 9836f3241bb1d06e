"""Figures for Prometheus, read when asked for."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from badges.model import Attendee, JournalCounter, Notice, Scan
from web.context import Context

CONTENT_TYPE = CONTENT_TYPE_LATEST


def render(here: Context) -> bytes:
    """Listeners of this process; scans, notices and the clock's backlog of the whole installation."""
    registry = CollectorRegistry()
    listeners = Gauge("last_badge_listeners", "Open live pages of this process", registry=registry)
    scans = Gauge("last_badge_scans", "Scans kept, by result", ["result"], registry=registry)
    fate = ["channel", "state"]
    notices = Gauge("last_badge_notices", "Notices, by channel and state", fate, registry=registry)
    lines = Gauge("last_badge_journal_lines", "Lines in all journals", registry=registry)
    watched = Gauge("last_badge_watched", "Attendees the clock will look at again", registry=registry)
    listeners.set(here.hub.listeners)
    with here.store.reading() as reading:
        for result, count in reading.execute(select(Scan.result, func.count()).group_by(Scan.result)):
            scans.labels(result).set(count)
        by_fate = select(Notice.channel, Notice.state, func.count()).group_by(Notice.channel, Notice.state)
        for channel, state, count in reading.execute(by_fate):
            notices.labels(channel, state).set(count)
        lines.set(reading.scalar(select(func.sum(JournalCounter.seq))) or 0)
        waiting = select(func.count()).select_from(Attendee).where(Attendee.due_at.is_not(None))
        watched.set(reading.scalar(waiting) or 0)
    return generate_latest(registry)
