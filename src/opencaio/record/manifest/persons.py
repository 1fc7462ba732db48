"""By which name is a person known in the lake?"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

LENGTH = 24


def pseudonym(person: str) -> str:
    """The same for the same person (an address, a user name; case and blanks aside) and of no use without the key."""
    return _pseudonym(_key(Path(settings.OPENCAIO_HOME)), person.strip().casefold())


@lru_cache(maxsize=65_536)
def _pseudonym(key: bytes, person: str) -> str:
    return f"p-{hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:LENGTH]}"


@lru_cache(maxsize=8)
def _key(home: Path) -> bytes:
    """Made once, readable by its owner only; a backup holds it, or erasure would find nobody afterwards."""
    path = home / "lake.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        try:
            os.link(half, path)
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return path.read_bytes()
