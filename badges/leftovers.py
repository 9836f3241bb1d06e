"""Files that name people: mails in the outbox, lists that were sent and not cleared away, drawn badges."""

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr
from pathlib import Path


@dataclass(frozen=True)
class Traces:
    """How an event, or one person of it, is recognised in files.

    ``slug`` is the event's. A mail is theirs when it went to one of ``own``;
    one to the addresses of ``others`` is, too, where it says one of ``says``,
    or wherever ``says`` is None. Addresses are compared without case.
    """

    slug: str
    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    says: tuple[str, ...] | None = field(default=None)


def clear(data_dir: Path, traces: Traces) -> int:
    """Take these files away; answers how many mails and folders went. Doing it again is harmless."""
    mails = [path for path in _mails(data_dir / "outbox") if _is_theirs(path, traces)]
    folders = [*_uploads(data_dir / "uploads", traces.slug), *_drawn(data_dir / "badges" / traces.slug)]
    for path in mails:
        path.unlink(missing_ok=True)
    for path in folders:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(mails) + len(folders)


def addresses(them: Iterable[str]) -> frozenset[str]:
    """Mail addresses as they are compared."""
    return frozenset(one.casefold() for one in them if one)


def _mails(outbox: Path) -> Iterator[Path]:
    # What a sender that was killed left unfinished names people as well.
    yield from (*outbox.glob("*.eml"), *outbox.glob("*.unfinished"))


def _is_theirs(path: Path, traces: Traces) -> bool:
    try:
        mail = message_from_bytes(path.read_bytes(), policy=default)
    except FileNotFoundError:
        return False
    to = parseaddr(str(mail["To"] or ""))[1].casefold()
    if to in traces.own:
        return True
    if to not in traces.others:
        return False
    return traces.says is None or _says(_said(mail), traces.says)


def _said(mail: object) -> str:
    """Everything that a mail says, decoded."""
    walk = getattr(mail, "walk", lambda: ())
    texts = [str(mail["Subject"] or ""), str(mail["To"] or "")]  # type: ignore[index] # A mail's headers.
    texts += [part.get_content() for part in walk() if part.get_content_maintype() == "text"]
    return "\n".join(str(text) for text in texts)


def _says(text: str, names: Collection[str]) -> bool:
    # Whole words: somebody called Ng is not in every morning.
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names if name)


def _uploads(folder: Path, slug: str) -> Iterator[Path]:
    for about in folder.glob("*/about.json"):
        try:
            whose = json.loads(about.read_text("utf-8")).get("event")
        except (OSError, ValueError, AttributeError):
            continue
        if whose == slug:
            yield about.parent


def _drawn(folder: Path) -> Iterator[Path]:
    """The drawn badges and what their making told; the lock files are nobody's and stay."""
    yield from (*folder.glob("badges.pdf*"), *folder.glob("*-told.json"), *folder.glob("*-asked.json"))
