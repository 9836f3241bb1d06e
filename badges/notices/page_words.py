"""The words of the host's and the organiser's pages: what one notice says, and what became of it."""

from badges.notices.words import OF_ONE
from badges.rules.call import AT_DESK
from badges.rules.watch import UNCOLLECTED


def on_page(
    kind: str,
    name: str,
    *,
    here: bool = False,
    review: str = "",
    until: str = "",
    desk: str = "",
    reply: str = "",
) -> str:
    """What one notice says on the host's page, where the time stands beside it."""
    if kind == UNCOLLECTED and here:
        return f"{name} is here, but their badge is still on the table"
    if kind == AT_DESK and desk:
        return f"{name} is at {desk} and would like to see you"
    if kind == "conflict":
        return _DOUBTS.get(review, _DOUBTS[""]).format(name=name)
    if kind == "running_late" and until:
        return f"{name} is running late and expects to be here at {until}"
    said = _REPLIED.get(reply) if kind == "replied" else None
    return (said or _ON_PAGE.get(kind, "There is news of {name}")).format(name=name)


_REPLIED = {
    "on_my_way": "{name} is on the way",
    "was_there": "{name} says that they were there",
    "had_to_leave": "{name} had to leave",
    "word": "{name} has written to you",
}
_ON_PAGE = {
    **OF_ONE,
    "running_late": "{name} is running late",
    "excused": "{name} cannot come",
    "replied": "{name} can come after all",
}
_DOUBTS = {
    "double_admission": "{name} was welcomed at two desks; we are making sure that it was one person",
    "cancelled_but_here": "{name} is here, although the organiser had taken them off the list",
    "says_they_were_there": "{name} says that they were there, and no desk saw them",
    "": "The desk has a question about {name}",
}


def of_a_mail(name: str, to: str, state: str, trouble: str) -> str:
    """What became of a mail about somebody, as a page says it."""
    why = f": {trouble}" if trouble else ""
    return _FATES[state].format(name=name, to=to, why=why)


_FATES = {
    "owed": "A mail about {name} is on its way to {to}{why}",
    "sent": "A mail about {name} went to {to}",
    "failed": "A mail about {name} did not reach {to}{why}",
    "taken_back": "A mail about {name} was not sent to {to}, because it was no longer true",
}
