"""What one badge says: plain values, free of the database and of paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Badge:
    """The facts of one badge, each exactly as it was written on the list.

    ``fields`` are all that a design may name beside the name and the codes: company, kind, event, host,
    first_name, last_name, pronouns, box, slot and what else the list kept, by lower-case names.
    ``badge_code`` is the sixteen-character public code, ``short_code`` the six characters for the case
    that nothing scans. The pass code has no place here: no private code is worn. ``language`` is the
    event's (BCP 47); it chooses between the forms that Chinese, Japanese and Korean give one letter.
    """

    name: str
    badge_code: str
    short_code: str
    fields: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def fact(self, named: str) -> str:
        """The fact of this name; empty where the list says nothing."""
        if named == "name":
            return self.name
        if named == "short_code":
            return self.short_code
        return self.fields.get(named, "")
