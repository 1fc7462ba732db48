"""How does packs/prices come from the lists of litellm: which price of which token class was listed from when?

`python -m tools.make_prices FOLDER [OUT]` reads the folder's litellm_<version>.json; the same input gives the same
bytes. A price holds from the day of the first list that has it until the day before the list that has another.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src/opencaio/packs/prices/tokens.csv"
#: When each list came out (recalled: the packages carry no dates).
LISTS = {
    "1.10.0": date(2023, 12, 1),
    "1.55.0": date(2024, 12, 14),
    "1.65.0": date(2025, 4, 1),
    "1.75.0": date(2025, 8, 6),
}
PROVIDERS = {
    "anthropic": "anthropic", "azure": "azure", "bedrock": "aws.bedrock", "bedrock_converse": "aws.bedrock",
    "cohere": "cohere", "cohere_chat": "cohere", "deepseek": "deepseek", "gemini": "gcp.gemini", "groq": "groq",
    "mistral": "mistral_ai", "openai": "openai", "perplexity": "perplexity", "together_ai": "together_ai",
    "vertex_ai-language-models": "gcp.vertex_ai", "voyage": "voyage", "xai": "xai",
}  # fmt: skip
CLASSES = {
    "input": ("input_cost_per_token",),
    "cached": ("cache_read_input_token_cost", "input_cost_per_token_cache_hit"),
    "output": ("output_cost_per_token",),
    "reasoning": ("output_cost_per_reasoning_token",),
}
COLUMNS = ("provider", "model", "token_class", "price", "currency", "valid_from", "valid_until", "list")
MILLION = 1_000_000
Key = tuple[str, str, str]


def main(folder: Path, out: Path = OUT) -> None:
    """Write the pack's table."""
    lists = {version: prices_of(folder / f"litellm_{version}.json") for version in LISTS}
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows_of(lists))


def prices_of(path: Path) -> dict[Key, Decimal]:
    """Dollars a million tokens by provider, model and class; free and unpriced models are left out."""
    raw: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    found = {}
    for name, model in raw.items():
        provider = PROVIDERS.get(model.get("litellm_provider", ""))
        if not provider or model.get("mode") not in {"chat", "embedding", "completion", "responses"}:
            continue
        for token_class, keys in CLASSES.items():
            price = next((Decimal(model[key]) for key in keys if model.get(key)), None)
            if price:
                found[provider, name.rpartition("/")[2], token_class] = price * MILLION
    return found


def rows_of(lists: Mapping[str, Mapping[Key, Decimal]]) -> Iterator[dict[str, str]]:
    """One row a price and the time in which the lists have it."""
    for provider, model, token_class in sorted({key for one in lists.values() for key in one}):
        begun: tuple[str, Decimal] | None = None
        for version in LISTS:
            price = lists[version].get((provider, model, token_class))
            if begun and price != begun[1]:
                yield _row(provider, model, token_class, begun, until=LISTS[version] - timedelta(1))
                begun = None
            if price is not None and begun is None:
                begun = (version, price)
        if begun:
            yield _row(provider, model, token_class, begun, until=None)


def _row(provider: str, model: str, token_class: str, begun: tuple[str, Decimal], until: date | None) -> dict[str, str]:
    version, price = begun
    text = f"{price.normalize():f}"
    told = (provider, model, token_class, text, "USD", LISTS[version].isoformat(), until.isoformat() if until else "")
    return dict(zip(COLUMNS, (*told, version), strict=True))


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:]))
