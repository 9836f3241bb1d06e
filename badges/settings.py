"""Settings: read once from the environment (prefix LAST_BADGE_), each with a default for a laptop."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from badges.errors import BadSetting

PREFIX = "LAST_BADGE_"
SHORTEST_SECRET = 16


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


def _kept_secret(path: Path) -> str:
    # Written whole and then linked into place: the link decides between two processes that start at once,
    # and nobody ever reads half a secret.
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    secret = path.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(f"{path} holds no secret; delete it, and a new one is made.", setting="SECRET_KEY")
    return secret
