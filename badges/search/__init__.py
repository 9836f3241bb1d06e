"""The search of the desk: people by the words of their name, company and hosts, however they are typed.

The tablet has its twin (web/static/js/evening/finder.js) for the time without
a network, and the two answer alike. What they answer is this.

Up to eight words are typed, in any order, and somebody is found whom every
one of them meets. A typed word meets a word of somebody's that (1) is the
same, (2) begins with it, (3) stands for it: another form of the name, the
same consonants where a script writes no vowels, or, in a script that writes
no blanks, a word that has it inside; and their host's word that does any of
these (4). Only where too few are found this way, what was typed with a blank
too few or too many counts also; where they are still too few, words that are
one letter off, or two in a long word (optimal string alignment), whole before
half typed; and where nobody is found at all, words that have it inside.

Whoever was found the sooner of these ways comes first; then whose words meet
the typed ones best; then in whose name they stand earlier, names standing
before companies; then the list's order.
"""

from sqlalchemy.orm import Session

from badges.folded import words
from badges.search.index import Index, make_index
from badges.search.kept import index_of
from badges.search.nicknames import nicknames
from badges.search.ranking import best

__all__ = ["Index", "best", "hits", "make_index", "nicknames"]


def hits(session: Session, event_id: int, text: str, limit: int) -> list[int]:
    """The ids of those whom the text may mean, best first."""
    return best(index_of(session, event_id), text, limit) if words(text) else []
