"""What an organiser says of a file: what its columns are, who a row is, which hosts to add, who leaves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from badges.errors import BadInput

SAME_PERSON, ANOTHER, LEAVE_OUT = "same", "new", "leave"
ANSWERS = (SAME_PERSON, ANOTHER, LEAVE_OUT)


@dataclass(frozen=True)
class Choices:
    """What was said beside what stands in the file; empty where nothing was.

    ``columns`` are meanings by title; ``rows`` says who a likely double is,
    ``doubles`` the same for all rows not answered; ``hosts`` are mail
    addresses by what the list calls a host who is to be added.
    """

    preset: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    doubles: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    remove: frozenset[int] = frozenset()
    remove_all: bool = False

    def answer(self, row: int) -> str:
        """Who the organiser says this row is; empty where they have not said it."""
        return self.rows.get(row, self.doubles)

    def removes(self, attendee: int) -> bool:
        """Whether somebody who is gone from the file is to be taken off the list."""
        return self.remove_all or attendee in self.remove


NOTHING_SAID = Choices()


def read_choices(text: str) -> Choices:
    """Choices as ``write_choices`` wrote them. Raises BadInput."""
    try:
        raw = json.loads(text)
        choices = Choices(
            **{
                **raw,
                "rows": {int(row): answer for row, answer in raw.get("rows", {}).items()},
                "remove": frozenset(map(int, raw.get("remove", ()))),
            }
        )
    except (ValueError, TypeError, AttributeError):
        raise BadInput("These choices cannot be read; please make them once more.") from None
    if not {*choices.rows.values(), choices.doubles} <= {*ANSWERS, ""}:
        raise BadInput(f"A row can be answered with {', '.join(ANSWERS)}.")
    return choices


def write_choices(choices: Choices) -> str:
    """Choices as a text that ``read_choices`` reads."""
    raw: dict[str, Any] = {**vars(choices), "remove": sorted(choices.remove)}
    return json.dumps(raw)
