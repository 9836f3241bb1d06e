"""Mail: through SMTP, or into the outbox while no server is set; the only module that knows smtplib."""

import smtplib
import ssl
import time
from email.message import EmailMessage
from functools import cache
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from badges.notices import outbox
from badges.notices.carrying import Delayed, Refused
from badges.notices.outbox import Kept, Outbox
from badges.settings import Settings

# How long one word of the server may take, and how long a greeting or a message altogether.
PATIENCE = 10.0  # seconds
LIMIT = 200


class Post(Protocol):
    """What carries mail. A post is opened for a burst of mails and closed after it."""

    def send(self, mail: EmailMessage) -> None:
        """Carry one mail. Raises Delayed or Refused."""

    def close(self) -> None:
        """Let go of the connection."""


def open_post(settings: Settings, *, patience: float = PATIENCE) -> Post:
    """The post these settings name. Nothing is connected before the first mail."""
    if not settings.mail_url:
        return Outbox(settings.outbox)
    hello = urlsplit(settings.public_url).hostname or "localhost"
    return Server(urlsplit(settings.mail_url), hello=hello, patience=patience)


def list_outbox(settings: Settings, limit: int = LIMIT) -> list[Kept]:
    """The newest letters in the outbox, newest first."""
    return outbox.kept(settings.outbox, limit)


class Server:
    """A mail server, reached when there is something to send and kept for the next mail of the burst."""

    def __init__(self, url: SplitResult, *, hello: str, patience: float = PATIENCE) -> None:
        self._url = url
        self._hello = hello
        self._patience = patience
        self._line: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail to the server. Raises Delayed or Refused."""
        try:
            line = self._connected()
            line.send_message(mail)
        except smtplib.SMTPRecipientsRefused as no:
            [(code, words)] = no.recipients.values()
            raise _answer(code, words) from no
        except smtplib.SMTPDataError as no:
            raise _answer(no.smtp_code, no.smtp_error) from no
        except smtplib.SMTPNotSupportedError as no:
            # The address has letters that this server cannot write.
            raise Refused(str(no)) from no
        except (smtplib.SMTPException, OSError) as trouble:
            self._hang_up()
            raise Delayed(_in_words(trouble)) from trouble

    def close(self) -> None:
        """Say goodbye, or just go where the server does not listen any more."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._hang_up()
        self._line = None

    def _connected(self) -> smtplib.SMTP:
        # Servers end a line after so many mails or seconds, and a mail they never saw must not be delayed.
        if self._line is not None and not _still_there(self._line):
            self._hang_up()
        self._line = self._line or _connect(self._url, self._hello, self._patience)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def _still_there(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == 250  # noqa: PLR2004 - SMTP's yes.
    except (smtplib.SMTPException, OSError):
        return False


def _answer(code: int, words: bytes | str) -> Delayed | Refused:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    permanent = 500 <= code < 600  # noqa: PLR2004 - the codes SMTP gives to a final no.
    return (Refused if permanent else Delayed)(f"{code} {said}")


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        return str(_answer(trouble.smtp_code, trouble.smtp_error))
    # smtplib calls a line that stays silent a closed one; why stands behind it.
    if TimeoutError in {type(trouble), type(trouble.__context__)}:
        return "The mail server took too long to answer."
    return f"The mail server could not be reached: {trouble or type(trouble).__name__}"


class _Bounded:
    """Bounds a whole conversation and not only each word: a slow server holds a sender no longer."""

    def __init__(self, *args: Any, patience: float, **more: Any) -> None:
        self._patience = patience
        self.begin()
        super().__init__(*args, timeout=patience, **more)  # type: ignore[call-arg]  # smtplib's.

    def begin(self) -> None:
        """What follows has twice the patience for one word."""
        self._until = time.monotonic() + 2 * self._patience

    def getreply(self) -> Any:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line: Any = self
        if line.sock is not None:
            line.sock.settimeout(min(left, self._patience))
        return super().getreply()  # type: ignore[misc]  # smtplib's.

    def sendmail(self, *args: Any, **more: Any) -> Any:
        self.begin()
        return super().sendmail(*args, **more)  # type: ignore[misc]  # smtplib's.


class _Smtp(_Bounded, smtplib.SMTP):
    """SMTP, with TLS where the server offers it."""


class _Smtps(_Bounded, smtplib.SMTP_SSL):
    """SMTP inside TLS from the first byte."""


def _connect(url: SplitResult, hello: str, patience: float) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    line: smtplib.SMTP
    if url.scheme == "smtps":
        line = _Smtps(host, url.port or 465, hello, context=_context(host), patience=patience)
    else:
        line = _Smtp(host, url.port or (587 if url.username else 25), hello, patience=patience)
    try:
        _greet(line, url)
    except BaseException:
        line.close()
        raise
    return line


def _greet(line: smtplib.SMTP, url: SplitResult) -> None:
    line.ehlo_or_helo_if_needed()
    if url.scheme == "smtp" and line.has_extn("starttls"):
        line.starttls(context=_context(url.hostname or "localhost"))
        line.ehlo()
    if url.username:
        if not (isinstance(line.sock, ssl.SSLSocket) or _is_here(url.hostname or "")):
            # Somebody in between may have taken the offer out; a password is not shown to find out.
            raise smtplib.SMTPException("it offers no TLS, so the password was not sent to it")
        line.login(unquote(url.username), unquote(url.password or ""))


def _context(host: str) -> ssl.SSLContext:
    if not _is_here(host):
        return _careful()
    # A server on this machine has a certificate it made itself, and there is nobody in between.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@cache
def _careful() -> ssl.SSLContext:
    # Reading all the authorities takes 35 ms, as long as the mail itself.
    return ssl.create_default_context()


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def reach(settings: Settings) -> str:
    """Greet the mail server and hang up, sending nothing. Raises Delayed or Refused in its own words."""
    url = urlsplit(settings.mail_url)
    line = _connect(url, urlsplit(settings.public_url).hostname or "localhost", PATIENCE)
    line.quit()
    return f"{url.hostname} answers"
