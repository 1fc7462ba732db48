"""What did a million tokens cost by the public lists, of which model, from when until when?

Made by `tools/make_prices.py` from four price lists of litellm (MIT). List prices in US dollars, without volume
discounts, batches, long contexts or cache writes; the day of a list is the day on which we know that the price held.
"""

import csv
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from opencaio.engines.tokens import CLASSES, Price
from opencaio.errors import BadPack

FILE = Path(__file__).parent / "tokens.csv"


@lru_cache(maxsize=1)
def load_prices() -> tuple[Price, ...]:
    """The listed prices. Raises BadPack that names the row."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_price(row, at) for at, row in enumerate(csv.DictReader(lines), start=2))


def _price(row: dict[str, str], at: int) -> Price:
    try:
        until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
        found = Price(
            row["provider"], row["model"], row["token_class"], Decimal(row["price"]), row["currency"],
            date.fromisoformat(row["valid_from"]), until, f"litellm {row['list']} (MIT)",
        )  # fmt: skip
    except (KeyError, ValueError, ArithmeticError) as error:
        raise BadPack(f"{FILE.name}, line {at}: {error}") from error
    if found.token_class not in CLASSES or found.per_million <= 0:
        raise BadPack(f"{FILE.name}, line {at}: no price above 0 of a known class.")
    return found
