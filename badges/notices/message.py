"""The message: one host's news as a mail, in plain text and in HTML that needs no pictures."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from badges.notices import words
from badges.notices.words import Block, News

# Seven bits pass through every server, and what is quoted can still be read in the outbox.
POLICY = SMTP.clone(cte_type="7bit")


class BadAddress(ValueError):  # noqa: N818 - it names what is bad.
    """A mail address that no server could take; the message is a sentence."""


def message(
    news: News, *, to: str, sender: str, link: str, message_id: str, now: datetime
) -> EmailMessage:
    """The mail to one host. Raises BadAddress."""
    mail = headed(address(sender), address(to, called=news.host), message_id=message_id, now=now)
    mail["Subject"] = words.subject(news)
    return filled(mail, as_text(news, link), as_html(news, link))


def headed(sender: Address, to: Address, *, message_id: str, now: datetime) -> EmailMessage:
    """A mail without a subject and without words yet."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def filled(mail: EmailMessage, text: str, html: str) -> EmailMessage:
    """The mail with its words, in plain text and in HTML."""
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def address(text: str, *, called: str = "") -> Address:
    """A mail address for a header. Raises BadAddress where a header could not hold it."""
    name, bare = parseaddr(text)
    try:
        found = Address(words.one_line(called or name), addr_spec=bare)
    except (ValueError, IndexError):
        found = None
    if found is None or not found.username or not found.domain:
        raise BadAddress(f"“{words.one_line(text)[:80]}” is not a mail address.")
    return found


def message_id(notices: Iterable[int], *, installation: str, domain: str) -> str:
    """The same for the same notices, so that a mail that goes out again is recognised as itself."""
    said = f"{installation} {' '.join(map(str, sorted(notices)))}"
    return f"<{hashlib.sha256(said.encode()).hexdigest()[:32]}@{domain}>"


def as_text(news: News, link: str) -> str:
    """The message in plain text."""
    paragraphs = [f"Hello {words.isolated(news.host)},"]
    for block in words.blocks(news, words.isolated):
        paragraphs += [block.sentence, _listed(block), block.next_step]
    paragraphs += [f"{words.link_words(news)}:\n{link}", f"-- \n{words.why_you(news, words.isolated)}"]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _listed(block: Block) -> str:
    lines = [f"  · {name}{f', {detail}' if detail else ''}" for name, detail in block.names]
    return "\n".join([*lines, *([f"  · and {block.more} more, on your page"] if block.more else [])])


# Only what is safe on light and on dark: no colours for text and ground but the reader's own, a grey
# line that shows on both, and one button that brings its own two colours.
_BODY = (
    "margin:0;padding:24px 16px;font-family:system-ui,'Segoe UI','Noto Sans',sans-serif;"
    "font-size:17px;line-height:1.5"
)
_PAGE = "max-width:560px;margin:0 auto"
_SENTENCE = "margin:24px 0 0;font-size:19px"
_LIST = "list-style:none;margin:12px 0 0;padding:0;border-top:1px solid #8a8a8a66"
_ITEM = "margin:0;padding:8px 0;border-bottom:1px solid #8a8a8a66"
_STEP = "margin:8px 0 0"
_QUIET = "opacity:.75"
_BUTTON = (
    "display:inline-block;margin:28px 0;padding:14px 22px;border-radius:12px;"
    "background:#1f5f5b;color:#ffffff;text-decoration:none;font-weight:600"
)
_FOOT = "margin:0;padding-top:12px;border-top:1px solid #8a8a8a66;font-size:14px;opacity:.75"


def as_html(news: News, link: str) -> str:
    """The message in HTML: inline styles, no pictures, at home on light and on dark."""
    blocks = "".join(_block(block) for block in words.blocks(news, _marked))
    return sheet(
        words.subject(news),
        f'<p style="margin:0">Hello {bare(news.host)},</p>\n'
        f"{blocks}{button(link, words.link_words(news))}\n{foot(words.why_you(news, bare))}",
    )


def sheet(title: str, content: str) -> str:
    """The frame of every mail: inline styles, no pictures, at home on light and on dark."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{escape(title)}</title>
</head>
<body style="{_BODY}">
<div style="{_PAGE}">
{content}
</div>
</body>
</html>
"""


def sentence(words_of_it: str) -> str:
    """What the mail is about, larger than the rest."""
    return f'<p style="{_SENTENCE}">{words_of_it}</p>\n'


def step(words_of_it: str) -> str:
    """What to do next, or what else there is to know."""
    return f'<p style="{_STEP}">{words_of_it}</p>\n'


def button(link: str, words_of_it: str) -> str:
    """The one thing to touch."""
    return f'<p style="margin:0"><a href="{escape(link)}" style="{_BUTTON}">{words_of_it}</a></p>'


def foot(words_of_it: str) -> str:
    """Why the reader has this mail."""
    return f'<p style="{_FOOT}">{words_of_it}</p>'


def _block(block: Block) -> str:
    rows = [_row(f'{name} <span style="{_QUIET}">{detail}</span>') for name, detail in block.names]
    if block.more:
        rows.append(_row(f"and {block.more} more, on your page"))
    names = f'<ul style="{_LIST}">\n{"".join(rows)}</ul>\n' if rows else ""
    return f"{sentence(block.sentence)}{names}{step(block.next_step) if block.next_step else ''}"


def _row(words_of_it: str) -> str:
    return f'<li style="{_ITEM}">{words_of_it}</li>\n'


def _marked(name: str) -> str:
    return f"<strong>{bare(name)}</strong>"


def bare(name: str) -> str:
    """A name in HTML."""
    # The name's own direction must not turn the sentence round it.
    return f'<bdi dir="auto">{escape(words.one_line(name))}</bdi>'
