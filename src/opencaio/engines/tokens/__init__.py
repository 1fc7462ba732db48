"""What do tokens cost, by dated prices, and what would another model have cost?"""

from opencaio.engines.tokens.model import CLASSES, ENGINE_VERSION, Cost, Part, Price
from opencaio.engines.tokens.naming import listed_name
from opencaio.engines.tokens.pricing import Instead, PriceList, Used, compared

__all__ = [
    "CLASSES",
    "ENGINE_VERSION",
    "Cost",
    "Instead",
    "Part",
    "Price",
    "PriceList",
    "Used",
    "compared",
    "listed_name",
]
