"""Settings: read once from the environment (prefix LAST_BADGE_), each with a default for a laptop."""

import base64
import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from badges.errors import BadSetting

PREFIX = "LAST_BADGE_"
SHORTEST_SECRET = 16
# Those whose addresses lead to one well-known service each, and those that people run themselves.
CHAT_SCHEMES = "slack,workflow,tgram,discord,gchat,matrixs,ntfy,ntfys,signals,threema,twilio"
YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
# The order of the curve P-256: a private key is a number below it.
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    data_dir: Path
    database_url: str
    public_url: str
    secret_key: str
    # smtp://user:password@host:port, smtps:// for TLS from the start; empty: letters go to data_dir/outbox.
    mail_url: str
    mail_from: str
    # Where several processes count tries together; empty: each process counts for itself.
    redis_url: str
    # Opens /metrics; empty: the page stays shut.
    metrics_key: str
    # How many live pages one process carries; one parked thread each.
    listeners: int
    # Web processes; more than one only on PostgreSQL.
    processes: int
    # How many proxies in front of us set X-Forwarded-For and X-Forwarded-Proto.
    proxies: int
    # The largest body of a request, in bytes.
    upload_limit: int
    # A folder with fonts of one's own for badges; empty: those that came along.
    fonts: str
    # What proves to push services who we are: a P-256 private key, 32 bytes in URL-safe base64.
    vapid_key: str
    # Whether webhooks, push and chat may go to private addresses, which is refused unless this says so.
    allow_private_addresses: bool
    # Which kinds of chat address a host may be reached over; needs the extra ``chat``.
    chat_schemes: str
    # How many minutes a host has to read a notice until their next channel is tried.
    read_within: int

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is one file, which takes one writing process."""
        return self.database_url.startswith("sqlite")

    def environment(self) -> dict[str, str]:
        """These settings as a child process reads them."""
        return {PREFIX + field.name.upper(): str(getattr(self, field.name)) for field in fields(self)}

    @property
    def outbox(self) -> Path:
        """Where letters lie when no MAIL_URL is set."""
        return self.data_dir / "outbox"


def fonts_folder(environ: Mapping[str, str] | None = None) -> Path | None:
    """The folder with fonts of one's own, where one is set. Raises BadSetting where it is none."""
    env = os.environ if environ is None else environ
    said = env.get(PREFIX + "FONTS", "").strip()
    if said and not Path(said).is_dir():
        raise BadSetting(f"{PREFIX}FONTS must be a folder with font files; {said} is none.", setting="FONTS")
    return Path(said).resolve() if said else None


def names() -> list[str]:
    """The names of all settings as they stand in the environment."""
    return [PREFIX + field.name.upper() for field in fields(Settings)]


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; makes DATA_DIR and, where absent, the secret key in it.

    Raises BadSetting, naming the setting and what it should look like.
    """
    env = os.environ if environ is None else environ

    def read(name: str, default: str) -> str:
        return env.get(PREFIX + name, "").strip() or default

    data_dir = Path(read("DATA_DIR", "data")).resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = Settings(
        data_dir=data_dir,
        database_url=_database_url(read("DATABASE_URL", f"sqlite:///{data_dir / 'last-badge.db'}")),
        public_url=_public_url(read("PUBLIC_URL", "http://127.0.0.1:8000")),
        secret_key=read("SECRET_KEY", "") or _kept_secret(data_dir / "secret.key"),
        mail_url=_mail_url(read("MAIL_URL", "")),
        mail_from=_mail_from(read("MAIL_FROM", "Last Badge <last-badge@localhost>")),
        redis_url=read("REDIS_URL", ""),
        metrics_key=read("METRICS_KEY", ""),
        listeners=_number("LISTENERS", read("LISTENERS", "1000")),
        processes=_number("PROCESSES", read("PROCESSES", "1")),
        proxies=_number("PROXIES", read("PROXIES", "0")),
        upload_limit=_number("UPLOAD_LIMIT", read("UPLOAD_LIMIT", str(20 * 1024 * 1024))),
        fonts=str(fonts_folder(env) or ""),
        vapid_key=_vapid_key(read("VAPID_KEY", "") or _kept(data_dir / "vapid.key", _new_vapid_key)),
        allow_private_addresses=_yes(
            "ALLOW_PRIVATE_ADDRESSES", read("ALLOW_PRIVATE_ADDRESSES", "no")
        ),
        chat_schemes=_schemes(read("CHAT_SCHEMES", CHAT_SCHEMES)),
        read_within=_number("READ_WITHIN", read("READ_WITHIN", "10")),
    )
    if settings.on_sqlite and settings.processes > 1:
        raise BadSetting(
            f"{PREFIX}PROCESSES is {settings.processes}, but the database is SQLite, which takes one. "
            f"Set {PREFIX}DATABASE_URL to a PostgreSQL database, or leave PROCESSES out."
        )
    return settings


def _database_url(text: str) -> str:
    for ours in ("postgresql://", "postgres://"):
        if text.startswith(ours):
            return "postgresql+psycopg://" + text.removeprefix(ours)
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    raise BadSetting(
        f"{PREFIX}DATABASE_URL must start with sqlite:/// or postgresql://.", setting="DATABASE_URL"
    )


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadSetting(
            f"{PREFIX}PUBLIC_URL must be the address people open, such as https://badges.example.org.",
            setting="PUBLIC_URL",
        )
    return text.rstrip("/")


def _mail_url(text: str) -> str:
    if text and urlsplit(text).scheme not in ("smtp", "smtps"):
        raise BadSetting(
            f"{PREFIX}MAIL_URL must look like smtp://user:password@mail.example.org:587.",
            setting="MAIL_URL",
        )
    return text


def _mail_from(text: str) -> str:
    if "@" not in parseaddr(text)[1].strip("@"):
        raise BadSetting(
            f"{PREFIX}MAIL_FROM must look like Last Badge <badges@example.org>.", setting="MAIL_FROM"
        )
    return text


def _number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise BadSetting(f"{PREFIX}{name} must be a whole number, not “{text}”.", setting=name)
    return int(text)


def _yes(name: str, text: str) -> bool:
    if text.lower() not in (*YES, *NO):
        raise BadSetting(f"{PREFIX}{name} is yes or no, not “{text}”.", setting=name)
    return text.lower() in YES


def _schemes(text: str) -> str:
    schemes = [one.strip().lower() for one in text.split(",") if one.strip()]
    if not all(re.fullmatch(r"[a-z][a-z0-9+.-]*", one) for one in schemes):
        raise BadSetting(
            f"{PREFIX}CHAT_SCHEMES lists schemes of addresses by commas, such as slack,ntfys.",
            setting="CHAT_SCHEMES",
        )
    return ",".join(schemes)


def _vapid_key(text: str) -> str:
    try:
        number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        number = 0
    if not 0 < number < P256_ORDER:
        raise BadSetting(
            f"{PREFIX}VAPID_KEY must be a P-256 private key, 32 bytes in URL-safe base64. "
            "Leave it out, and one is made and kept in DATA_DIR.",
            setting="VAPID_KEY",
        )
    return text


def _new_vapid_key() -> str:
    number = secrets.randbelow(P256_ORDER - 1) + 1
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


def _kept_secret(path: Path) -> str:
    secret = _kept(path, lambda: secrets.token_urlsafe(48))
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(f"{path} holds no secret; delete it, and a new one is made.", setting="SECRET_KEY")
    return secret


def _kept(path: Path, make: Callable[[], str]) -> str:
    # Written whole and then linked into place: the link decides between two processes that start at once,
    # and nobody ever reads half a secret.
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()
