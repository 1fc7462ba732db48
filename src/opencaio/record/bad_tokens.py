"""How many tokens that do not hold may come from one address in a minute?"""

from datetime import datetime

from django.core.cache import cache

from opencaio.record import security_log

BAD_TOKENS_A_MINUTE = 20
MINUTE = 60


class TooMany(Exception):
    """Too many tokens that do not hold came from one address."""


def count(address: str, *, face: str, now: datetime) -> None:
    """Note one bad token. Raises ``TooMany`` from the 21st of a minute on; tokens that hold never get here."""
    key = f"bad-tokens-{address}-{int(now.timestamp()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    if cache.incr(key) > BAD_TOKENS_A_MINUTE:
        raise TooMany
    security_log.note("bad token", f"{face}: a token that does not hold, from {address}", person_id=None, at=now)
