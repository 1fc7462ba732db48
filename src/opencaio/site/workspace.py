"""Where does this workspace keep its record, its secret and its files?"""

import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from opencaio.errors import BadInput

HOME = "OPENCAIO_HOME"
DATABASE_URL = "OPENCAIO_DATABASE_URL"
SMTP_URL = "OPENCAIO_SMTP_URL"
MAIL_FROM = "OPENCAIO_MAIL_FROM"


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in: in TLS from the first byte (``is_tls``), or after STARTTLS (``starts_tls``)."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    starts_tls: bool
    sender: str


def home() -> Path:
    """The workspace folder: ``OPENCAIO_HOME``, else a folder in the user's data directory."""
    named = os.environ.get(HOME)
    return Path(named).expanduser().resolve() if named else default_home()


def default_home() -> Path:
    """The customary place for a user's data on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "opencaio"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/opencaio"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "opencaio"


def secret_key(folder: Path) -> str:
    """The key that signs sessions and tokens: made once, readable by its owner only."""
    path = folder / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if not folder.exists():
        return secrets.token_urlsafe(48)
    key = secrets.token_urlsafe(48)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def database(folder: Path) -> dict[str, object]:
    """Django's description of the database: PostgreSQL by ``OPENCAIO_DATABASE_URL``, else SQLite."""
    url = os.environ.get(DATABASE_URL)
    return _postgresql(url) if url else _sqlite(folder / "record.sqlite3")


def whole(name: str, *, default: int) -> int:
    """A setting that is a whole number, 0 or more. Raises ``BadInput`` that names it."""
    text = os.environ.get(name, "").strip()
    if text and not text.isdecimal():
        raise BadInput(f"{name} is a whole number such as 1, not {text}.")
    return int(text) if text else default


def mail() -> MailServer | None:
    """The server of ``OPENCAIO_SMTP_URL``: ``smtps://`` is TLS, ``smtp://`` STARTTLS save here and by ?tls=no.

    Raises ``BadInput`` that says what is wrong, without the password.
    """
    url = os.environ.get(SMTP_URL, "").strip()
    if not url:
        return None
    parts = urlparse(url)
    try:
        port = parts.port
    except ValueError as fault:
        raise BadInput(f"{SMTP_URL} names no port number: smtp://user:password@host:587.") from fault
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadInput(f"{SMTP_URL} has the form smtp://user:password@host:587 or smtps://user:password@host:465.")
    is_tls, is_here = parts.scheme == "smtps", parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return MailServer(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        starts_tls=not is_tls and not is_here and "tls=no" not in parts.query,
        sender=_sender(),
    )


def _sender() -> str:
    named = os.environ.get(MAIL_FROM, "").strip()
    if not re.fullmatch(r"[^\r\n]*[^@\s<]+@[^@\s>]+>?", named):
        raise BadInput(f"{MAIL_FROM} is the address that letters come from, such as office@example.org.")
    return named


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadInput(f"{DATABASE_URL} must begin with postgresql://, not {parts.scheme or 'nothing'}://.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": query,
    }
