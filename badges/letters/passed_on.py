"""Passed on: a link of one's own that goes along with an answer, on the last line of its words."""

from urllib.parse import urlsplit

from badges.errors import BadInput

_LONGEST = 500


def with_link(words: str, link: str) -> str:
    """The words and the link to pass on. Raises BadInput for what is no address of the web."""
    link, words = link.strip(), words.strip()
    if not link:
        return words
    link = link if "://" in link else f"https://{link}"
    if not _is_link(link):
        raise BadInput("Please give the link as a browser shows it, such as https://example.org.", link=link)
    return f"{words}\n{link}" if words else link


def split_link(words: str) -> tuple[str, str]:
    """What was said, and the link on its last line, if there is one."""
    before, _, last = words.rpartition("\n")
    return (before.strip(), last) if _is_link(last) else (words, "")


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # half an address, such as http://[
        return False
    plain = text.isprintable() and not any(char.isspace() for char in text) and len(text) <= _LONGEST
    return plain and parts.scheme in {"http", "https"} and "." in parts.netloc
