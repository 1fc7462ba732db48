"""Which code is the next free one of its kind, as in ``R-07``?"""

import re

from django.db.models import Model


def next_code(table: type[Model], sign: str, *, digits: int = 2) -> str:
    """The code after the highest that begins with ``sign``."""
    return f"{sign}{next_number(table, sign):0{digits}d}"


def next_number(table: type[Model], sign: str) -> int:
    """One more than the highest number behind ``sign``, the retired ones counted; other codes given by hand are not."""
    codes = table._base_manager.filter(code__regex=rf"^{re.escape(sign)}[0-9]+$").values_list("code", flat=True)
    return max((int(code.removeprefix(sign)) for code in codes), default=0) + 1
