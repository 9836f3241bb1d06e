"""What an organiser said on the page of a list, read out of its form."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from badges.errors import BadInput
from badges.event_file import mail_address
from badges.lists import Choices
from badges.lists.choices import ANSWERS
from badges.lists.presets import presets
from badges.lists.text import encodings
from badges.lists.titles import FIELD, LEFT_OUT, MEANINGS, NAME

_SAYABLE = {*MEANINGS, FIELD, LEFT_OUT}
_TOLD = 5

Form = MultiDict[str, str]
Report = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """The choices; what could not be one of them is a ``problem``, with the ``mails`` as they were typed."""

    choices: Choices
    problem: str = ""
    mails: Mapping[str, str] = field(default_factory=dict)


def read_answers(form: Form, before: Choices, report: Report) -> Said:
    """What the form says, on top of what was said before and of what the page showed."""
    encoding = _one_of(form.get("encoding", before.encoding), encodings())
    hosts, problem, mails = _hosts(form, report)
    choices = Choices(
        preset=_one_of(form.get("preset", before.preset), ("none", *presets())),
        encoding=encoding,
        columns=_columns(form, _surviving(before, encoding), report),
        rows=_rows(form, before, report),
        doubles=_one_of(form.get("doubles", before.doubles), ANSWERS),
        hosts=hosts if "named" in form else before.hosts,
        remove=_gone(form, report) if "named" in form else before.remove,
        remove_all="gone-all" in form,
    )
    return Said(choices, problem, mails)


def _one_of(said: str, known: Iterable[str]) -> str:
    return said if said in known else ""


def _surviving(before: Choices, encoding: str) -> Mapping[str, str]:
    """In another encoding titles read differently, but for the plain ones."""
    if encoding == before.encoding:
        return before.columns
    return {title: what for title, what in before.columns.items() if title.isascii()}


def _columns(form: Form, before: Mapping[str, str], report: Report) -> dict[str, str]:
    told: dict[str, str] = {}
    for place, column in enumerate(report["columns"]):
        what = form.get(f"column-{place}", column["means"])
        if what != column["means"] and what in _SAYABLE:
            told[column["title"]] = what
    # Who says which column is the name says, too, that the one taken for it until now is not.
    given_up = {
        column["title"]: FIELD
        for column in report["columns"]
        if column["title"] not in told and column["means"] in {*told.values()} & {*MEANINGS}
    }
    return {**before, **given_up, **told}


def _rows(form: Form, before: Choices, report: Report) -> dict[int, str]:
    """Who single rows are; a new answer for all of them takes the place of those before it."""
    shown = {one["row"]: one["answer"] for one in report.get("asked", ())}
    told = {row: form.get(f"row-{row}", "") for row in shown}
    new = {row: answer for row, answer in told.items() if answer in ANSWERS and answer != shown[row]}
    for_all = form.get("doubles", before.doubles)
    return new if for_all and for_all != before.doubles else {**before.rows, **new}


def _hosts(form: Form, report: Report) -> tuple[dict[str, str], str, dict[str, str]]:
    hosts: dict[str, str] = {}
    problems, mails = [], {}
    for place, host in enumerate(hosts_shown(report)):
        text, mail = host["text"], form.get(f"mail-{place}", "").strip()
        if f"host-{place}" not in form:
            continue
        try:
            hosts[text] = mail_address(mail)
        except BadInput as refusal:
            why = refusal.message if mail else "the mail address is missing."
            problems.append(f"{host['name']}: {why}")
            mails[text] = mail[:200]
    # They travel in a cookie, which is small.
    return hosts, " ".join(problems[:_TOLD]), dict(list(mails.items())[:_TOLD])


def hosts_shown(report: Report) -> list[dict[str, Any]]:
    """The unknown hosts in the order of the page: those who are to be added, and the others."""
    found = [*report.get("new_hosts", ()), *report.get("hosts", ())]
    return sorted(found, key=lambda host: str(host["text"]))


def _gone(form: Form, report: Report) -> frozenset[int]:
    may_go = {one["attendee"] for one in report.get("gone", ()) if not one["here"]}
    return frozenset(int(one) for one in form.getlist("gone") if one.isdecimal() and int(one) in may_go)


def meanings(means: str) -> Iterator[tuple[str, str]]:
    """What a column can be, with the words for it; also what it is now, where nobody can say that."""
    if means not in _SAYABLE:
        yield means, means
    for what in MEANINGS:
        yield what, "name on the badge" if what == NAME else what
    yield FIELD, "keep as a field"
    yield LEFT_OUT, "leave out"
