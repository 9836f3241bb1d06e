"""What one badge says: plain values, free of the database and of paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Badge:
    """The facts of one badge, each exactly as it was written on the list.

    ``line`` is the second line (mostly the company) and ``kind`` the attendee's type; both may be
    empty. ``badge_code`` is the sixteen-character public code, ``short_code`` the six characters
    for the case that nothing scans. The pass code has no place here: no private code is worn.
    """

    name: str
    line: str
    event: str
    kind: str
    badge_code: str
    short_code: str
