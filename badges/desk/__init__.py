"""The desk: scans in, facts, journal lines and answers out."""

from badges.desk.answer import Answer, Recorded
from badges.desk.asked import Asked, from_device
from badges.desk.judge import Place
from badges.desk.record import record, take
from badges.desk.times import Clock

__all__ = ["Answer", "Asked", "Clock", "Place", "Recorded", "from_device", "record", "take"]
