"""Which day, and which moment, does someone mean on the command line?"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from opencaio.errors import BadInput


def day(text: str | None) -> date | None:
    """``2026-12-31`` as a date; None stays None."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text} is not a date. Write it as 2026-12-31.") from error


def moment(text: str | None, *, time_zone: str = "UTC") -> datetime | None:
    """``2026-12-31`` as the end of that day in ``time_zone``, or an exact ``2026-12-31T10:00+01:00``."""
    if text is None:
        return None
    zone = ZoneInfo(time_zone)
    try:
        if len(text) == len("2026-12-31"):
            return datetime.combine(date.fromisoformat(text), time.max, zone).astimezone(UTC)
        exact = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text} is neither a date nor a date with a time.") from error
    return exact if exact.tzinfo else exact.replace(tzinfo=zone)
