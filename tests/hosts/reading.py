"""What a host's mails say, as a host would read them: about whom, and what."""

import re

from tests.hosts.model import BACK, CAME, HERE_WITHOUT, LAST, LEFT, MISSING, NO_SHOW, ON_THE_TABLE, VIP

NAME = r"Guest \d\d\d"
_OF_ONE = {
    CAME: rf"({NAME}) has come after all",
    BACK: rf"({NAME}) is back",
    MISSING: rf"({NAME}) is not here yet",
    HERE_WITHOUT: rf"({NAME}) has been here.*, but their badge is still on the table",
    ON_THE_TABLE: rf"({NAME}) has not come yet, and their badge is still on the table",
    NO_SHOW: rf"({NAME}) did not come",
    LAST: rf"({NAME}) has not come yet, and their badge is among the last on the table",
    LEFT: rf"({NAME}) left early",
    VIP: rf"({NAME}) has arrived",
}
_OF_SEVERAL = {
    CAME: "have come after all",
    BACK: "are back",
    MISSING: "are not here yet",
    HERE_WITHOUT: "are here, but their badges are still on the table",
    ON_THE_TABLE: "have not come yet, and their badges are still on the table",
    NO_SHOW: "did not come",
    LAST: "have badges among the last on the table",
    LEFT: "left early",
    VIP: "have arrived",
}


def told(text):
    """(name, topic) of everything a mail's plain text tells."""
    found, topic = set(), None
    for line in text.splitlines():
        if line.lstrip().startswith("· "):
            name = re.match(rf" *· ({NAME})", line)
            assert name, f"no name in {line!r}"
            assert topic, f"a name without a sentence before it: {text}"
            found |= {(name[1], one) for one in (topic, *_besides(topic, line))}
        elif line:
            hits = ((re.match(words, line), key) for key, words in _OF_ONE.items())
            one = next(((hit[1], key) for hit, key in hits if hit), None)
            several = [key for key, words in _OF_SEVERAL.items() if re.match(rf"\d+ .*{words}", line)]
            topic = several[0] if several else None
            found |= {(one[0], each) for each in (one[1], *_besides(one[1], line))} if one else set()
    return found


def _besides(topic, line):
    """Who is missing may have a badge on the table too, which the same line says."""
    return [ON_THE_TABLE] if topic == MISSING and "badge is still on the table" in line else []
